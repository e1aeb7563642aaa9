import { tf } from '../tensorflow';
import { InputNormalization } from './input-normalization';
import { type Apply, applyAll, layerNorm, transformerBlock } from './transformer/block';
import { ClassToken } from './transformer/class-token';
import { HiddenPatches, MaskTokens } from './transformer/mask-tokens';
import { PatchTokens } from './transformer/patch-tokens';
import { PooledTokens } from './transformer/pooled-tokens';
import { Positions } from './transformer/positions';
import { RandomMasking, visibleOf } from './transformer/random-masking';

interface Stack {
  /** Of a token. */
  readonly size: number;
  readonly depth: number;
  readonly numHeads: number;
}

/** `paper`: the encoder of ViT-B/16 and the decoder of He and others; the others are for two cores, and for a test. */
const SIZES = {
  paper: { encoder: { size: 768, depth: 12, numHeads: 12 }, decoder: { size: 512, depth: 8, numHeads: 16 } },
  small: { encoder: { size: 192, depth: 8, numHeads: 3 }, decoder: { size: 128, depth: 1, numHeads: 4 } },
  tiny: { encoder: { size: 48, depth: 2, numHeads: 3 }, decoder: { size: 32, depth: 1, numHeads: 2 } },
} satisfies Record<string, { readonly encoder: Stack; readonly decoder: Stack }>;

export type AudioMaeSize = keyof typeof SIZES;

export interface AudioMaeConfig {
  /** Default 'small'. */
  readonly size?: AudioMaeSize;
  /** Mel bands, frames and channels; default [128, 128, 1]. */
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  /** Height and width of a patch, which divide those of the input; default [16, 16]. */
  readonly patch?: readonly [height: number, width: number];
  readonly numClasses?: number;
  /** Share of the patches that pre-training hides; default 0.75. */
  readonly maskRatio?: number;
  /** Learnt with the rest, or sines and cosines of row and column, as the authors of both papers take; default 'learnt'. */
  readonly positions?: 'learnt' | 'sinCos';
  /** What the classifier sees: the mean of all patches, as Huang and others, or the class token; default 'mean'. */
  readonly pooling?: 'mean' | 'token';
  /** How often the classifier leaves the last block's branches out of a training example; earlier ones less. Default 0.1. */
  readonly dropPathRate?: number;
  /** Of what the classifier is given of an example; default 0. */
  readonly dropoutRate?: number;
  /** Subtracted from the input, and divided by; default: the input is taken as it is. */
  readonly normalization?: { readonly mean: readonly number[]; readonly deviation: readonly number[] };
}

/** Two models that share the layers of the encoder, and so its weights. */
export interface AudioMae {
  /** [batch, height, width, channels] -> probabilities [batch, classes], of all patches. */
  readonly classifier: tf.LayersModel;
  /**
   * [batch, height, width, channels] -> `decoder_pred`, the values of all patches [batch, patches, values of a patch], and
   * `hidden`, 1 where a patch was kept from the encoder, [batch, patches]: what the task `maskedPatches` learns from.
   */
  readonly pretraining: tf.LayersModel;
  /** Gives back the weights of both. */
  dispose(): void;
}

/**
 * A masked autoencoder of spectrograms (Huang and others, Masked Autoencoders that Listen, 2022): a transformer sees a
 * quarter of the patches, a smaller one paints the others; then the first learns to classify, from all of them. The
 * `paper` size has 111,089,927 parameters at 7 classes: encoder 85,304,064, decoder 25,778,944, classifier 6,919. Layers
 * are named as in timm and by the authors.
 *
 * [batch, 128, 128, 1] -> 8 x 8 patches -> 1 + 64 tokens -> blocks -> mean of the patches -> probabilities.
 * @throws RangeError where patches do not divide the input.
 */
export function audioMae(config: AudioMaeConfig = {}): AudioMae {
  const { size = 'small', maskRatio = 0.75, numClasses = 7, pooling = 'mean', dropoutRate = 0 } = config;
  const { inputShape, patch, grid } = shapesOf(config);
  const { encoder, decoder } = SIZES[size];
  const input = tf.input({ shape: [...inputShape], name: 'spectrogram' });
  const tokens = embedding(input, encoder.size, { ...config, patch, grid });
  const encode = blocks('blocks', encoder, config.dropPathRate ?? 0.1);
  const norm = layerNorm('norm');

  const all = norm.apply(encode(tokens, { dropPath: true })) as tf.SymbolicTensor;
  const probabilities = applyAll(
    [
      new PooledTokens({ name: 'pool', pooling }),
      layerNorm('fc_norm'),
      ...(dropoutRate > 0 ? [tf.layers.dropout({ name: 'head_drop', rate: dropoutRate })] : []),
      tf.layers.dense({ name: 'head', units: numClasses, activation: 'softmax' }),
    ],
    all,
  );

  const [visible, places] = new RandomMasking({ name: 'masking', maskRatio }).apply(tokens) as tf.SymbolicTensor[];
  const seen = norm.apply(encode(visible)) as tf.SymbolicTensor;
  const painted = decode(seen, places, decoder, { grid, values: patch[0] * patch[1] * inputShape[2], ...config });
  const hidden = new HiddenPatches({ name: 'hidden', visible: visibleOf(grid[0] * grid[1], maskRatio) }).apply(
    places,
  ) as tf.SymbolicTensor;

  const name = `audio_mae_${size}`;
  const classifier = tf.model({ name, inputs: input, outputs: probabilities });
  const pretraining = tf.model({ name: `${name}_pretraining`, inputs: input, outputs: [painted, hidden] });
  return { classifier, pretraining, dispose: () => disposeLayers([classifier, pretraining]) };
}

/** A layer gives its weights back when it has been disposed of as often as it was used. */
function disposeLayers(models: readonly tf.LayersModel[]): void {
  for (const layer of new Set(models.flatMap(({ layers }) => layers))) {
    while (layer.dispose().refCountAfterDispose > 0);
  }
}

type Grid = readonly [rows: number, columns: number];

function shapesOf({ inputShape = [128, 128, 1], patch = [16, 16] }: AudioMaeConfig) {
  const grid: Grid = [inputShape[0] / patch[0], inputShape[1] / patch[1]];
  if (!grid.every((count) => Number.isInteger(count) && count > 0)) {
    throw new RangeError(
      `audioMae: inputs of ${inputShape[0]} x ${inputShape[1]} cannot be cut into patches of ${patch[0]} x ${patch[1]}: give sides that divide them`,
    );
  }
  return { inputShape, patch, grid };
}

/** A token for each patch, behind the class token, each with its position. */
function embedding(
  input: tf.SymbolicTensor,
  size: number,
  {
    patch,
    grid,
    positions,
    normalization,
  }: AudioMaeConfig & { readonly patch: readonly [number, number]; readonly grid: Grid },
): tf.SymbolicTensor {
  return applyAll(
    [
      ...(normalization ? [new InputNormalization({ name: 'normalization', ...normalization })] : []),
      tf.layers.conv2d({ name: 'patch_embed.proj', filters: size, kernelSize: [...patch], strides: [...patch] }),
      tf.layers.reshape({ name: 'patch_embed.flatten', targetShape: [grid[0] * grid[1], size] }),
      new ClassToken({ name: 'cls_token' }),
      new Positions({ name: 'pos_embed', grid, ...(positions && { kind: positions }) }),
    ],
    input,
  );
}

/** What the hidden patches held, painted from the visible ones. */
function decode(
  seen: tf.SymbolicTensor,
  places: tf.SymbolicTensor,
  { size, depth, numHeads }: Stack,
  { grid, values, positions }: { grid: Grid; values: number; positions?: AudioMaeConfig['positions'] },
): tf.SymbolicTensor {
  const projected = tf.layers.dense({ name: 'decoder_embed', units: size }).apply(seen) as tf.SymbolicTensor;
  const filled = new MaskTokens({ name: 'mask_token' }).apply([projected, places]) as tf.SymbolicTensor;
  const placed = new Positions({ name: 'decoder_pos_embed', grid, ...(positions && { kind: positions }) });
  const decoded = blocks('decoder_blocks', { size, depth, numHeads }, 0)(placed.apply(filled) as tf.SymbolicTensor);
  return applyAll(
    [
      layerNorm('decoder_norm'),
      new PatchTokens({ name: 'decoder_patches' }),
      tf.layers.dense({ name: 'decoder_pred', units: values }),
    ],
    decoded,
  );
}

/** Blocks behind one another; the branches of the first are never left out, those of the last at the whole rate. */
function blocks(name: string, { size, depth, numHeads }: Stack, dropPathRate: number): Apply {
  const all = Array.from({ length: depth }, (_, i) =>
    transformerBlock({
      name: `${name}.${i}`,
      size,
      numHeads,
      dropPathRate: depth === 1 ? dropPathRate : (dropPathRate * i) / (depth - 1),
    }),
  );
  return (x, options) => all.reduce((x, block) => block(x, options), x);
}
