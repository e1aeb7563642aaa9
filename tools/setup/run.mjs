/** Runs a program of the set-up: its output goes to a log, the terminal gets one line with the time. */

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { causeOf, NAMES } from './causes.mjs';
import { environmentOf } from './environment.mjs';
import { SetupFailure } from './failure.mjs';
import { freeSpace, homeFolder } from './folder.mjs';
import { inRoot, shown } from './paths.mjs';
import { deadProxies, proxyRemedy, proxySentence } from './proxies.mjs';

const LOGS = inRoot('.cache', 'setup');
/** For what programs write on their way: on the disk of the clone, which must have the space anyway. */
const TEMPORARY = path.join(LOGS, 'tmp');

export const seconds = (from) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

const logOf = (program, { log = program }) => path.join(LOGS, `${log}.log`);

const ENVIRONMENTS = { npm: 'npm', venv: 'python', pip: 'python', compiler: 'compiler', library: 'npm' };

/**
 * @param {import('./causes.mjs').Failed['program']} program
 * @param {string} executable
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<string>} its output
 * @throws {SetupFailure} with the true cause, where the output tells it
 *
 * @typedef {object} Options
 * @property {string} [log] name of its log, without extension; the program's by default
 * @property {string} [otherwise] a way to do without, for the remedy
 */
export async function run(program, executable, args, options = {}) {
  const log = logOf(program, options);
  fs.rmSync(TEMPORARY, { recursive: true, force: true });
  fs.mkdirSync(TEMPORARY, { recursive: true });
  const env = { ...environmentOf(ENVIRONMENTS[program]), TMPDIR: TEMPORARY };
  const status = await runIntoLog(log, executable, args, env);
  const output = fs.readFileSync(log, 'utf8');
  if (status === 'ENOENT') throw new SetupFailure(`${executable} was not found.`, MISSING[program] ?? AGAIN);
  if (status !== 0) throw await failureOf(program, output, { ...options, status });
  fs.rmSync(TEMPORARY, { recursive: true, force: true });
  return output;
}

/** @returns {Promise<number | string>} the exit status, the signal, or why the program could not be started */
async function runIntoLog(log, executable, args, env) {
  const output = fs.openSync(log, 'w');
  const begun = performance.now();
  // A terminal sees that something happens; a log of CI gets no line a second.
  const ticker = process.stdout.isTTY
    ? setInterval(() => process.stdout.write(`\r    ${seconds(begun)} `), 1000)
    : undefined;
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, { cwd: inRoot(), env, stdio: ['ignore', output, output] });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? /** @type {string} */ (signal)));
  })
    .catch((error) => /** @type {NodeJS.ErrnoException} */ (error).code ?? error.message)
    .finally(() => {
      clearInterval(ticker);
      if (ticker) process.stdout.write('\r');
      fs.closeSync(output);
    });
}

/**
 * What went wrong, in one sentence; where nothing tells it, the end of the output is printed.
 * @param {import('./causes.mjs').Failed['program']} program
 * @param {string} output
 * @param {Options & { status?: number | string }} [options]
 */
export async function failureOf(program, output, options = {}) {
  const { status, otherwise } = options;
  const whole = `The whole output is in ${shown(logOf(program, options))}.`;
  const remedy = (text) => (otherwise ? `${text} ${otherwise}` : text);
  const [proxy] = program === 'npm' || program === 'pip' ? await deadProxies() : [];
  const disks = [inRoot(), homeFolder()].map((folder) => ({ folder, free: freeSpace(folder) }));
  const cause = causeOf({ program, output, status, disks });
  if (proxy && (cause === null || cause.isNetwork)) {
    return new SetupFailure(`${proxySentence(proxy)} ${whole}`, remedy(proxyRemedy(proxy)));
  }
  if (cause) return new SetupFailure(`${cause.problem} ${whole}`, remedy(cause.remedy));
  const tail = output.trimEnd().split('\n').slice(-15);
  console.error(tail.map((line) => `    ${line}`).join('\n'));
  const problem = `${NAMES[program]} failed (${status ?? 'in part'}); what it said last stands above. ${whole}`;
  return new SetupFailure(problem, remedy(AGAIN));
}

const AGAIN = 'When that is mended, type the command again; npm run doctor looks at the machine.';

const MISSING = { npm: 'npm comes with Node: take Node 22 from nodejs.org, or type: sudo apt install npm' };
