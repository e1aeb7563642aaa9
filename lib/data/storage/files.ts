import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors';

/**
 * Writes a file whole or not at all: under a temporary name beside it, then renamed. Makes the folder.
 * A reader never sees half of it, and a process killed midway leaves the old file as it was.
 */
export function writeFileAtomic(file: string, data: string | Uint8Array): void {
  const temporary = temporaryName(file);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  try {
    fs.writeFileSync(temporary, data, { flush: true });
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** A name beside `file` that no other process uses. */
export function temporaryName(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.part`);
}

/** Reads a whole file. @throws UserError where it is missing or unreadable; `remedy` ends its sentence. */
export function readFile(file: string, remedy = 'check the path'): Buffer {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw new UserError(`${file}: ${reason(error)}; ${remedy}.`);
  }
}

/** Reads a JSON file; its shape is the caller's promise. @throws UserError where it is missing, unreadable or no JSON. */
export function readJson<T = unknown>(file: string): T {
  const text = readFile(file).toString('utf8');
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new UserError(
      `${file}: this is not valid JSON (${(error as Error).message}); mend it, or delete it and make it again.`,
    );
  }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'this file may not be read by you';
  if (code === 'EISDIR') return 'this is a folder, where a file was expected';
  return `the file cannot be read (${message})`;
}
