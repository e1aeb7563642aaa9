import { checkCount } from './checks';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Confidence interval of a proportion, such as an accuracy (Wilson, 1927). It stays within [0, 1] and holds for few
 * examples and for proportions near 0 and 1, where p +- 1.96 sqrt(p (1 - p) / n) does not. 8 of 10: 0.490 to 0.943.
 *
 * @throws RangeError unless 0 <= successes <= n, both integers, n >= 1, and 0 < confidence < 1.
 */
export function wilsonInterval(
  successes: number,
  n: number,
  { confidence = 0.95 }: { confidence?: number } = {},
): Interval {
  checkCount('n', n, 1);
  checkCount('successes', successes, 0);
  if (successes > n) throw new RangeError(`successes is ${successes}: it cannot exceed n, which is ${n}`);
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence is ${confidence}: it must lie between 0 and 1, such as 0.95`);
  }
  const z = normalQuantile(0.5 + confidence / 2);
  const p = successes / n;
  const centre = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  // At the ends the formula gives 0 and 1 but for rounding.
  return { low: successes === 0 ? 0 : centre - half, high: successes === n ? 1 : centre + half };
}

/**
 * The value below which a standard normal variable lies with probability `p`, to 16 digits
 * (Wichura, algorithm AS 241, Applied Statistics 37, 1988). normalQuantile(0.975) is 1.959963984540054.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE.numerator, r)) / polynomial(CENTRE.denominator, r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const { numerator, denominator, shift } = r <= 5 ? SHOULDER : TAIL;
  return (Math.sign(q) * polynomial(numerator, r - shift)) / polynomial(denominator, r - shift);
}

const polynomial = (coefficients: readonly number[], x: number) => coefficients.reduceRight((sum, c) => sum * x + c, 0);

/** Coefficients of AS 241 (PPND16), ascending powers. */
const CENTRE = {
  numerator: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  denominator: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852546,
  ],
};
const SHOULDER = {
  shift: 1.6,
  numerator: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  denominator: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};
const TAIL = {
  shift: 5,
  numerator: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
  ],
  denominator: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};
