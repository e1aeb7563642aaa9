/** The scripts of .venv/bin name their Python by its full path: wrong once the clone was moved. */

import fs from 'node:fs';
import path from 'node:path';
import { venv } from './python-packages.mjs';

export const movedScripts = {
  name: 'scripts of .venv (the folder was moved)',
  inPlace: () => foreignScripts().length === 0,
  async make() {
    mendScripts(venv);
  },
};

/** @returns {string[]} scripts that start another clone's Python */
export function foreignScripts(folder = venv) {
  return scriptsOf(folder).filter((file) => {
    const interpreter = interpreterOf(file);
    return interpreter !== null && !isSame(path.dirname(interpreter), path.join(folder, 'bin'));
  });
}

/** Makes the scripts and pyvenv.cfg of an environment name the folder where it lies now. */
export function mendScripts(folder) {
  const former = new Set(
    foreignScripts(folder).map((file) => path.dirname(path.dirname(/** @type {string} */ (interpreterOf(file))))),
  );
  for (const file of [...scriptsOf(folder), path.join(folder, 'pyvenv.cfg')]) {
    const text = textOf(file);
    if (text === null) continue;
    const mended = [...former].reduce((result, name) => result.replaceAll(name, folder), text);
    if (mended !== text) replaceFile(file, asScript(mended, folder));
  }
}

/** Links lead to the Python itself. */
function scriptsOf(folder) {
  const bin = path.join(folder, 'bin');
  if (!fs.existsSync(bin)) return [];
  const files = fs.readdirSync(bin).map((name) => path.join(bin, name));
  return files.filter((file) => fs.lstatSync(file).isFile());
}

/** Systems write letters such as é as one character or as two: the same folder either way. */
const isSame = (one, other) => one.normalize('NFC') === other.normalize('NFC');

/** The virtual environment's Python that a script starts, null for anything else. */
function interpreterOf(file) {
  const start = /** @type {string} */ (firstBytes(file, 8192).toString('utf8'));
  return /^(?:#!|#!\/bin\/sh\n'''exec' "?)(\/.*?\/\.venv\/bin\/python[\d.]*)["\s]/.exec(start)?.[1] ?? null;
}

function firstBytes(file, count) {
  const descriptor = fs.openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(count);
    return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, count, 0));
  } finally {
    fs.closeSync(descriptor);
  }
}

/** @returns {string | null} null for a program, which is no text */
function textOf(file) {
  try {
    return new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(fs.readFileSync(file));
  } catch {
    return null;
  }
}

/** No space and at most 127 bytes in a script's first line; where that is not so the shell helps, as in pip's. */
function asScript(text, folder) {
  const first = text.slice(0, text.indexOf('\n'));
  if (!first.startsWith(`#!${folder}/`) || (!first.includes(' ') && Buffer.byteLength(first) < 127)) return text;
  return `#!/bin/sh\n'''exec' "${first.slice(2)}" "$0" "$@"\n' '''\n${text.slice(first.length + 1)}`;
}

/** Whole or not at all, and with the rights that it had: a copy of the environment may share the file. */
function replaceFile(file, text) {
  const part = `${file}.part`;
  fs.writeFileSync(part, text, { mode: fs.statSync(file).mode });
  fs.renameSync(part, file);
}
