/**
 * Random numbers that a seed governs: initial weights, shuffling, dropout.
 *
 * All are drawn by TensorFlow's stateless ops (Philox, a counter-based generator): a number depends on its seed and
 * on the step, and on nothing that was drawn before. So a resumed run draws what the uninterrupted one would have.
 */

import { tf } from './backend';
import { FLOAT, INT32, int, native } from './operation';

let globalSeed = Math.floor(Math.random() * 2 ** 31);
let weightsDrawn = 0;

/** Fixes all that follows: the same seed, models and data give the same numbers on the same machine. */
export function setSeed(seed: number): void {
  if (!Number.isInteger(seed) || seed < 0) throw new RangeError(`setSeed: ${seed} is not a non-negative integer`);
  globalSeed = seed;
  weightsDrawn = 0;
}

/** The seed that `setSeed` fixed, or one drawn when the library was loaded. */
export function getSeed(): number {
  return globalSeed;
}

/** The seed of the next weight to be created. */
export function nextWeightSeed(): number {
  return mixSeed(globalSeed, weightsDrawn++);
}

/** Mixes a seed with the number of its use into an int32 (the finaliser of MurmurHash3, Appleby 2011). */
export function mixSeed(seed: number, use: number): number {
  let h = Math.imul(seed ^ Math.imul(use + 1, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** Where the random numbers of one training step come from: the run's seed and the number of the step (int32 []). */
export interface RandomSource {
  readonly seed: number;
  readonly step: tf.Tensor;
}

/** The pair [seed, step] that stateless ops want, int32 [2]. */
export function seedPair({ seed, step }: RandomSource): tf.Tensor {
  return native('Pack', [tf.scalar(seed, 'int32'), step], { T: INT32, N: int(2), axis: int(0) });
}

/** A source for one use of several; `use` tells the draws of one step apart. */
export const sourceFor = ({ seed, step }: RandomSource, use: number): RandomSource => ({
  seed: mixSeed(seed, use),
  step,
});

/** The pair of one use of several. */
export const statelessSeed = (source: RandomSource, use: number): tf.Tensor => seedPair(sourceFor(source, use));

export type Distribution = 'uniform' | 'normal' | 'truncatedNormal';

const ops: Record<Distribution, string> = {
  uniform: 'StatelessRandomUniform',
  normal: 'StatelessRandomNormal',
  truncatedNormal: 'StatelessTruncatedNormal',
};

/**
 * Draws natively.
 * @param seed int32 [2] tensor, see `statelessSeed`.
 * @returns float32 of the given shape: uniform in [0, 1), or standard normal (truncated: within two deviations).
 */
export function draw(distribution: Distribution, shape: readonly number[], seed: tf.Tensor): tf.Tensor {
  const dimensions = tf.tensor1d([...shape], 'int32');
  return native(ops[distribution], [dimensions, seed], { dtype: FLOAT, T: INT32, Tseed: INT32 });
}
