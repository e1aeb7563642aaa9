/** Whether a set-up can be made in this folder at all. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';
import { root } from './paths.mjs';

/** The deepest file below a clone has some 250 bytes of path, and no system takes more than this with it. */
const LONGEST = (process.platform === 'darwin' ? 1024 : 4096) - 300;

/**
 * @param {string} folder its full path
 * @returns {SetupFailure | null} what is wrong with it, and what to do
 */
export function folderProblem(folder = root) {
  if (folder.includes(':')) {
    return new SetupFailure(
      `The path of this folder holds a colon, which Python's environments refuse (it separates folders in PATH): ${folder}`,
      'Rename the folder, or move it.',
    );
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x1f\x7f]/.test(folder)) {
    return new SetupFailure(
      `The path of this folder holds a line break or another control character: ${JSON.stringify(folder)}`,
      'Rename the folder, or move it.',
    );
  }
  if (Buffer.byteLength(folder) > LONGEST) {
    return new SetupFailure(
      `The path of this folder has ${Buffer.byteLength(folder)} bytes; with what lies below it, that is more than the system takes.`,
      `Move the folder to a shorter path, of ${LONGEST} bytes at most.`,
    );
  }
  return null;
}

/**
 * @param {string} folder
 * @returns {SetupFailure | null} who may write it, where we may not
 */
export function writeProblem(folder = root) {
  try {
    fs.accessSync(nearest(folder), fs.constants.W_OK);
    return null;
  } catch (error) {
    return notWritable(folder, error.code);
  }
}

/** A folder or file that cannot be written, and what to do: the disk is read-only, or it belongs to another user. */
export function notWritable(file, code) {
  if (code === 'EROFS') {
    return new SetupFailure(`${file} lies on a disk that is read-only.`, 'Clone to a disk that can be written.');
  }
  const owner = fs.statSync(file, { throwIfNoEntry: false })?.uid;
  // A user of a container may have a number and no name.
  const me = process.getuid?.();
  if (owner === undefined || owner === me) {
    return new SetupFailure(
      `${file} may not be written.`,
      `Type: chmod -R u+w ${quoted(file)}   then the command again.`,
    );
  }
  return new SetupFailure(
    `${file} belongs to another user (number ${owner}, you are ${me}) and may not be written by you.`,
    `Type: sudo chown -R ${me}:${process.getgid?.()} ${quoted(file)}   then the command again.`,
  );
}

/** What node_modules and .venv take. */
const SPACE = { node: 0.8e9, python: 2e9 };

/**
 * @param {{ node: boolean, python: boolean }} missing what is still to be installed
 * @returns {SetupFailure | null}
 */
export function spaceProblem({ node, python }, folder = root) {
  const needed = (node ? SPACE.node : 0) + (python ? SPACE.python : 0);
  const free = freeSpace(folder);
  if (free >= needed) return null;
  const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
  return new SetupFailure(
    `The disk of ${folder} has ${gigabytes(free)} free; what is missing takes ${gigabytes(needed)}.`,
    'Free some space, or clone to another disk   then the command again.',
  );
}

/**
 * Whether a file can be written below a folder that may yet have to be made.
 * @param {string} folder
 */
export function canWriteBelow(folder) {
  const parent = nearest(folder);
  try {
    fs.accessSync(parent, fs.constants.W_OK | fs.constants.X_OK);
    return fs.statSync(parent).isDirectory();
  } catch {
    return false;
  }
}

/** Bytes that are free on the disk of a folder that may yet have to be made. */
export function freeSpace(folder) {
  const { bavail, bsize } = fs.statfsSync(nearest(folder));
  return bavail * bsize;
}

/** Where programs keep their caches, the system's root for a user who has no home. */
export function homeFolder(env = process.env) {
  try {
    return env.HOME || os.homedir();
  } catch {
    return '/';
  }
}

/** The folder itself, or the first one above it that exists. */
function nearest(folder) {
  return fs.existsSync(folder) || path.dirname(folder) === folder ? folder : nearest(path.dirname(folder));
}

/** As a shell takes it. */
export const quoted = (file) => (/^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`);
