/** One set-up at a time in a clone: the second waits for the first, then finds its work done. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SetupFailure } from './failure.mjs';
import { inRoot, shown } from './paths.mjs';

const LIMIT = 30 * 60_000;

/**
 * @template T
 * @param {() => Promise<T>} work
 * @param {string} [file]
 * @returns {Promise<T>}
 */
export async function withLock(work, file = inRoot('.cache', 'setup.lock')) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const begun = performance.now();
  for (let told = false; !take(file); await pause(200)) {
    const owner = read(file);
    if (owner && !isAlive(owner)) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (owner && !told) console.log(`Waiting for the set-up that process ${owner.pid} runs …`);
    told ||= owner !== null;
    if (performance.now() - begun > LIMIT) {
      throw new SetupFailure(
        `Another set-up has held ${shown(file)} for half an hour.`,
        `Where none runs, type: rm ${shown(file)}`,
      );
    }
  }
  const release = () => fs.rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(file) {
  // The file appears with its content: a link is made whole or not at all.
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, JSON.stringify({ pid: process.pid, host: os.hostname() }));
  try {
    fs.linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    fs.rmSync(mine);
  }
}

function read(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function isAlive({ pid, host }) {
  // On a shared disk another machine's process cannot be asked.
  if (host !== os.hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
