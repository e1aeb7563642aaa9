/** Measures the systems of one workload in turns: A B C, A B C, ..., each in a process of its own. */

import { dataFolder } from './data-folder';
import { DISTURBED, leastDisturbed } from './other-load';
import type { SystemResult, WorkloadResult } from './results';
import { median } from './statistics';
import { type System, systemEnvironment } from './systems';
import { type Settings, type Tuning, tune } from './tune-peers';
import { Worker } from './worker';
import type { Workload } from './workloads';

export interface MeasureOptions {
  readonly threads: number;
  readonly repetitions: number;
  /** Steps of an epoch, as a part of the workload's own. */
  readonly scale: number;
  /** Seconds of one measurement of inference. */
  readonly inferenceSeconds: number;
  /** Seconds between two turns: a thread pool may spin for a moment after its work. */
  readonly pause: number;
  say(line: string): void;
}

/** The first of these compiles, the others show what a step takes without. */
const FIRST_STEPS = 5;
const WARM_UP_SECONDS = 0.3;
const MILLISECONDS = 1000;
const LARGE_BATCH = 256;

type Series = Record<'training' | 'losses' | 'inference256' | 'inference1', number[]>;
type Values = Partial<Record<keyof Series, number>>;

/** One turn of every system. */
interface Round {
  readonly values: Readonly<Record<string, Values>>;
  /** The largest part of the processor that other programs took during one of the turns, 0 to 1. */
  readonly others: number;
}

/** A system on a workload, running. */
interface Contestant {
  readonly system: System;
  readonly worker: Worker;
  readonly examples: number;
  readonly timeToFirstStep: number;
  readonly compile: number;
  readonly versions: Readonly<Record<string, string>>;
}

export interface Measured {
  readonly result: WorkloadResult;
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Measures a workload. A system's process lives through all repetitions: starting it anew each time would measure
 * the same thing at ten times the cost, and what differs from process to process is small beside what differs from
 * minute to minute, which the turns even out.
 */
export async function measureWorkload(
  workload: Workload,
  systems: readonly System[],
  tunings: Readonly<Record<string, Tuning>>,
  options: MeasureOptions,
): Promise<Measured> {
  const failures: Record<string, string> = {};
  const collected: Record<string, Series> = {};
  const peaks: Record<string, number | null> = {};
  const others: number[] = [];
  let contestants: Contestant[] = [];

  /** One turn for everybody; who fails is named and takes no further part. */
  const turns = async (visit: (contestant: Contestant) => Promise<void>) => {
    for (const contestant of [...contestants]) {
      const { id, title } = contestant.system;
      await new Promise((resolve) => setTimeout(resolve, MILLISECONDS * options.pause));
      try {
        await visit(contestant);
      } catch (error) {
        failures[id] = (error as Error).message;
        options.say(`  ${title} failed: ${failures[id]}`);
        await contestant.worker.stop();
        contestants = contestants.filter((other) => other !== contestant);
      }
    }
  };

  for (const system of systems) {
    try {
      contestants.push(await start(workload, system, tunings[system.id].settings, options));
    } catch (error) {
      failures[system.id] = (error as Error).message;
      options.say(`  ${system.title} failed: ${failures[system.id]}`);
    }
  }
  /** Rounds of turns until enough of them were undisturbed, or half as many again were taken; the least disturbed count. */
  const rounds = async (visit: (contestant: Contestant) => Promise<{ values: Values; others: number }>) => {
    const taken: Round[] = [];
    const quiet = () => taken.filter(({ others }) => others <= DISTURBED).length;
    while (quiet() < options.repetitions && taken.length < 1.5 * options.repetitions) {
      const values: Record<string, Values> = {};
      let disturbance = 0;
      await turns(async (contestant) => {
        const turn = await visit(contestant);
        values[contestant.system.id] = turn.values;
        disturbance = Math.max(disturbance, turn.others);
      });
      taken.push({ values, others: disturbance });
    }
    for (const round of leastDisturbed(taken, options.repetitions)) {
      others.push(round.others);
      for (const { system } of contestants) {
        for (const [name, value] of Object.entries(round.values[system.id])) {
          collected[system.id] ??= { training: [], losses: [], inference256: [], inference1: [] };
          collected[system.id][name as keyof Series].push(value);
        }
      }
    }
  };

  try {
    // The first epoch warms up: caches fill, clocks rise, memory is claimed.
    await turns(async ({ worker }) => void (await worker.ask('epoch')));
    await rounds(async ({ worker, examples }) => {
      const { reply, others } = await worker.askWatched('epoch');
      const { seconds, loss } = reply as { seconds: number; loss: number };
      if (!Number.isFinite(loss)) throw new Error(`its loss is ${loss}: it does not learn`);
      return { values: { training: examples / seconds, losses: loss }, others };
    });
    for (const { system, worker } of contestants) peaks[system.id] = worker.peakMemory();

    for (const [batchSize, name] of [[LARGE_BATCH, 'inference256'] as const, [1, 'inference1'] as const]) {
      await turns(async ({ worker }) => void (await worker.ask('infer', { batchSize, seconds: WARM_UP_SECONDS })));
      await rounds(async ({ worker }) => {
        const { reply, others } = await worker.askWatched('infer', { batchSize, seconds: options.inferenceSeconds });
        const { examples, seconds } = reply as { examples: number; seconds: number };
        return { values: { [name]: examples / seconds }, others };
      });
    }
  } finally {
    for (const { worker } of contestants) await worker.stop();
  }

  const results = contestants.map(({ system, timeToFirstStep, compile }): [string, SystemResult] => [
    system.id,
    { ...tunings[system.id], ...collected[system.id], peakMemory: peaks[system.id], timeToFirstStep, compile },
  ]);
  return {
    result: {
      batchSize: workload.batchSize,
      examples: exampleCount(workload, options.scale),
      others,
      systems: Object.fromEntries(results),
      failures,
    },
    versions: Object.assign({}, ...contestants.map(({ versions }) => versions)),
  };
}

/** Settings are told apart by short epochs: a quarter of the workload's own steps. */
const TUNING_SCALE = 0.25;
/** What is slower than this part of the best, already while it warms up, is not measured further. */
const HOPELESS = 0.6;

/** Tries a system's settings, each in a process of its own: one epoch to warm up, one that counts. */
export async function tuneSystem(workload: Workload, system: System, options: MeasureOptions): Promise<Tuning> {
  return tune(system.choices(workload), async (settings, toBeat) => {
    const { worker, examples } = await start(workload, system, settings, { ...options, scale: TUNING_SCALE });
    const epoch = async () => examples / ((await worker.ask('epoch')) as { seconds: number }).seconds;
    try {
      const warmUp = await epoch();
      return warmUp < HOPELESS * toBeat ? warmUp : await epoch();
    } finally {
      await worker.stop();
    }
  });
}

/** Starts a system's process and takes its first training steps. */
async function start(
  workload: Workload,
  system: System,
  settings: Settings,
  { threads, scale }: MeasureOptions,
): Promise<Contestant> {
  const share = scale * (system.share ?? 1);
  const examples = exampleCount(workload, share);
  const folder = await dataFolder(workload, examples);
  const task = JSON.stringify({ workload, folder, threads, settings });
  const begun = performance.now();
  const worker = new Worker(system.title, [...system.command, task], { env: systemEnvironment(threads) });
  try {
    const { versions } = (await worker.reply()) as { versions: Record<string, string> };
    const { seconds } = (await worker.ask('first-steps', { count: FIRST_STEPS })) as { seconds: number[] };
    const later = seconds.slice(1);
    const elapsed = (performance.now() - begun) / MILLISECONDS;
    const timeToFirstStep = elapsed - later.reduce((sum, value) => sum + value, 0);
    return { system, worker, examples, timeToFirstStep, compile: seconds[0] - median(later), versions };
  } catch (error) {
    await worker.stop();
    throw error;
  }
}

/** At least two steps, and enough for a whole batch of the inference. */
const exampleCount = ({ steps, batchSize }: Workload, share: number) =>
  Math.max(2, Math.ceil(LARGE_BATCH / batchSize), Math.round(steps * share)) * batchSize;
