/**
 * Initial weights, drawn natively and seeded.
 *
 * tfjs-layers draws them one number at a time in JavaScript, from a seed of its own, and computes the orthogonal
 * initialiser of an LSTM by a slow QR decomposition. Layers keep the initialisers they ask for; only the drawing is
 * replaced (add-weight.ts).
 */

import { tf } from '../graph/backend';
import { FLOAT, native } from '../graph/operation';
import { draw, nextWeightSeed } from '../graph/random';
import { qr } from '../kernels/linear-algebra';

export interface Initializer {
  readonly seed?: number;
  readonly scale: number;
  readonly mode: 'fanIn' | 'fanOut' | 'fanAvg';
  readonly distribution: string;
  readonly gain: number;
  getClassName(): string;
  apply(shape: number[], dtype?: string): tf.Tensor;
}

const zeros = tf.initializers.zeros() as unknown as Initializer;
let drawsWeights = true;

/**
 * Builds layers for weights that are about to be read from a file: they are zeros until then. Nothing is drawn, and no
 * seed is used up, so that what is built later has the same weights as without.
 */
export function withoutInitialWeights<T>(build: () => T): T {
  drawsWeights = false;
  try {
    return build();
  } finally {
    drawsWeights = true;
  }
}

/**
 * The initialiser for one weight: it draws from a seed of its own, also where several weights are given one object,
 * which stays as it is. What needs no random numbers is returned itself.
 */
export function initializerOf(initializer: Initializer): Initializer {
  if (!drawsWeights) return zeros;
  if (initializer == null || !('seed' in initializer)) return initializer;
  const seed = initializer.seed ?? nextWeightSeed();
  const apply = applicationOf(initializer, seed);
  return Object.create(initializer, { seed: { value: seed }, ...(apply && { apply: { value: apply } }) });
}

function applicationOf(initializer: Initializer, seed: number): Initializer['apply'] | undefined {
  if (initializer.getClassName() === 'Orthogonal') return (shape) => orthogonal(shape, initializer.gain, seed);
  return 'distribution' in initializer ? (shape) => varianceScaling(shape, initializer, seed) : undefined;
}

/** Glorot's and He's initialisers: variance scale / fan (Glorot and Bengio 2010; He and others 2015). */
function varianceScaling(shape: number[], { scale, mode, distribution }: Initializer, seed: number): tf.Tensor {
  const [fanIn, fanOut] = fans(shape);
  const fan = mode === 'fanIn' ? fanIn : mode === 'fanOut' ? fanOut : (fanIn + fanOut) / 2;
  const variance = scale / Math.max(1, fan);
  return tf.tidy(() => {
    const pair = tf.tensor1d([seed, 0], 'int32');
    if (distribution === 'uniform') {
      const limit = Math.sqrt(3 * variance);
      return draw('uniform', shape, pair)
        .mul(2 * limit)
        .sub(limit);
    }
    return draw('truncatedNormal', shape, pair).mul(Math.sqrt(variance));
  });
}

/** Inputs and outputs of one unit, for kernels [..., in, out]; a convolution's receptive field counts in both. */
function fans(shape: readonly number[]): [number, number] {
  if (shape.length === 1) return [shape[0], shape[0]];
  const field = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return [field * shape[shape.length - 2], field * shape[shape.length - 1]];
}

/** Q of a random normal matrix, with R's diagonal made positive so that it is uniform (Saxe and others 2013). */
function orthogonal(shape: number[], gain: number, seed: number): tf.Tensor {
  return tf.tidy(() => {
    const columns = shape[shape.length - 1];
    const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const tall = [Math.max(rows, columns), Math.min(rows, columns)];
    const random = draw('normal', tall, tf.tensor1d([seed, 0], 'int32'));
    const [q, r] = qr(random);
    const signs = native('MatrixDiagPart', [r], { T: FLOAT }).sign();
    const uniform = q.mul(signs) as tf.Tensor2D;
    return (rows < columns ? uniform.transpose() : uniform).reshape(shape).mul(gain);
  });
}
