import { checkOptions, integer, object } from '../options';
import { draw, FLOAT, INT32, int, native, statelessSeed, tf } from '../tensorflow';
import type { Augment } from './augment';
import { checkFrames } from './check-frames';
import { named } from './named-augment';

const OPTIONS = object({ frames: integer({ min: 1 }) });

/**
 * Takes `frames` frames out of each example, from a place drawn anew at each step: 92 of 155 are 3 s of 5.
 * @throws RangeError, at the first step, where the examples have fewer frames.
 */
export function cropFrames(frames: number): Augment {
  checkOptions('cropFrames', OPTIONS, { frames });
  return named('cropFrames', { frames }, ({ inputs, targets }, random) => {
    const [batch, , all] = inputs.shape;
    checkFrames(frames, all);
    const start = tf.floor(draw('uniform', [batch, 1], statelessSeed(random, 0)).mul(all - frames + 1));
    const indices = start.add(tf.range(0, frames, 1, 'float32').reshape([1, frames])).cast('int32');
    const cropped = native('GatherV2', [inputs, indices, tf.scalar(2, 'int32')], {
      Tparams: FLOAT,
      Tindices: INT32,
      Taxis: INT32,
      batch_dims: int(1),
    });
    return { inputs: cropped, targets };
  });
}
