import fs from 'node:fs';
import path from 'node:path';

export interface Stored {
  readonly shape: number[];
  readonly values: number[];
}

type FeatureSet = Readonly<Record<'power' | 'mel' | 'decibels' | 'decibelsToMax' | 'mfcc', Stored>>;

export interface FeaturesReference {
  readonly versions: Record<string, string>;
  readonly librosa: Readonly<Record<'document' | 'defaults' | 'centred', FeatureSet>>;
  readonly torchaudio: Readonly<Record<'mel' | 'mfcc' | 'delta', Stored>>;
  readonly filters: Readonly<Record<'slaney' | 'htk' | 'band', Stored>>;
  /** By "mode width order". */
  readonly deltas: Readonly<Record<string, Stored>>;
  /** By "from to", by librosa's soxr_hq. */
  readonly resampled: Readonly<Record<string, Stored>>;
  /** What libsndfile reads of each file of clips/, mixed down; of long ones every eighth sample. */
  readonly clips: Readonly<Record<string, { rate: number; length: number; values: number[] }>>;
}

export const clipFolder = path.join(__dirname, 'clips');

/** Values of librosa, torchaudio, soxr and libsndfile, made by features.py. */
export const featuresReference: FeaturesReference = JSON.parse(
  fs.readFileSync(path.join(__dirname, 'features.json'), 'utf8'),
);
