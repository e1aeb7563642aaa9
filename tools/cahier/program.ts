/** The command `cahier` of this process. */

import { run } from './run';
import { processTerminal } from './terminal';

run(process.argv.slice(2), processTerminal()).then((code) => {
  if (code !== 0) process.exitCode = code;
});
