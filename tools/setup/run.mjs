/** Runs a program of the set-up: its output goes to a log, the terminal gets one line with the time. */

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';
import { inRoot, shown } from './paths.mjs';

const LOGS = inRoot('.cache', 'setup');

export const seconds = (from) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

/**
 * @param {string} log name of its log, without extension
 * @param {string} executable
 * @param {string[]} args
 * @param {{ remedy: string, env?: NodeJS.ProcessEnv }} options
 */
export async function run(log, executable, args, { remedy, env = process.env }) {
  fs.mkdirSync(LOGS, { recursive: true });
  const file = path.join(LOGS, `${log}.log`);
  const output = fs.openSync(file, 'w');
  const begun = performance.now();
  // A terminal sees that something happens; a log of CI gets no line a second.
  const ticker = process.stdout.isTTY
    ? setInterval(() => process.stdout.write(`\r    ${seconds(begun)} `), 1000)
    : undefined;
  const status = await new Promise((resolve, reject) => {
    const child = spawn(executable, args, { cwd: inRoot(), env, stdio: ['ignore', output, output] });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal));
  })
    .catch((error) => error.message)
    .finally(() => {
      clearInterval(ticker);
      if (ticker) process.stdout.write('\r');
      fs.closeSync(output);
    });
  if (status === 0) return;
  const tail = fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15);
  console.error(tail.map((line) => `    ${line}`).join('\n'));
  throw new SetupFailure(
    `${path.basename(executable)} failed (${status}); the whole output is in ${shown(file)}.`,
    remedy,
  );
}
