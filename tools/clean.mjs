/** npm run clean: removes what the commands generated. Never a student's work, a data set or a recorded result. */

import fs from 'node:fs';
import path from 'node:path';
import { command, commandLine } from './setup/command.mjs';
import { inRoot, shown } from './setup/paths.mjs';

const USAGE = 'npm run clean [-- --all]     --all: the set-up as well (.venv and node_modules)';

command(async () => {
  const { values } = commandLine(USAGE, { options: { all: { type: 'boolean', default: false } } });
  const removed = [...generatedOutputs(), inRoot('.cache'), inRoot('dist')];
  if (values.all) removed.push(inRoot('.venv'), inRoot('node_modules'));
  for (const file of removed.filter((file) => fs.existsSync(file))) {
    fs.rmSync(file, { recursive: true, force: true });
    console.log(`removed ${shown(file)}`);
  }
  removeEmptyFolders(inRoot('outputs'));
});

/** All below outputs/ but the results that are kept: LESSON/full/*.json and the committed benchmark. */
function generatedOutputs() {
  const outputs = inRoot('outputs');
  const kept = /^([^/]+\/full\/[^/]+\.json|benchmarks\/training\.json)$/;
  const isKept = (file) => kept.test(path.relative(outputs, file));
  return below(outputs).filter((file) => !isKept(file));
}

/** @returns {string[]} */
function below(folder) {
  if (!fs.existsSync(folder)) return [];
  const entries = fs.readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

/** Folders below outputs/ that hold nothing any more, the deepest first. */
function removeEmptyFolders(folder) {
  if (!fs.existsSync(folder)) return;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyFolders(path.join(folder, entry.name));
  }
  if (fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}
