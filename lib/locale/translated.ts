/** Texts stand in the code in English; here they become those of the locale. */

import { french } from './french';
import { getLocale } from './locale';

/**
 * A text in the locale's language: `` translated`${epochs} epochs, the best is ${best}` `` is found in French as
 * `{0} epochs, the best is {1}`. Values are put in as they are: numbers are written before, by `number` or `percent`.
 */
export function translated(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  const pattern = strings.reduce((text, part, i) => `${text}{${i - 1}}${part}`);
  return translate(pattern).replace(/\{(\d+)\}/g, (_, i) => String(values[Number(i)]));
}

/** A text that is not known before the program runs, such as a licence; one that is not in the table stays as it is. */
export const translate = (text: string): string => (getLocale() === 'fr' ? (french[text] ?? text) : text);
