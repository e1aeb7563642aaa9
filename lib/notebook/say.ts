import { number, typography } from '../locale';
import { showHtml } from './display';
import { escapeHtml, paragraph } from './html';

/**
 * Says something of a result, computed from it: a template whose numbers are written as the locale does (three
 * significant digits; `percent(x)` for percentages). Line breaks and indents count as one space.
 */
export function say(strings: TemplateStringsArray, ...values: readonly (string | number)[]): void {
  const text = sentence(strings, ...values);
  showHtml(paragraph(escapeHtml(text)), text);
}

/** The text that `say` shows. @throws TypeError where a value is no number and no text: a sentence must not say "undefined". */
export function sentence(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  const written = values.map((value, i) => {
    if (typeof value === 'number') return number(value);
    if (typeof value === 'string') return value;
    throw new TypeError(`say: value ${i + 1} is ${value}; a sentence takes numbers and texts`);
  });
  const raw = strings.reduce((text, part, i) => text + written[i - 1] + part);
  return typography(raw.replace(/[ \t\r\n]+/g, ' ').trim());
}
