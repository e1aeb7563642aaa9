/** The other end of tools/bench/worker.ts: answers each line of JSON on standard input with one on standard output. */

import fs from 'node:fs';
import readline from 'node:readline';
import type { Examples } from '../../../lib/data';
import type { Workload } from '../workloads';

/** What every system is told as its only argument. `data-folder.ts` writes the folder. */
export interface Task {
  readonly workload: Workload;
  /** Holds inputs.bin (uint8), labels.bin (int32) and shape.json. */
  readonly folder: string;
  readonly threads: number;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** The answers to the commands that every system knows. */
export interface SystemUnderTest {
  /** Trains on one batch a few times, from the untouched model: the seconds of each step. */
  firstSteps(count: number): Promise<number[]>;
  /** One epoch over all examples: its seconds and its mean loss. */
  epoch(): Promise<{ seconds: number; loss: number }>;
  /** Predicts batch after batch for about so many seconds. */
  infer(batchSize: number, seconds: number): Promise<{ seconds: number; examples: number }>;
  readonly versions: Readonly<Record<string, string>>;
}

export function readTask(): { task: Task; examples: Examples } {
  const task = JSON.parse(process.argv[2]) as Task;
  const read = (name: string) => fs.readFileSync(`${task.folder}/${name}`);
  const inputs = read('inputs.bin');
  const labels = read('labels.bin');
  const inputShape = JSON.parse(read('shape.json').toString()) as number[];
  return {
    task,
    examples: {
      inputs: new Uint8Array(inputs.buffer, inputs.byteOffset, inputs.byteLength),
      labels: new Int32Array(labels.buffer, labels.byteOffset, labels.byteLength / 4),
      inputShape,
      size: labels.byteLength / 4,
    },
  };
}

export async function serve(system: SystemUnderTest): Promise<void> {
  await answer(system.versions, {
    'first-steps': async ({ count }) => ({ seconds: await system.firstSteps(count) }),
    epoch: () => system.epoch(),
    infer: ({ batchSize, seconds }) => system.infer(batchSize, seconds),
  });
}

// biome-ignore lint/suspicious/noExplicitAny: what the other end sends, by command.
type Commands = Readonly<Record<string, (parameters: any) => Promise<object>>>;

/** Tells its versions, then answers one command after the other until its input ends. */
export async function answer(versions: Readonly<Record<string, string>>, commands: Commands): Promise<void> {
  const reply = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
  reply({ versions });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { command, ...parameters } = JSON.parse(line);
    try {
      if (!(command in commands)) throw new RangeError(`no such command: ${command}`);
      reply(await commands[command](parameters));
    } catch (error) {
      reply({ error: (error as Error).message });
    }
  }
}

/**
 * Calls `predict` with one batch after the other until the time is over; the last, smaller batch is left out.
 * @param predict is given the first row of its batch.
 */
export async function repeatFor(
  { seconds, batchSize, size }: { seconds: number; batchSize: number; size: number },
  predict: (start: number) => Promise<unknown> | unknown,
): Promise<{ seconds: number; examples: number }> {
  const batches = Math.floor(size / batchSize);
  const begun = performance.now();
  let done = 0;
  let elapsed = 0;
  while (elapsed < seconds) {
    await predict((done++ % batches) * batchSize);
    elapsed = (performance.now() - begun) / 1000;
  }
  return { seconds: elapsed, examples: done * batchSize };
}
