/** What one run of the benchmark leaves: every single measurement, and all one must know to take it again. */

import path from 'node:path';
import { device } from '../../lib/results/circumstances';
import { OUTPUTS } from '../repository';
import type { FeaturesResult } from './features';
import type { Settings, Trial } from './tune-peers';

/** Of one system on one workload; a list holds one value a repetition, in the order in which they were taken. */
export interface SystemResult {
  readonly settings: Settings;
  /** What was tried to find the settings. */
  readonly trials: readonly Trial[];
  /** Examples a second. */
  readonly training: readonly number[];
  readonly inference256: readonly number[];
  readonly inference1: readonly number[];
  /** Mean loss of each timed epoch: all of them learn. */
  readonly losses: readonly number[];
  /** Of its process, up to the end of the training, in MiB; null where the system does not tell. */
  readonly peakMemory: number | null;
  /** Seconds from the start of its process until the first training step was done. */
  readonly timeToFirstStep: number;
  /** Seconds of the first step that later steps do not take: tracing and compiling. */
  readonly compile: number;
}

export interface WorkloadResult {
  readonly batchSize: number;
  /** Examples of a timed epoch. */
  readonly examples: number;
  /** Of each round that counts: the largest part of the processor that other programs took during a turn, 0 to 1. */
  readonly others: readonly number[];
  readonly systems: Readonly<Record<string, SystemResult>>;
  /** The systems that could not be measured, each with its reason. */
  readonly failures: Readonly<Record<string, string>>;
}

/** Seconds, one value a start of the kernel. */
export interface KernelResult {
  /** From the start until the kernel is ready. */
  readonly start: readonly number[];
  /** The first import cell of lesson 01, and all of them. */
  readonly firstImport: readonly number[];
  readonly imports: readonly number[];
  /** Median of ten cells `1 + 1`. */
  readonly trivialCell: readonly number[];
}

export interface BenchmarkResult {
  readonly experiment: 'benchmarks';
  readonly date: string;
  readonly commit: string | null;
  /** False where files differed from that commit. */
  readonly clean: boolean;
  readonly machine: { readonly processor: string; readonly cores: number; readonly memoryGiB: number };
  readonly threads: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly repetitions: number;
  readonly workloads: Readonly<Record<string, WorkloadResult>>;
  readonly kernel: KernelResult | null;
  /** Null where librosa could not be had. */
  readonly features: FeaturesResult | null;
  /** Of the whole run, in seconds. */
  readonly seconds: number;
}

/** The committed run, which the documents show. */
export const COMMITTED = path.join(OUTPUTS, 'benchmarks', 'training.json');
/** The last run on this machine. */
export const LATEST = path.join(OUTPUTS, 'benchmarks', 'latest.json');

export function machine(): BenchmarkResult['machine'] {
  const { processor, cores, memoryGiB } = device();
  return { processor, cores, memoryGiB };
}
