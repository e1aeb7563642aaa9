/**
 * npm run bench: this project, stock tfjs, Keras, a hand-written tf.function and PyTorch on the same models, data and
 * threads, in turns, in one run. docs/performance.md says what is measured and how.
 *
 *   npm run bench                         prints the tables; outputs/benchmarks/latest.json holds each measurement
 *   npm run bench -- --only cifar-cnn     one of the models (several: --only a,b)
 *   npm run bench -- --peers keras        compared with these alone
 *   npm run bench -- --tune               tries the peers' settings anew and measures nothing else
 *   npm run bench -- --profile            times the operations of our own training steps instead
 *   npm run bench -- --write              the run to commit: outputs/benchmarks/training.json and the documents
 */

import os from 'node:os';
import { writeFileAtomic } from '../lib/data/storage/files';
import { UserError } from '../lib/errors';
import { gitState } from '../lib/results/circumstances';
import { measureFeatures } from './bench/features';
import { tuningsOf } from './bench/kept-tunings';
import { measureKernel } from './bench/kernel-latency';
import { type MeasureOptions, measureWorkload } from './bench/measure';
import { readOptions } from './bench/options';
import { installPeerPackages } from './bench/peer-packages';
import { measureProfile, profileTable } from './bench/profile';
import { type BenchmarkResult, COMMITTED, LATEST, machine, type WorkloadResult } from './bench/results';
import { SYSTEMS, type System } from './bench/systems';
import { benchmarkTable } from './bench/table';
import type { Tuning } from './bench/tune-peers';
import { WORKLOADS, type Workload } from './bench/workloads';
import { writeDocuments } from './documents';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const workloads = WORKLOADS.filter(({ id }) => options.only.includes(id));
  const threads = os.availableParallelism();
  if (options.profile) {
    for (const workload of workloads) {
      console.log(`\n${profileTable(workload.title, await measureProfile(workload, threads))}`);
    }
    return;
  }
  const systems = SYSTEMS.filter(({ id }) => id === 'cahier' || options.peers.includes(id));
  const missing = await missingPeers(systems);
  const plan: Plan = {
    workloads,
    systems: systems.filter(({ id }) => missing[id] === undefined),
    missing,
    measure: {
      threads,
      repetitions: options.repetitions,
      scale: options.quick ? 0.25 : 1,
      inferenceSeconds: 0.5,
      pause: 0.3,
      say: (line) => console.log(line),
    },
    kernelStarts: options.quick ? 1 : 3,
  };
  const tunings = await tuneAll(plan, options);
  if (options.tune) return;
  const result = await benchmark(plan, tunings);
  const file = options.write ? COMMITTED : LATEST;
  writeFileAtomic(file, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`\n${benchmarkTable(result)}\n\nEach measurement: ${file}`);
  if (options.write) writeDocuments();
}

interface Plan {
  readonly workloads: readonly Workload[];
  /** Those that can be started. */
  readonly systems: readonly System[];
  /** Why the others cannot. */
  readonly missing: Readonly<Record<string, string>>;
  readonly measure: MeasureOptions;
  readonly kernelStarts: number;
}

type Tunings = Readonly<Record<string, Readonly<Record<string, Tuning>>>>;

/** The settings of each system on each workload. */
async function tuneAll({ workloads, systems, measure }: Plan, { tune }: { tune: boolean }): Promise<Tunings> {
  const tunings: Record<string, Record<string, Tuning>> = {};
  for (const workload of workloads) {
    tunings[workload.id] = await tuningsOf(workload, systems, { ...measure, anew: tune });
    if (!tune) continue;
    for (const { id, title } of systems) {
      const { settings, trials } = tunings[workload.id][id];
      if (trials.length > 0) console.log(`${workload.title}, ${title}: ${JSON.stringify(settings)}`);
    }
  }
  return tunings;
}

async function benchmark(plan: Plan, tunings: Tunings): Promise<BenchmarkResult> {
  const { systems, missing, measure } = plan;
  const begun = performance.now();
  const date = new Date().toISOString();
  const workloads: Record<string, WorkloadResult> = {};
  const versions: Record<string, string> = {};
  for (const workload of plan.workloads) {
    console.log(`${workload.title}: ${systems.map(({ title }) => title).join(', ')} ...`);
    const measured = await measureWorkload(workload, systems, tunings[workload.id], measure);
    workloads[workload.id] = { ...measured.result, failures: { ...missing, ...measured.result.failures } };
    Object.assign(versions, measured.versions);
  }
  console.log('The notebook kernel ...');
  const kernel = kernelOrNothing(plan.kernelStarts);
  const features = await featuresOrNothing(plan);
  return {
    experiment: 'benchmarks',
    date,
    ...gitState(),
    machine: machine(),
    threads: measure.threads,
    versions,
    repetitions: measure.repetitions,
    workloads,
    kernel,
    features,
    seconds: Math.round((performance.now() - begun) / 1000),
  };
}

/** The peers whose packages cannot be had, with the reason; the others are measured all the same. */
async function missingPeers(systems: readonly System[]): Promise<Record<string, string>> {
  if (!systems.some(({ id }) => id === 'pytorch')) return {};
  try {
    await installPeerPackages();
    return {};
  } catch (error) {
    const { message, remedy } = error as Error & { remedy?: string };
    console.log(`PyTorch is left out: ${message} ${remedy ?? ''}`);
    return { pytorch: 'it could not be installed' };
  }
}

function kernelOrNothing(starts: number): BenchmarkResult['kernel'] {
  try {
    return measureKernel(starts);
  } catch (error) {
    console.log(`  the kernel could not be measured: ${(error as Error).message}`);
    return null;
  }
}

/** Librosa is installed along with PyTorch. */
async function featuresOrNothing({ systems, measure }: Plan): Promise<BenchmarkResult['features']> {
  if (!systems.some(({ id }) => id === 'pytorch')) return null;
  try {
    return await measureFeatures(measure);
  } catch (error) {
    console.log(`  the features could not be measured: ${(error as Error).message}`);
    return null;
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
});
