/** Where the time of a training step goes, operation by operation. */

import path from 'node:path';
import { dataFolder } from './data-folder';
import { systemEnvironment } from './systems';
import { Worker } from './worker';
import type { Workload } from './workloads';

export interface Profile {
  readonly steps: number;
  /** Of all steps, what JavaScript does between the operations included. */
  readonly seconds: number;
  /** By the name of the native operation. */
  readonly operations: Readonly<Record<string, { readonly calls: number; readonly seconds: number }>>;
}

const PROGRAM = path.join(__dirname, 'systems', 'operations.ts');
/** As many as the program trains on in one epoch. */
const STEPS = 8;

export async function measureProfile(workload: Workload, threads: number): Promise<Profile> {
  const folder = await dataFolder(workload, STEPS * workload.batchSize);
  const task = JSON.stringify({ workload, folder, threads, settings: {} });
  const env = { ...systemEnvironment(threads), CAHIER_EAGER: '1' };
  const worker = new Worker('the profile', [process.execPath, '--import', 'tsx', PROGRAM, task], { env });
  try {
    return (await worker.reply()) as unknown as Profile;
  } finally {
    await worker.stop();
  }
}

const ROWS = 8;

/** A Markdown table: the costliest operations of a step, the others, and JavaScript. */
export function profileTable(title: string, { steps, seconds, operations }: Profile): string {
  const perStep = (value: number) => `${((1000 * value) / steps).toFixed(2)}`;
  const share = (value: number) => `${((100 * value) / seconds).toFixed(0)} %`;
  const sorted = Object.entries(operations).sort(([, a], [, b]) => b.seconds - a.seconds);
  const others = sorted.slice(ROWS).map(([, operation]) => operation);
  const sum = (of: 'calls' | 'seconds', from = others) => from.reduce((total, operation) => total + operation[of], 0);
  const native = sorted.reduce((total, [, operation]) => total + operation.seconds, 0);
  const row = (name: string, calls: number | undefined, time: number) =>
    `| ${name} | ${calls === undefined ? '' : Math.round(calls / steps)} | ${perStep(time)} | ${share(time)} |`;
  return [
    `| ${title} | calls | ms | share |`,
    '| --- | --: | --: | --: |',
    ...sorted.slice(0, ROWS).map(([name, operation]) => row(name, operation.calls, operation.seconds)),
    ...(others.length > 0 ? [row(`${others.length} others`, sum('calls'), sum('seconds'))] : []),
    row('JavaScript', undefined, seconds - native),
    row('a step, not compiled', undefined, seconds),
  ].join('\n');
}
