import fs from 'node:fs';
import path from 'node:path';
import type { ExperimentConfig, Profile } from '../config';
import { type Examples, type Provenance, select } from '../data/dataset';
import type { SoundCorpus } from '../data/sounds/sound';
import { readJson, writeFileAtomic } from '../data/storage/files';
import { UserError } from '../errors';
import { type Interval, wilsonInterval } from '../metrics';
import { type Circumstances, circumstances } from '../results/circumstances';
import type { EpochRecord } from '../training/history';
import { fitLinearProbe, joinFeatures, probePredict } from '../training/linear-probe';
import type { WeightsDescription } from '../weights';
import { seenFromHere, workspace } from '../workspace';
import { type AnsweredFold, type PooledAnswers, poolAnswers } from './cross-validation';
import { foldRows } from './transfer';

/** What a system answered to the test clips of a fold. */
export interface TransferAnswers {
  readonly accuracy: number;
  readonly interval: Interval;
  readonly predicted: readonly number[];
  /** Row-major [clips, classes], to four digits. */
  readonly probabilities: readonly number[];
  /** Of a probe: what the inner folds chose. */
  readonly c?: number;
  /** Of a training by epochs. */
  readonly history?: readonly EpochRecord[];
  readonly seconds: number;
}

/** outputs/EXPERIMENT/PROFILE/transfer-N.json: several systems on one fold. */
export interface TransferFold extends Circumstances {
  readonly experiment: string;
  readonly profile: Profile;
  readonly fold: number;
  readonly seed: number;
  readonly overrides: readonly string[];
  readonly data: Provenance;
  readonly classNames: readonly string[];
  readonly model: ExperimentConfig['model'];
  /** The weights that the systems began from, with authors and licences. */
  readonly weights: readonly WeightsDescription[];
  readonly names: readonly string[];
  readonly labels: readonly number[];
  readonly answers: Readonly<Record<string, TransferAnswers>>;
}

/** What outputs [size, classes] answer to clips with these labels. */
export function answersOf(
  outputs: Float32Array,
  labels: ArrayLike<number>,
  rest: Pick<TransferAnswers, 'seconds' | 'c' | 'history'>,
): TransferAnswers {
  const width = outputs.length / labels.length;
  const predicted = Array.from(labels, (_, i) => {
    const row = outputs.subarray(i * width, (i + 1) * width);
    return row.indexOf(Math.max(...row));
  });
  const right = predicted.filter((label, i) => label === labels[i]).length;
  return {
    accuracy: right / labels.length,
    interval: wilsonInterval(right, labels.length),
    predicted,
    probabilities: Array.from(outputs, (value) => Math.round(1e4 * value) / 1e4),
    ...rest,
  };
}

export interface ProbeFoldOptions {
  readonly fold: number;
  /** Strengths to choose from, each tried on the other folds in turn; the test fold has no say. */
  readonly strengths?: readonly number[];
}

/** A linear probe tested on one fold; its strength is chosen within the others, each of them held out once. */
export function probeFold(
  corpus: SoundCorpus,
  features: readonly Examples<Float32Array>[],
  { fold, strengths = [0.003, 0.01, 0.03] }: ProbeFoldOptions,
): TransferAnswers {
  const start = performance.now();
  const all = joinFeatures(...features);
  const numClasses = corpus.classNames.length;
  const { train, test } = foldRows(corpus, fold);
  const asked = (learnt: readonly number[], rows: readonly number[], c: number) =>
    probePredict(fitLinearProbe(select(all, learnt), { numClasses, c }), select(all, rows));
  const rightOf = (c: number) => {
    const inner = [...new Set(train.map((row) => corpus.clips[row].fold))];
    return inner.reduce<number>((sum, held) => {
      const rows = train.filter((row) => corpus.clips[row].fold === held);
      const others = train.filter((row) => corpus.clips[row].fold !== held);
      const { accuracy } = answersOf(asked(others, rows, c), select(all, rows).labels, { seconds: 0 });
      return sum + accuracy * rows.length;
    }, 0);
  };
  const scores = strengths.map(rightOf);
  const c = strengths[scores.indexOf(Math.max(...scores))];
  const outputs = asked(train, test, c);
  return answersOf(outputs, select(all, test).labels, { c, seconds: (performance.now() - start) / 1000 });
}

export const transferPath = (id: string, profile: Profile, fold: number): string =>
  seenFromHere(path.join(workspace().outputs, id, profile, `transfer-${fold}.json`));

/** Adds what systems answered to a fold's file, or begins it; returns the path. */
export function writeTransfer(
  { id, profile, seed, overrides, model }: ExperimentConfig,
  corpus: SoundCorpus,
  fold: number,
  { answers, weights }: Pick<TransferFold, 'answers' | 'weights'>,
): string {
  const { test } = foldRows(corpus, fold);
  const target = transferPath(id, profile, fold);
  const before = fs.existsSync(target) ? readJson<TransferFold>(target) : undefined;
  const known = new Map([...(before?.weights ?? []), ...weights].map((entry) => [entry.name, entry]));
  const file: TransferFold = {
    experiment: id,
    profile,
    fold,
    seed,
    overrides,
    data: corpus.provenance,
    classNames: corpus.classNames,
    model,
    ...circumstances(),
    weights: [...known.values()],
    names: test.map((row) => path.basename(corpus.clips[row].name)),
    labels: test.map((row) => corpus.clips[row].label),
    answers: { ...before?.answers, ...answers },
  };
  writeFileAtomic(target, `${JSON.stringify(file)}\n`);
  return target;
}

/** The recorded folds of a transfer, ascending, and the numbers of those that are missing. */
export function readTransfer(id: string, { profile = 'full', count = 5 }: { profile?: Profile; count?: number } = {}) {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const missing = numbers.filter((fold) => !fs.existsSync(transferPath(id, profile, fold)));
  const folds = numbers
    .filter((fold) => !missing.includes(fold))
    .map((fold) => readJson<TransferFold>(transferPath(id, profile, fold)));
  const odd = folds.find(({ data }) => data.checksum !== folds[0].data.checksum);
  if (odd !== undefined)
    throw new UserError(`${transferPath(id, profile, odd.fold)} is of another corpus; make it anew.`);
  return { folds, missing };
}

/** What one system answered to all folds that it was asked in; undefined where it was in none. */
export function poolTransfer(folds: readonly TransferFold[], system: string): PooledAnswers | undefined {
  const answered = folds.filter(({ answers }) => system in answers);
  if (answered.length === 0) return undefined;
  return poolAnswers(
    { experiment: `${answered[0].experiment}, ${system}`, classNames: answered[0].classNames },
    answered.map(({ names, labels, answers }): AnsweredFold => ({ names, labels, ...answers[system] })),
  );
}
