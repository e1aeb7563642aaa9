import { createHash } from 'node:crypto';
import path from 'node:path';
import { writeFileAtomic } from '../data/storage/files';
import type { NearDuplicateSound, SoundWindows } from '../features';
import { type Circumstances, circumstances } from '../results/circumstances';
import type { EpochRecord } from '../training/history';
import { encodeTensors, torchState } from '../weights';
import { AUDIO_MAE_RECIPE, type Pretraining } from './pretraining';

/** How an encoder was pre-trained. */
export interface PretrainingRecord extends Circumstances {
  /** SHA-256 of weights.safetensors, in hexadecimal. */
  readonly sha256: string;
  readonly size: string;
  readonly recipe: typeof AUDIO_MAE_RECIPE;
  readonly seed: number;
  readonly epochs: readonly EpochRecord[];
  readonly corpus: {
    readonly name: string;
    readonly licence: string;
    readonly citation: string;
    readonly checksum: string;
  };
  readonly windows: number;
  readonly sounds: number;
  /** Sounds that were left out, with the clip that each is like. */
  readonly leftOut: readonly NearDuplicateSound[];
}

const ENCODER = /^(patch_embed|cls_token|pos_embed|blocks|norm)\b/;

/**
 * Writes FOLDER/weights.safetensors, the encoder in half precision as timm names its parts, and pretraining.json, how it
 * was made.
 */
export function writePretraining(
  folder: string,
  { models, history, size, seed }: Pretraining,
  {
    corpus,
    windows,
    alike,
  }: {
    readonly corpus: { readonly provenance: PretrainingRecord['corpus'] };
    readonly windows: SoundWindows;
    readonly alike: readonly NearDuplicateSound[];
  },
): PretrainingRecord {
  const encoder = models.pretraining.layers.filter(({ name }) => ENCODER.test(name));
  const tensors = torchState(encoder);
  const bytes = encodeTensors({ tensors, metadata: { format: 'pt' } }, { half: true });
  const { name, licence, citation, checksum } = corpus.provenance;
  const record: PretrainingRecord = {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size,
    recipe: AUDIO_MAE_RECIPE,
    seed,
    epochs: history.epochs,
    corpus: { name, licence, citation, checksum },
    windows: windows.size,
    sounds: new Set(windows.names).size,
    leftOut: alike.map((pair) => ({ ...pair, name: path.basename(pair.name), other: path.basename(pair.other) })),
    ...circumstances(),
  };
  writeFileAtomic(path.join(folder, 'weights.safetensors'), bytes);
  writeFileAtomic(path.join(folder, 'pretraining.json'), `${JSON.stringify(record, null, 2)}\n`);
  return record;
}
