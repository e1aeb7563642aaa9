/** npm run clean: removes what the commands generated. Never a student's work, a data set or a recorded result. */

import fs from 'node:fs';
import path from 'node:path';
import { command, commandLine } from './setup/command.mjs';
import { inRoot, shown } from './setup/paths.mjs';

const USAGE = 'npm run clean [-- --all]     --all: the set-up as well (.venv and node_modules)';

command(async () => {
  const { values } = commandLine(USAGE, { options: { all: { type: 'boolean', default: false } } });
  const removed = [...generatedOutputs(), inRoot('.cache')];
  if (values.all) removed.push(inRoot('.venv'), inRoot('node_modules'));
  for (const file of removed.filter((file) => fs.existsSync(file))) {
    fs.rmSync(file, { recursive: true, force: true });
    console.log(`removed ${shown(file)}`);
  }
});

/** All below outputs/ but LESSON/full/*.json, the results that are kept. */
function generatedOutputs() {
  const outputs = inRoot('outputs');
  const isKept = (file) => /^[^/]+\/full\/[^/]+\.json$/.test(path.relative(outputs, file));
  return below(outputs).filter((file) => !isKept(file));
}

/** Files below a folder. A folder that becomes empty goes too. */
function below(folder) {
  if (!fs.existsSync(folder)) return [];
  const entries = fs.readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}
