import { tf } from '../backend';
import { BOOL, FLOAT, native } from '../native';
import { draw } from '../random';
import { mul, scale } from './arithmetic';
import { withGradient } from './gradient';

/**
 * Sets a fraction `rate` of the values to zero and scales the others by 1 / (1 - rate) (Srivastava and others 2014).
 * @param seed int32 [2], see `statelessSeed`: the mask is a function of it.
 */
export function dropout(x: tf.Tensor, rate: number, seed: tf.Tensor): tf.Tensor {
  if (rate === 0) return x;
  return withGradient([x], () => {
    const keep = native('GreaterEqual', [draw('uniform', x.shape, seed), tf.scalar(rate)], { T: FLOAT });
    const mask = scale(native('Cast', [keep], { SrcT: BOOL, DstT: FLOAT, Truncate: false }), 1 / (1 - rate));
    return { value: mul(x, mask), saved: [mask], gradient: (dy, [mask]) => [() => mul(dy, mask)] };
  });
}
