import { draw, FLOAT, INT32, int, native, statelessSeed, tf } from '../tensorflow';
import type { Augment } from './augment';
import { named } from './named-augment';

/**
 * Begins each example at a frame drawn anew at each step, and lays what was before it behind its end: a sound of any
 * length stays whole, and nothing is learnt from when it starts. Inputs [batch, bands, frames, channels].
 */
export function rollFrames(): Augment {
  return named('rollFrames', {}, ({ inputs, targets }, random) => {
    const [batch, , frames] = inputs.shape;
    const start = tf.floor(draw('uniform', [batch, 1], statelessSeed(random, 0)).mul(frames));
    const indices = start.add(tf.range(0, frames, 1, 'float32').reshape([1, frames]));
    const wrapped = tf.where(indices.greaterEqual(frames), indices.sub(frames), indices).cast('int32');
    const rolled = native('GatherV2', [inputs, wrapped, tf.scalar(2, 'int32')], {
      Tparams: FLOAT,
      Tindices: INT32,
      Taxis: INT32,
      batch_dims: int(1),
    });
    return { inputs: rolled, targets };
  });
}
