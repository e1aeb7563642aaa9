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
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
    67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ],
  denominator: [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
    28729.085735721942674, 5226.495278852545925,
  ],
};
const SHOULDER = {
  shift: 1.6,
  numerator: [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
  ],
  denominator: [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
    0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
};
const TAIL = {
  shift: 5,
  numerator: [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  denominator: [
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
    1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
};
