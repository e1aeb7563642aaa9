/** npm run doctor: what is installed, what is missing, and the line that mends it. */

import { command, commandLine } from './setup/command.mjs';
import { gatherFacts } from './setup/machine-facts.mjs';
import { findings } from './setup/machine-findings.mjs';
import { asTyped } from './setup/paths.mjs';

const MARKS = { ok: '✓', note: '·', broken: '✗' };

command(async () => {
  commandLine('npm run doctor', { options: {} });
  const all = findings(await gatherFacts());
  for (const { level, what, mend } of all) {
    console.log(asTyped(`${MARKS[level]} ${what}`));
    if (mend) console.log(asTyped(`    ${mend}`));
  }
  const broken = all.filter(({ level }) => level === 'broken').length;
  console.log(broken === 0 ? '\nAll that is needed is here.' : `\n${broken} to mend.`);
  return broken === 0 ? 0 : 1;
});
