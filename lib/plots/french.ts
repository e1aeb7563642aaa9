/** Numbers as French readers write them: decimal comma, narrow no-break spaces, three significant digits. */

const rounded = new Intl.NumberFormat('fr-FR', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 0 });

/** `0,0241`, `686 506` (a count keeps its digits), `1,2 × 10⁻⁵`. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '—';
  if (Number.isInteger(value)) return whole.format(value);
  if (Math.abs(value) >= 1000) return whole.format(value);
  if (Math.abs(value) >= 1e-4) return rounded.format(value);
  const [mantissa, exponent] = value.toExponential(1).split('e');
  return `${mantissa.replace('.', ',')} × 10${superscript(exponent)}`;
}

/** A fraction as a percentage: `percent(0.8579)` is `85,8 %`. */
export function percent(fraction: number, digits = 1): string {
  if (!Number.isFinite(fraction)) return '—';
  const format = { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat('fr-FR', format).format(fraction).replace(/\s%/, '\u202f%');
}

const superscript = (exponent: string) =>
  exponent.replace('+', '').replace(/[-\d]/g, (sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)]));
