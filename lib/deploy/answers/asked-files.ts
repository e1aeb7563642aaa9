import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FileKind, type KindFolder, walkKind } from '../../data/storage/kind-folder';
import { UserError } from '../../errors';

/** The pictures or sounds that are meant by a file or a folder, in order. @throws UserError where there are none. */
export function askedFiles(source: string, kind: FileKind): string[] {
  const found = fs.statSync(source, { throwIfNoEntry: false });
  if (found === undefined) throw new UserError(`${source}: there is no such file or folder; check its name.`);
  if (!found.isDirectory()) return [source];
  const files = filesBelow(walkKind(source, kind).folder);
  if (files.length === 0) throw new UserError(`${source}: there is no ${kind} in this folder; check its name.`);
  return files;
}

const filesBelow = ({ files, folders }: KindFolder): string[] => [...files, ...folders.flatMap(filesBelow)];

export interface WatchOptions {
  /** Between two looks, in milliseconds; default 1000. */
  readonly interval?: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/**
 * The files of a folder, and each one that comes or changes later, until the signal. A file is taken once its size and
 * time were the same at two looks: a recorder has then written it to its end.
 */
export async function* arrivingFiles(
  folder: string,
  kind: FileKind,
  { interval = 1000, signal }: WatchOptions,
): AsyncGenerator<string> {
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`${folder}: this is no folder, and cannot be watched; give a folder, or leave --watch out.`);
  }
  const seen = new Map<string, string>();
  const taken = new Map<string, string>();
  while (!signal.aborted) {
    for (const file of filesBelow(walkKind(folder, kind).folder)) {
      const state = stateOf(file);
      const isSettled = state !== undefined && seen.get(file) === state;
      if (state !== undefined) seen.set(file, state);
      if (!isSettled || taken.get(file) === state) continue;
      taken.set(file, state);
      yield file;
      if (signal.aborted) return;
    }
    await sleep(interval, undefined, { signal }).catch(() => {});
  }
}

function stateOf(file: string): string | undefined {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  return found && `${found.size} ${found.mtimeMs}`;
}
