import fs from 'node:fs';
import path from 'node:path';
import type { LessonConfig, Profile } from '../config';
import type { Dataset, InputArray, Provenance } from '../data';
import { readJson, writeFileAtomic } from '../data';
import { type Circumstances, circumstances } from '../results';
import { seenFromHere, workspace } from '../workspace';

/** A number, a text, or lists and records of them. */
export type Recorded = number | string | boolean | readonly Recorded[] | { readonly [key: string]: Recorded };

/** outputs/EXPERIMENT/PROFILE/result.json: what a lesson measured, and all one must know to measure it again. */
export interface ResultFile extends Circumstances {
  readonly experiment: string;
  readonly title: string;
  readonly profile: Profile;
  /** Null where the lesson reads no data. */
  readonly data: Provenance | null;
  readonly sizes: Readonly<Record<'train' | 'validation' | 'test', number>> | null;
  readonly seed: number;
  /** What CAHIER_SET changed of the experiment's file. */
  readonly overrides: readonly string[];
  /** From the lesson's first cell to its last result. */
  readonly seconds: number;
  readonly results: Readonly<Record<string, Recorded>>;
  /** The document's claims, for comparison. */
  readonly reference: Readonly<Record<string, number>>;
}

export const resultPath = (id: string, profile: Profile): string =>
  seenFromHere(path.join(workspace().outputs, id, profile, 'result.json'));

/** The results of a run, where it was recorded; those of full runs are tracked by git. */
export function readResult(id: string, profile: Profile): ResultFile | undefined {
  const file = resultPath(id, profile);
  return fs.existsSync(file) ? readJson<ResultFile>(file) : undefined;
}

/** Collects a lesson's results and writes the file anew at each one, so that what was measured is never lost. */
export class ResultRecorder {
  private readonly start = performance.now();
  /** What was recorded so far. */
  readonly results: Record<string, Recorded> = {};
  private dataset: Dataset<InputArray> | undefined;

  constructor(private readonly config: LessonConfig) {}

  /** The data set that the following results are of. */
  use(dataset: Dataset<InputArray>): void {
    this.dataset = dataset;
  }

  /** @throws RangeError where a value is not finite, naming it; nothing is written then. */
  record(results: Readonly<Record<string, Recorded>>): void {
    for (const [name, value] of Object.entries(results)) checkRecorded(name, value);
    Object.assign(this.results, results);
    const { id, title, profile, seed, overrides, reference } = this.config;
    const file: ResultFile = {
      experiment: id,
      title,
      profile,
      data: this.dataset?.provenance ?? null,
      sizes: this.dataset ? sizesOf(this.dataset) : null,
      seed,
      overrides,
      seconds: Math.round(performance.now() - this.start) / 1000,
      ...circumstances(),
      results: this.results,
      reference,
    };
    const target = resultPath(id, profile);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    writeFileAtomic(target, `${JSON.stringify(file, null, 2)}\n`);
  }
}

function checkRecorded(name: string, value: Recorded): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`record: ${name} is ${value}; only what was measured can be recorded`);
  }
  if (value === null || value === undefined) throw new RangeError(`record: ${name} has no value`);
  if (typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) checkRecorded(`${name}.${key}`, inner as Recorded);
  }
}

const sizesOf = ({ train, validation, test }: Dataset<InputArray>) => ({
  train: train.size,
  validation: validation.size,
  test: test.size,
});
