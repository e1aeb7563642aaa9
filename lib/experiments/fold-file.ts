import fs from 'node:fs';
import path from 'node:path';
import type { ExperimentConfig, Profile } from '../config';
import type { Provenance } from '../data/dataset';
import { readJson, writeFileAtomic } from '../data/storage/files';
import { UserError } from '../errors';
import type { FeatureStatistics } from '../features';
import type { Interval } from '../metrics';
import { type Circumstances, circumstances } from '../results/circumstances';
import type { EpochRecord } from '../training/history';
import { seenFromHere, workspace } from '../workspace';
import type { ClipAnswers } from './sound-answers';
import type { SoundFoldResult } from './sound-fold';
import type { SoundVariants } from './sound-variants';

/** The ways in which the clips of a fold were asked; `main` is the test. */
export type Asked = 'main' | 'oneCrop' | 'otherLength' | 'shuffledFrames' | 'shuffledSteps';

/** What was answered to the clips, in the order of their names. */
export interface FoldAnswers {
  /** Frames of a crop, and crops of a clip. */
  readonly frames: number;
  readonly crops: number;
  readonly accuracy: number;
  readonly interval: Interval;
  readonly predicted: readonly number[];
}

/** outputs/EXPERIMENT/PROFILE/fold-N.json: one training of a cross-validation and what came of it. */
export interface FoldFile extends Circumstances {
  readonly experiment: string;
  readonly profile: Profile;
  readonly fold: number;
  readonly seed: number;
  /** What CAHIER_SET changed of the experiment's file. */
  readonly overrides: readonly string[];
  readonly data: Provenance;
  readonly sizes: Readonly<Record<'train' | 'validation' | 'test', number>>;
  readonly classNames: readonly string[];
  readonly features: ExperimentConfig['data']['features'];
  readonly training: ExperimentConfig['training'];
  readonly model: ExperimentConfig['model'];
  /** Of all epochs, validation included. */
  readonly seconds: number;
  readonly names: readonly string[];
  readonly labels: readonly number[];
  /** Mean over the crops of the main test, row-major [clips, classes], to four digits. */
  readonly probabilities: readonly number[];
  readonly answers: Readonly<Record<Exclude<Asked, 'shuffledSteps'>, FoldAnswers>> & {
    readonly shuffledSteps?: FoldAnswers;
  };
  /** Of the training clips as they are. */
  readonly trainAccuracy: number;
  readonly history: readonly EpochRecord[];
  readonly statistics: FeatureStatistics;
}

export const foldPath = (id: string, profile: Profile, fold: number): string =>
  seenFromHere(path.join(workspace().outputs, id, profile, `fold-${fold}.json`));

/** For JSON: float32 has seven digits, while a seed or a count keeps all of its own. */
export const shortened = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(7)) : value;

/** Writes what a training of a fold measured; returns the path. */
export function writeFold(
  config: ExperimentConfig,
  result: SoundFoldResult,
  variants: SoundVariants,
  { fold, other }: { readonly fold: number; readonly other: { readonly frames: number; readonly crops: number } },
): string {
  const { id, profile, seed, overrides, data, training, model } = config;
  const { dataset, history, names, labels, outputs, statistics } = result;
  const [frames, crops] = [Number(model.frames), Number(model.crops)];
  const asked = (answers: ClipAnswers, how: { frames: number; crops: number }): FoldAnswers => ({
    ...how,
    accuracy: answers.accuracy,
    interval: answers.interval,
    predicted: Array.from(answers.predicted),
  });
  const file: FoldFile = {
    experiment: id,
    profile,
    fold,
    seed,
    overrides,
    data: dataset.provenance,
    sizes: { train: dataset.train.size, validation: dataset.validation.size, test: dataset.test.size },
    classNames: dataset.classNames,
    features: data.features,
    training,
    model,
    ...circumstances(),
    seconds: Math.round(history.seconds),
    names: names.map((name) => path.basename(name)),
    labels: Array.from(labels),
    probabilities: Array.from(outputs, (value) => Math.round(1e4 * value) / 1e4),
    answers: {
      main: asked(result, { frames, crops }),
      oneCrop: asked(variants.oneCrop, { frames, crops: 1 }),
      otherLength: asked(variants.otherLength, other),
      shuffledFrames: asked(variants.shuffledFrames, { frames, crops }),
      ...(variants.shuffledSteps && { shuffledSteps: asked(variants.shuffledSteps, { frames, crops }) }),
    },
    trainAccuracy: variants.train.accuracy,
    history: history.epochs,
    statistics,
  };
  const target = foldPath(id, profile, fold);
  writeFileAtomic(target, `${JSON.stringify(file, shortened)}\n`);
  return target;
}

/** The folds of an experiment that were recorded, ascending, and the numbers of those that were not. */
export interface RecordedFolds {
  readonly folds: readonly FoldFile[];
  readonly missing: readonly number[];
}

/** What must be the same in all folds of a cross-validation. */
const SHARED = ['experiment', 'profile', 'seed', 'overrides', 'classNames', 'features', 'training', 'model'] as const;

/**
 * Reads the recorded folds 1 to `count` of an experiment.
 * @throws UserError where a file is damaged, or not of the same experiment and corpus as the others.
 */
export function readFolds(
  id: string,
  { profile = 'full', count = 5 }: { readonly profile?: Profile; readonly count?: number } = {},
): RecordedFolds {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const missing = numbers.filter((fold) => !fs.existsSync(foldPath(id, profile, fold)));
  const folds = numbers
    .filter((fold) => !missing.includes(fold))
    .map((fold) => {
      const source = foldPath(id, profile, fold);
      const file = readJson<FoldFile>(source);
      checkFold(file, source, { id, profile, fold });
      return file;
    });
  for (const file of folds) checkAlike(folds[0], file);
  return { folds, missing };
}

const again = ({ id, fold }: { id: string; fold: number }) =>
  `make it again: node --import tsx tools/train-sound.ts ${id} --fold ${fold}`;

function checkFold(file: FoldFile, source: string, wanted: { id: string; profile: Profile; fold: number }): void {
  const { id, profile, fold } = wanted;
  if (file?.experiment !== id || file.profile !== profile || file.fold !== fold) {
    throw new UserError(`${source}: this is no file of ${id}, profile ${profile}, fold ${fold}; ${again(wanted)}.`);
  }
  const main = file.answers?.main?.predicted;
  const sizes = [file.names, file.labels, main].map((list) => list?.length);
  if (sizes.some((size) => size === undefined || size === 0 || size !== sizes[0])) {
    throw new UserError(`${source}: names, labels and answers are not there for each clip; ${again(wanted)}.`);
  }
}

/** @throws UserError where two folds are not of one cross-validation, naming what differs first. */
function checkAlike(first: FoldFile, other: FoldFile): void {
  const where = path.dirname(foldPath(other.experiment, other.profile, other.fold));
  const remedy = `train one of them anew: node --import tsx tools/train-sound.ts ${other.experiment} --fold ${other.fold}`;
  const differ = SHARED.find((key) => JSON.stringify(first[key]) !== JSON.stringify(other[key]));
  if (differ !== undefined) {
    throw new UserError(`${where}: folds ${first.fold} and ${other.fold} differ in ${differ}; ${remedy}.`);
  }
  if (first.data.checksum !== other.data.checksum) {
    throw new UserError(`${where}: folds ${first.fold} and ${other.fold} are of different corpora; ${remedy}.`);
  }
}
