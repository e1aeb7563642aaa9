/** npm start: everything from a bare clone to reports in the browser. */

import { checkLessons, command, commandLine, startTool } from './setup/command.mjs';
import { setup } from './setup/index.mjs';
import { inRoot } from './setup/paths.mjs';

const USAGE = 'npm start [-- 02 ...] [--profile quick|full] [--force]';

command(async () => {
  const { positionals: lessons, values } = commandLine(USAGE, {
    allowPositionals: true,
    options: { profile: { type: 'string', default: 'quick' }, force: { type: 'boolean', default: false } },
  });
  checkLessons(USAGE, lessons, values.profile);
  await setup();

  const profile = ['--profile', values.profile];
  const executed = await startTool('run-notebooks', [...lessons, ...profile, ...(values.force ? ['--force'] : [])]);
  // A lesson that failed keeps no other from its report.
  const reported = await startTool('report', [...lessons, ...profile, '--to', 'html']);
  if (reported === 0)
    console.log(`\nReports: ${inRoot('outputs', 'reports', 'index.html')}\nIn JupyterLab: npm run lab`);
  return executed || reported;
});
