/** Numbers as readers of the locale write them: three significant digits, and what French typography asks for. */

import { getLocale, type Locale } from './locale';

interface Conventions {
  /** As Intl names it. */
  readonly tag: string;
  /** Between whole numbers and decimals, and between thousands, as Plotly wants them. */
  readonly separators: string;
  /** After a number. */
  readonly percentSign: string;
  /** Whether a count takes the plural. */
  isPlural(count: number): boolean;
}

const CONVENTIONS: Readonly<Record<Locale, Conventions>> = {
  fr: { tag: 'fr-FR', separators: ',\u202f', percentSign: '\u202f%', isPlural: (count) => Math.abs(count) >= 2 },
  en: { tag: 'en-GB', separators: '.,', percentSign: '%', isPlural: (count) => Math.abs(count) !== 1 },
};

export const conventions = (): Conventions => CONVENTIONS[getLocale()];

/** Of a number written by Intl: its sign as long as a plus, not a hyphen. */
const minus = (text: string): string => text.replace(/^-/, '−');

const written = (value: number, options: Intl.NumberFormatOptions): string =>
  minus(new Intl.NumberFormat(conventions().tag, options).format(value));

/** `0,0241`, `686 506` (a count keeps its digits), `−5,7`, `1,2 × 10⁻⁵`; in English `0.0241`, `686,506`. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '—';
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return written(value, { maximumFractionDigits: 0 });
  if (Math.abs(value) >= 1e-4) return written(value, { maximumSignificantDigits: 3 });
  const [mantissa, exponent] = value.toExponential(1).split('e');
  return `${minus(mantissa).replace('.', conventions().separators[0])} × 10${superscript(exponent)}`;
}

/** A fraction as a percentage: `percent(0.8579)` is `85,8 %`, in English `85.8%`. */
export function percent(fraction: number, digits = 1): string {
  if (!Number.isFinite(fraction)) return '—';
  const format = { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return written(fraction, format).replace(/\s?%/, conventions().percentSign);
}

/** A probability as a percentage; what is not quite 0 or 1 is not written as if it were: `> 99,9 %`. */
export function probability(share: number): string {
  if (share > 0 && share < 0.0005) return `< ${percent(0.001)}`;
  if (share < 1 && share >= 0.9995) return `> ${percent(0.999)}`;
  return percent(share);
}

/** A difference of two percentages: `points(0.0019)` is `0,2 point`. */
export const points = (difference: number): string => counted(Number((100 * difference).toFixed(1)), 'point');

/** `1 image`, `1,5 point`, `2 images`: French counts in the plural from two on, English beside one. */
export const counted = (count: number, noun: string): string =>
  `${number(count)}\u00a0${noun}${conventions().isPlural(count) ? 's' : ''}`;

/** A fraction in percents, for an axis that counts in them: `inPercents(0.29)` is 29, without the product's rounding. */
export const inPercents = (fraction: number): number => Number((100 * fraction).toPrecision(12));

/** `8 s`, `2 min 05 s`, `2 min`, `1 h 20 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (seconds < 10) return `${number(seconds)}\u00a0s`;
  if (whole < 60) return `${whole}\u00a0s`;
  if (whole < 3600) return twoUnits(Math.floor(whole / 60), 'min', whole % 60, 's');
  return twoUnits(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min');
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = small === 0 ? '' : `\u00a0${String(small).padStart(2, '0')}\u00a0${smallUnit}`;
  return `${large}\u00a0${largeUnit}${rest}`;
}

/** A day as readers write it, from an ISO date: `25/11/2026`. */
export const day = (iso: string): string => new Date(iso).toLocaleDateString(conventions().tag);

/** No-break spaces in `32 × 32`, typographic apostrophes, and in French no-break spaces before marks and in quotes. */
export function typography(text: string): string {
  const everywhere = text.replace(/(\d) × (?=\d)/g, '$1\u00a0×\u00a0').replace(/(\p{L})'(?=\p{L})/gu, '$1’');
  if (getLocale() !== 'fr') return everywhere;
  return everywhere
    .replace(/ ([:»])/g, '\u00a0$1')
    .replace(/ ([;?!%])/g, '\u202f$1')
    .replace(/« /g, '«\u00a0');
}

const superscript = (exponent: string) =>
  exponent.replace('+', '').replace(/[-\d]/g, (sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)]));
