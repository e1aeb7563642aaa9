/**
 * Replaces a folder as a whole: killed at any moment, the old one or the new one is there, never half of either.
 *
 * The new folder is written beside the old one and flushed to the disk; then the old one is renamed away, the new one
 * renamed in, the old one removed. Between the two renames nothing has the folder's name: who comes just then, or after
 * a process that was killed there, finds both beside it (unfinished-replacement.ts).
 */

import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors';
import { cannotWrite } from './files';
import { exists, namesBeside, remove, targetOf, tidy } from './unfinished-replacement';

export interface FolderReplacement {
  /** Throws where a folder that is there may not be replaced; it is given the place where that folder lies. */
  readonly check: (place: string) => Promise<void>;
  /** Writes the new folder's files, flushed to the disk, into an empty folder. */
  readonly write: (place: string) => Promise<void>;
}

/**
 * Writes a folder in the place of an old one, or a new one with the folders that lead to it. A link to a folder stays,
 * and the folder that it leads to is replaced. Of several that replace one folder at once, one is there in the end.
 *
 * @throws UserError where the path cannot be a folder of ours, or the disk refuses; what was there stays, and nothing
 * is left beside it.
 */
export async function replaceFolder(folder: string, { check, write }: FolderReplacement): Promise<void> {
  const target = await targetOf(folder);
  await tidy(target);
  await checkPresent(target, check);
  const parent = path.dirname(target);
  const { next, previous } = namesBeside(target);
  let made: string | undefined;
  try {
    made = await fs.mkdir(parent, { recursive: true });
    await fs.mkdir(next);
    await write(next);
    await keepRights(target, next);
    await flushFolder(next);
    while (!(await swap({ target, next, previous }, check)));
    await remove(previous);
    await flushFolder(parent);
  } catch (error) {
    await remove(next);
    // Where it could not be put back, it is all that is left of the folder.
    if (await exists(target)) await remove(previous);
    await removeEmpty(parent, made);
    throw error instanceof UserError || !isSystemError(error) ? error : cannotWrite(folder, error);
  }
}

/** Refuses what must not be replaced whatever it holds, and asks the caller about the rest. */
async function checkPresent(target: string, check: FolderReplacement['check']): Promise<void> {
  const inside = path.relative(target, await fs.realpath(process.cwd()));
  if (inside.split(path.sep)[0] !== '..' && !path.isAbsolute(inside)) {
    throw new UserError(
      `${target} holds the folder that this program runs in, and cannot be replaced; name a new folder inside it.`,
    );
  }
  if (!(await exists(target))) return;
  if (!(await fs.stat(target)).isDirectory()) {
    throw new UserError(`${target} is a file, and no folder takes its place; choose another name.`);
  }
  await check(target);
  await fs.access(target, constants.W_OK).catch((error: unknown) => {
    throw cannotWrite(target, error);
  });
}

interface Places {
  readonly target: string;
  readonly next: string;
  readonly previous: string;
}

/** @returns false where another process put a folder of its own there in between: to be tried again. */
async function swap({ target, next, previous }: Places, check: FolderReplacement['check']): Promise<boolean> {
  const moved = await moveAway(target, previous);
  try {
    // Looked at once more, where nobody else can reach it.
    if (moved) await check(previous);
    await fs.rename(next, target);
    return true;
  } catch (error) {
    const taken = ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (taken) await remove(previous);
    else if (moved) await fs.rename(previous, target);
    if (taken) return false;
    throw error;
  }
}

async function moveAway(target: string, previous: string): Promise<boolean> {
  try {
    await fs.rename(target, previous);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Who could read and write the old folder can do so with the new one. */
async function keepRights(target: string, next: string): Promise<void> {
  if (await exists(target)) await fs.chmod(next, (await fs.stat(target)).mode & 0o7777);
}

/** Folders that were made for nothing go, from the innermost out. */
async function removeEmpty(folder: string, made: string | undefined): Promise<void> {
  for (let place = folder; made !== undefined && place.length >= made.length; place = path.dirname(place)) {
    await fs.rmdir(place).catch(() => undefined);
  }
}

/** Brings the entries of a folder to the disk. Some file systems do not know this of folders. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync().catch(() => undefined);
  } finally {
    await handle.close();
  }
}

const isSystemError = (error: unknown) => (error as NodeJS.ErrnoException).syscall !== undefined;
