import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { quoted, UserError } from '../../errors';

/**
 * Writes a file whole or not at all: under a temporary name beside it, then renamed. Makes the folder.
 * A reader never sees half of it, and a process killed midway leaves the old file as it was.
 * @throws UserError where the disk refuses; nothing is left then.
 */
export function writeFileAtomic(file: string, data: string | Uint8Array): void {
  const temporary = temporaryName(file);
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(temporary, data, { flush: true });
    fs.renameSync(temporary, file);
  } catch (error) {
    removeUnlessGone(temporary);
    throw cannotWrite(file, error);
  }
}

/** Where a part of its path is a file, there is nothing to remove, and `force` alone does not say so. */
function removeUnlessGone(temporary: string): void {
  if (fs.existsSync(temporary)) fs.rmSync(temporary, { force: true });
}

/** A name beside `file` that nobody else uses, on no machine. */
export function temporaryName(file: string): string {
  const token = `${process.pid}-${randomBytes(6).toString('hex')}`;
  return path.join(path.dirname(file), `.${path.basename(file)}.${token}.part`);
}

/** Removes what killed processes left of a file under temporary names. Its writer has a lock: none is at work. */
export function removeUnfinished(file: string): void {
  const prefix = `.${path.basename(file)}.`;
  const folder = path.dirname(file);
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    if (name.startsWith(prefix) && name.endsWith('.part')) fs.rmSync(path.join(folder, name), { force: true });
  }
}

/** The sentence for a file or folder that the disk refuses. @param error what Node threw */
export function cannotWrite(place: string, error: unknown): UserError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new UserError(`${place} cannot be written: ${refusals[code] ?? `${message}.`}`, { cause: error });
}

const FULL = 'no space is left there; free some, or choose another place.';
const FORBIDDEN = 'you have no right to; change the rights, or choose another place.';

const refusals: Readonly<Record<string, string>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: FULL,
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: 'that disk is read-only; choose another place.',
  ENOTDIR: 'a part of its path is a file, where a folder was expected; choose another path.',
  EEXIST: 'a part of its path is a file, where a folder was expected; choose another path.',
  EISDIR: 'a folder has this name; choose another.',
  ENOENT: 'its folder is not there any more.',
  ENAMETOOLONG: 'the name is too long; choose a shorter one.',
  ELOOP: 'its path leads in a circle; choose another.',
  EBUSY: 'it is in use, or a disk is mounted there; name a folder inside it.',
};

/** Reads a whole file. @throws UserError where it is missing or unreadable; `remedy` ends its sentence. */
export function readFile(file: string, remedy = 'check the path'): Buffer {
  return withRegular(file, remedy, () => fs.readFileSync(file));
}

/** Opens a file to be read in parts. @returns its descriptor @throws UserError as `readFile` */
export function openFile(file: string, remedy = 'check the path'): number {
  return withRegular(file, remedy, () => fs.openSync(file, 'r'));
}

function withRegular<T>(file: string, remedy: string, action: () => T): T {
  try {
    // Reading a pipe or a device might never end.
    if (fs.statSync(file).isFile()) return action();
  } catch (error) {
    throw new UserError(`${file}: ${reason(error)}; ${remedy}.`);
  }
  const found = fs.statSync(file).isDirectory() ? 'a folder' : 'a pipe or a device';
  throw new UserError(`${file}: this is ${found}, where a file was expected; ${remedy}.`);
}

/** Reads a JSON file; its shape is the caller's promise. @throws UserError where it is missing, unreadable or no JSON. */
export function readJson<T = unknown>(file: string): T {
  const text = readFile(file).toString('utf8');
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new UserError(
      `${file}: this is not valid JSON (${quoted((error as Error).message)}); mend it, or delete it and make it again.`,
    );
  }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'this file may not be read by you';
  if (code === 'ELOOP') return 'this link leads to itself';
  return `the file cannot be read (${message})`;
}
