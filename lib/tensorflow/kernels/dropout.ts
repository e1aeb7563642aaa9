import { tf } from '../backend';
import { BOOL, FLOAT, native } from '../native';
import { draw } from '../random';

/**
 * Sets a fraction `rate` of the values to zero and scales the others by 1 / (1 - rate) (Srivastava and others 2014).
 * @param seed int32 [2], see `statelessSeed`: the mask is a function of it.
 */
export function dropout(x: tf.Tensor, rate: number, seed: tf.Tensor): tf.Tensor {
  if (rate === 0) return x;
  return tf.customGrad((...args) => {
    const [x, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const keep = native('GreaterEqual', [draw('uniform', x.shape, seed), tf.scalar(rate)], { T: FLOAT });
    const mask = native('Cast', [keep], { SrcT: BOOL, DstT: FLOAT, Truncate: false });
    const scale = native('Mul', [mask, tf.scalar(1 / (1 - rate))], { T: FLOAT });
    save([scale]);
    const gradFunc = (dy: tf.Tensor, [scale]: tf.Tensor[]) => native('Mul', [dy, scale], { T: FLOAT });
    return { value: native('Mul', [x, scale], { T: FLOAT }), gradFunc };
  })(x);
}
