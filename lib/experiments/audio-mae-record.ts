import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Provenance } from '../data/dataset';
import { readFile, readJson, writeFileAtomic } from '../data/storage/files';
import { UserError } from '../errors';
import type { Interval } from '../metrics';
import { type Circumstances, circumstances } from '../results/circumstances';
import type { EpochRecord } from '../training/history';
import { decodeTensors, type NamedArray } from '../weights';
import type { AudioMaeFold } from './audio-mae-fold';
import { shortened } from './fold-file';
import type { PretrainingRecord } from './pretraining-record';

/** An encoder and how it was made. */
export interface PretrainedEncoder {
  readonly tensors: Readonly<Record<string, NamedArray>>;
  readonly record: PretrainingRecord;
}

/** What `writePretraining` wrote. @throws UserError where it is missing, or not the file that the record speaks of. */
export function readEncoder(folder: string): PretrainedEncoder {
  const file = path.join(folder, 'weights.safetensors');
  const record = readJson<PretrainingRecord>(path.join(folder, 'pretraining.json'));
  const bytes = readFile(file, 'pre-train an encoder: tools/pretrain.ts');
  if (createHash('sha256').update(bytes).digest('hex') !== record.sha256) {
    throw new UserError(
      `${file} is not the file that pretraining.json beside it speaks of; pre-train anew: tools/pretrain.ts.`,
    );
  }
  return { tensors: decodeTensors(bytes, file).tensors, record };
}

/** outputs/08-audiomae/full/{scratch,pretrained}-PERCENT-fold-N.json: one training of a classifier, and its test. */
export interface AudioMaeFoldFile extends Circumstances {
  readonly fold: number;
  /** Share of the training clips that it learnt from, and how many these were. */
  readonly labels: number;
  readonly trainSize: number;
  readonly seed: number;
  readonly updates: number;
  /** Of the encoder that it began from; null from random weights. */
  readonly pretraining: { readonly sha256: string; readonly epochs: number } | null;
  readonly data: Provenance;
  readonly accuracy: number;
  readonly interval: Interval;
  readonly trainAccuracy: number;
  readonly names: readonly string[];
  readonly labelNumbers: readonly number[];
  readonly predicted: readonly number[];
  readonly seconds: number;
  readonly history: readonly EpochRecord[];
}

export function writeAudioMaeFold(
  file: string,
  { history, accuracy, interval, trainAccuracy, trainSize, names, labels, predicted }: AudioMaeFold,
  given: Pick<AudioMaeFoldFile, 'fold' | 'labels' | 'seed' | 'updates'> & {
    readonly corpus: Provenance;
    readonly pretraining?: PretrainingRecord | undefined;
  },
): void {
  const { corpus, pretraining, ...facts } = given;
  const content: AudioMaeFoldFile = {
    ...facts,
    trainSize,
    pretraining: pretraining ? { sha256: pretraining.sha256, epochs: pretraining.epochs.length } : null,
    data: corpus,
    accuracy,
    interval,
    trainAccuracy,
    names: names.map((name) => path.basename(name)),
    labelNumbers: Array.from(labels),
    predicted: Array.from(predicted),
    seconds: Math.round(history.seconds),
    history: history.epochs,
    ...circumstances(),
  };
  writeFileAtomic(file, `${JSON.stringify(content, shortened)}\n`);
}
