/** What `replaceFolder` has beside a folder while it is at work, or was when it was killed. */

import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../../errors';

/**
 * Where a folder lies at this moment: at its own path, as a rule. What a killed replacement left is finished first;
 * where another process is just replacing the folder, it is waited for.
 * @returns undefined where there is nothing.
 * @throws UserError where the path can be no folder's.
 */
export async function settledFolder(folder: string): Promise<string | undefined> {
  const target = await targetOf(folder);
  let empty = 0;
  for (let attempt = 0; attempt < 20; attempt++) {
    if (await exists(target)) return target;
    const [unfinished] = await unfinishedReplacements(target);
    if (unfinished === undefined) {
      // A replacement may have come to its end between the two looks.
      if (++empty === 3) return undefined;
      continue;
    }
    empty = 0;
    if (unfinished.abandoned) await recover(target);
    else await wait(25);
  }
  // Stopped between the two renames, or in a place that may not be written: it is whole under its other name.
  return (await unfinishedReplacements(target)).find(isWhole)?.newest;
}

/** The place that a path means, in the end: where a link leads, though nothing may be there yet. */
export async function targetOf(folder: string): Promise<string> {
  if (typeof folder !== 'string' || folder.trim() === '' || folder.includes('\0')) {
    throw new UserError(`${JSON.stringify(folder)} names no folder; give a path such as 'models/digits'.`);
  }
  let target = path.resolve(folder);
  for (let links = 0; links < 40; links++) {
    const link = await fs.readlink(target).catch(() => undefined);
    if (link === undefined) return target;
    const parent = path.dirname(target);
    target = path.resolve(await fs.realpath(parent).catch(() => parent), link);
  }
  throw new UserError(`${folder}: this link leads in a circle; remove it or choose another name.`);
}

/** Fresh names beside a folder that tell machine and process, so that others know whether somebody is still at it. */
export function namesBeside(target: string): { next: string; previous: string } {
  const token = `${host()}-${process.pid}-${randomBytes(6).toString('hex')}`;
  const start = path.join(path.dirname(target), prefixOf(target));
  return { next: `${start}${token}.new`, previous: `${start}${token}.old` };
}

/** Finishes what killed processes began: the newest whole folder takes its place, and the rest is removed. */
export async function tidy(target: string): Promise<void> {
  if (!(await exists(target))) await recover(target);
  const isThere = await exists(target);
  for (const unfinished of await unfinishedReplacements(target)) {
    if (unfinished.abandoned && (isThere || !isWhole(unfinished))) await Promise.all(unfinished.folders.map(remove));
  }
}

export async function exists(place: string): Promise<boolean> {
  return (await fs.lstat(place).catch(() => undefined)) !== undefined;
}

/** What cannot be removed now is removed by the next replacement. */
export async function remove(place: string): Promise<void> {
  await fs.rm(place, { recursive: true, force: true }).catch(() => undefined);
}

interface UnfinishedReplacement {
  /** One or both of `.new` and `.old`. */
  readonly folders: readonly string[];
  /** The new folder, or the old one where that alone is here. */
  readonly newest: string;
  readonly abandoned: boolean;
}

const TOKEN = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.(new|old)$/;

/** The old folder is renamed away once the new one is whole; a new one alone may be half written. */
const isWhole = ({ folders }: UnfinishedReplacement) => folders.some((folder) => folder.endsWith('.old'));

/** Those that got furthest first. */
async function unfinishedReplacements(target: string): Promise<UnfinishedReplacement[]> {
  const [parent, prefix] = [path.dirname(target), prefixOf(target)];
  const names = (await fs.readdir(parent).catch((): string[] => [])).sort();
  const mine = names.filter((name) => name.startsWith(prefix) && TOKEN.test(name.slice(prefix.length)));
  const tokens = new Set(mine.map((name) => name.slice(0, -'.new'.length)));
  const found = [...tokens].map(async (token) => {
    const folders = mine.filter((name) => name.startsWith(token)).map((name) => path.join(parent, name));
    const [, machine, pid] = TOKEN.exec(path.basename(folders[0]).slice(prefix.length))!;
    const changed = await lastChange(folders[0]);
    const gone = machine === host() && !isRunning(Number(pid));
    return { folders, newest: folders[0], abandoned: gone || Date.now() - changed > SILENCE, changed };
  });
  return (await Promise.all(found)).sort((a, b) => b.folders.length - a.folders.length || b.changed - a.changed);
}

async function recover(target: string): Promise<void> {
  const whole = (await unfinishedReplacements(target)).find((one) => one.abandoned && isWhole(one));
  // Where somebody else was quicker, or nothing may be written here, it stays where it is.
  if (whole !== undefined) await fs.rename(whole.newest, target).catch(() => undefined);
}

/** Of another machine's replacement, whose process cannot be asked for, so long a silence means that it was given up. */
const SILENCE = 60 * 60 * 1000;

async function lastChange(folder: string): Promise<number> {
  const inside = await fs.readdir(folder).catch((): string[] => []);
  const stats = await Promise.all(
    ['.', ...inside].map((name) => fs.stat(path.join(folder, name)).catch(() => undefined)),
  );
  return Math.max(...stats.map((found) => found?.ctimeMs ?? 0));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const host = () => createHash('sha256').update(os.hostname()).digest('hex').slice(0, 8);

/** `.digits.` beside `digits`; of a name too long to be made longer, its hash. */
function prefixOf(target: string): string {
  const name = path.basename(target);
  return `.${Buffer.byteLength(name) <= 180 ? name : createHash('sha256').update(name).digest('hex')}.`;
}
