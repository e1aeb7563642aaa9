import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../../errors';
import { cannotWrite } from './files';

/** Who holds a lock; what the lock's file says. */
interface Owner {
  readonly host: string;
  readonly pid: number;
  /** When that process began, in ticks since the machine did; numbers of processes are used again. Empty where unknown. */
  readonly began: string;
  readonly token: string;
}

/** A file that one run at a time may write. */
export interface FileLock {
  /** @throws UserError where another run has taken the lock in the meantime. */
  check(): void;
  release(): void;
}

const held = new Set<string>();

/**
 * Takes the lock of a file: another file beside it, with the name of the process. One whose process is dead is taken
 * over. Of two that take over at once the last one has it, and the other learns of that by `check`.
 * @param who the run as a sentence names it, such as `training`.
 * @throws UserError where a living process has it, or the disk refuses.
 */
export function lockFile(file: string, who: string): FileLock {
  const lock = `${path.resolve(file)}.lock`;
  const owner: Owner = { ...self(), token: randomBytes(8).toString('hex') };
  const other = held.has(lock) ? owner : take(lock, owner, file);
  if (other !== undefined) throw new UserError(refusal(file, who, other));
  held.add(lock);
  const isMine = () => readOwner(lock)?.token === owner.token;
  return {
    check() {
      if (!isMine())
        throw new UserError(
          `${file}: another ${who} has taken this file while this one went on; it is left to that one`,
        );
    },
    release() {
      held.delete(lock);
      if (isMine()) fs.rmSync(lock, { force: true });
    },
  };
}

/** @returns who has the lock, where it could not be taken. */
function take(lock: string, owner: Owner, file: string): Owner | undefined {
  const text = JSON.stringify(owner);
  try {
    fs.mkdirSync(path.dirname(lock), { recursive: true });
    fs.writeFileSync(lock, text, { flag: 'wx' });
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !fs.existsSync(lock)) throw cannotWrite(file, error);
  }
  const other = readOwner(lock);
  if (other !== undefined && isAlive(other)) return other;
  // Written aside and renamed, so that the lock is at no moment away or half there.
  const mine = `${lock}.${owner.token}`;
  fs.writeFileSync(mine, text);
  fs.renameSync(mine, lock);
  return undefined;
}

function readOwner(lock: string): Owner | undefined {
  try {
    return JSON.parse(fs.readFileSync(lock, 'utf8'));
  } catch {
    return undefined;
  }
}

const self = () => ({ host: os.hostname(), pid: process.pid, began: beganAt(process.pid) });

/** Field 22 of /proc/PID/stat, behind the name, which may hold anything. */
function beganAt(pid: number): string {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive({ host, pid, began }: Owner): boolean {
  // On a shared disk another machine's process cannot be asked.
  if (host !== os.hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return beganAt(pid) === began;
}

function refusal(file: string, who: string, { host, pid }: Owner): string {
  const where = host === os.hostname() ? `process ${pid}` : `process ${pid} of ${host}`;
  const remedy = host === os.hostname() ? '' : `, or delete ${file}.lock if that one is no more`;
  return `${file} is in use by another ${who}, ${where}: wait for its end${remedy}, or choose another file`;
}
