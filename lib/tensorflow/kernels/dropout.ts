import { tf } from '../graph/backend';
import { BOOL, FLOAT, INT32, native, UINT8, UINT16 } from '../graph/operation';
import { mul, scale } from './arithmetic';
import { withGradient } from './gradient';

/**
 * Sets a fraction `rate` of the values to zero and scales the others by 1 / (1 - rate) (Srivastava and others 2014).
 * The rate is rounded to a multiple of 1/65536.
 * @param seed int32 [2], see `statelessSeed`: the mask is a function of it.
 * @param shape of the mask: values along an axis of size 1 are dropped together.
 */
export function dropout(x: tf.Tensor, rate: number, seed: tf.Tensor, shape: readonly number[] = x.shape): tf.Tensor {
  if (rate === 0) return x;
  return withGradient([x], () => {
    const { keep, probability } = draw(shape, rate, seed);
    const mask = scale(native('Cast', [keep], { SrcT: BOOL, DstT: FLOAT, Truncate: false }), 1 / probability);
    return { value: mul(x, mask), saved: [mask], gradient: (dy, [mask]) => [() => mul(dy, mask)] };
  });
}

/**
 * Which values are kept, bool of the given shape, and with what probability.
 *
 * Random bits are what dropout costs, and one value needs few of them: a byte where the rate is a multiple of 1/256
 * (a quarter, a half), two bytes elsewhere, cut from 32 random bits.
 */
function draw(shape: readonly number[], rate: number, seed: tf.Tensor): { keep: tf.Tensor; probability: number } {
  const inBytes = Number.isInteger(rate * 256);
  const [T, levels, perDraw] = inBytes ? [UINT8, 256, 4] : [UINT16, 65536, 2];
  const threshold = Math.min(Math.round(rate * levels), levels - 1);
  const size = shape.reduce((product, n) => product * n, 1);
  const draws = Math.ceil(size / perDraw);
  const integers = (values: readonly number[]) => tf.tensor1d([...values], 'int32');

  const bits = native('StatelessRandomUniformFullInt', [integers([draws]), seed], {
    dtype: INT32,
    T: INT32,
    Tseed: INT32,
  });
  const numbers = native('Bitcast', [bits], { T: INT32, type: T });
  const flat = native('Reshape', [numbers, integers([draws * perDraw])], { T, Tshape: INT32 });
  const enough =
    size === draws * perDraw ? flat : native('Slice', [flat, integers([0]), integers([size])], { T, Index: INT32 });
  const shaped = native('Reshape', [enough, integers(shape)], { T, Tshape: INT32 });
  const least = native('Cast', [tf.scalar(threshold, 'int32')], { SrcT: INT32, DstT: T, Truncate: false });
  return { keep: native('GreaterEqual', [shaped, least], { T }), probability: 1 - threshold / levels };
}
