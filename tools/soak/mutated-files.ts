import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { UserError } from '../../lib/errors';
import type { Attempt } from './attempt';
import { readers } from './readers';

/** A reader that says nothing for so long hangs. */
const SILENCE = 30_000;
/** A process that does not begin in so long does not begin at all; a loaded machine takes a minute. */
const START = 300_000;
/** Megabytes of JavaScript's heap that a process of readers may take. */
const HEAP = 512;

/** What went wrong with a mutation that was begun. */
interface Failure {
  readonly reader: string;
  readonly seed: number;
  readonly message: string;
}

/**
 * Gives each reader so many mutations of good files, in processes of their own, and prints what came of it.
 * @throws UserError where one crashed, hung, took more than a second, gave a wrong value, or printed to stderr.
 */
export async function readMutatedFiles(count: number, names = Object.keys(readers)): Promise<void> {
  const unknown = names.find((name) => !(name in readers));
  if (unknown !== undefined) {
    throw new UserError(`there is no reader ${unknown}; they are ${Object.keys(readers).join(', ')}.`);
  }
  const failures: Failure[] = [];
  console.log(
    `${'reader'.padEnd(12)}${['values', 'sentences', 'failures', 'slowest s'].map((text) => text.padStart(11)).join('')}`,
  );
  for (const reader of names) {
    const { attempts, failed } = await readAll(reader, count);
    failures.push(...failed);
    const of = (outcome: Attempt['outcome']) => attempts.filter((attempt) => attempt.outcome === outcome).length;
    const slowest = attempts.reduce((most, { processorSeconds }) => Math.max(most, processorSeconds), 0);
    const cells = [of('value'), of('sentence'), failed.length, slowest.toFixed(2)];
    console.log(`${reader.padEnd(12)}${cells.map((cell) => String(cell).padStart(11)).join('')}`);
  }
  for (const { reader, seed, message } of failures) console.log(`${reader} ${seed}: ${message}`);
  if (failures.length > 0) throw new UserError(`${failures.length} mutated files were not read as they should be.`);
}

/** After a crash the next process goes on behind the mutation that caused it. */
async function readAll(reader: string, count: number): Promise<{ attempts: Attempt[]; failed: Failure[] }> {
  const attempts: Attempt[] = [];
  const failed: Failure[] = [];
  for (let seed = 0; seed < count; ) {
    const run = await readSome(reader, seed, count - seed);
    attempts.push(...run.attempts);
    for (const { outcome, seed: at, message } of run.attempts) {
      if (outcome === 'failure') failed.push({ reader, seed: at, message });
    }
    if (run.problem !== undefined) failed.push({ reader, seed: run.last, message: run.problem });
    seed = run.last + 1;
  }
  return { attempts, failed };
}

/** One process, to its end: what it read, the last mutation that it began, and how it ended where that was not well. */
async function readSome(reader: string, first: number, count: number) {
  const script = path.join(__dirname, 'read-mutations.ts');
  const options = [`--max-old-space-size=${HEAP}`, '--import', 'tsx', script, reader, String(first), String(count)];
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'pipe'] });
  const attempts: Attempt[] = [];
  let last = first;
  let printed = '';
  let hangs = false;
  let timer: NodeJS.Timeout | undefined;
  const watch = (milliseconds: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      hangs = true;
      child.kill('SIGKILL');
    }, milliseconds);
  };
  child.stderr.on('data', (text: Buffer) => {
    printed = `${printed}${text}`.slice(0, 2000);
  });
  watch(START);
  for await (const line of createInterface({ input: child.stdout })) {
    watch(SILENCE);
    const said = JSON.parse(line) as Attempt | { begun: number };
    if ('begun' in said) last = said.begun;
    else attempts.push(said);
  }
  clearTimeout(timer);
  const code = child.exitCode ?? (await new Promise<number | null>((resolve) => child.once('close', resolve)));
  const problem = hangs
    ? `it said nothing for ${SILENCE / 1000} s`
    : code !== 0
      ? `the process ended with ${code}: ${printed}`
      : printed !== ''
        ? `printed: ${printed}`
        : undefined;
  return { attempts, last, problem };
}
