/** One set-up at a time in a clone: the second waits for the first, then finds its work done. */

import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SetupFailure } from './failure.mjs';
import { inRoot, shown } from './paths.mjs';

/** @typedef {{ id: string, pid: number, host: string, started: string | null }} Owner `started`: see startOf */

const TIMES = {
  /** Between two looks at a lock that is held. */
  look: 200,
  /** How often the owner touches its lock. */
  beat: 2000,
  /** Another machine's lock that nobody touches for so long is that of a process that is gone. */
  silence: 60_000,
  limit: 30 * 60_000,
};

/**
 * @template T
 * @param {() => Promise<T>} work
 * @param {string} [file]
 * @param {Partial<typeof TIMES>} [times] in milliseconds
 * @returns {Promise<T>}
 */
export async function withLock(work, file = inRoot('.cache', 'setup.lock'), times = {}) {
  const { look, beat, silence, limit } = { ...TIMES, ...times };
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const me = { id: randomUUID(), pid: process.pid, host: os.hostname(), started: startOf(process.pid) };
  const begun = performance.now();
  const isSilent = silenceWatch(file, silence);
  for (let told = false; !take(file, me); await pause(look)) {
    const owner = ownerOf(file);
    if (owner === null) continue;
    // A process of another machine on the same disk cannot be asked.
    if (owner.host === os.hostname() ? isDead(owner) : isSilent()) {
      removeLockOf(owner, file, me);
      continue;
    }
    if (!told) console.log(`Waiting for the set-up that process ${owner.pid} on ${owner.host} runs …`);
    told = true;
    if (performance.now() - begun > limit) {
      throw new SetupFailure(
        `Another set-up has held ${shown(file)} for ${Math.round(limit / 60_000)} minutes.`,
        `Where none runs, type: rm ${shown(file)}`,
      );
    }
  }
  const heart = setInterval(() => touch(file), beat).unref();
  const release = () => {
    clearInterval(heart);
    if (ownerOf(file)?.id === me.id) fs.rmSync(file, { force: true });
  };
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** Makes the lock, where there is none. It appears with its content: a link is made whole or not at all. */
function take(file, me) {
  const mine = `${file}.${me.id}`;
  fs.writeFileSync(mine, JSON.stringify(me));
  try {
    fs.linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(error.code)) throw error;
    throw new SetupFailure(
      'The disk of this folder holds no links (a USB stick, a folder shared with another system?); set-up needs them.',
      'Clone to a disk of this system.',
    );
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/**
 * Removes the lock of an owner that is gone, and of nobody else: another taker may have removed it already, and taken
 * the lock itself. Who removes whose lock is decided by a lock of its own, with the dead owner's name; while it is held
 * the file cannot become another's, so that looking and removing are one.
 */
function removeLockOf(owner, file, me) {
  const claim = `${file}.after-${owner.id}`;
  if (!take(claim, me)) {
    const other = ownerOf(claim);
    if (other !== null && other.host === os.hostname() && isDead(other)) removeLockOf(other, claim, me);
    return;
  }
  if (ownerOf(file)?.id === owner.id) fs.rmSync(file, { force: true });
  fs.rmSync(claim, { force: true });
}

/** @returns {Owner | null} null where there is no lock any more */
function ownerOf(file) {
  let text;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    const { id, pid, host, started = null } = JSON.parse(text);
    return { id: id ?? `${host}-${pid}`, pid, host, started };
  } catch {
    // Written by nobody that we know: as if on another machine.
    return { id: 'unreadable', pid: 0, host: 'an unknown machine', started: null };
  }
}

function isDead({ pid, started }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return true;
  }
  // Its number may be another process' by now.
  return started !== null && startOf(pid) !== started;
}

/** When a process began, in ticks since the system's start; null where the system does not tell (proc(5), field 22). */
function startOf(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields are counted behind the name, which may hold spaces and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return null;
  }
}

function touch(file) {
  const now = new Date();
  try {
    fs.utimesSync(file, now, now);
  } catch {
    // The folder was removed under the set-up: its next step says so.
  }
}

/** Tells whether the lock has not been touched for `silence` milliseconds of watching. No two clocks are compared. */
function silenceWatch(file, silence) {
  let last = '';
  let since = performance.now();
  return () => {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    const state = stat === undefined ? '' : `${stat.ino} ${stat.mtimeMs}`;
    if (state !== last) {
      last = state;
      since = performance.now();
    }
    return performance.now() - since > silence;
  };
}
