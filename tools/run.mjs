/**
 * Runs one of the project's TypeScript tools, after set-up where that is needed: npm run data, report, notebooks.
 *
 *   node tools/run.mjs TOOL [ARGUMENTS]     TOOL is the name of a file tools/TOOL.ts
 */

import { command, startTool } from './setup/command.mjs';
import { setup } from './setup/index.mjs';

const [tool, ...args] = process.argv.slice(2);

command(async () => {
  await setup();
  return startTool(tool, args);
});
