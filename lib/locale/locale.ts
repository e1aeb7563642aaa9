import { UserError } from '../errors';

const LOCALES = ['fr', 'en'] as const;

/** A language that figures, tables and data sets speak. Another one is a table beside `french.ts`. */
export type Locale = (typeof LOCALES)[number];

let chosen: Locale | undefined;

/** What `setLocale` said; else the environment's CAHIER_LOCALE; else French, the lessons' language. */
export const getLocale = (): Locale => chosen ?? checked('CAHIER_LOCALE', process.env.CAHIER_LOCALE || 'fr');

/**
 * From here on what the library shows (names of classes, labels of figures, tables, numbers) is in this language.
 * Errors are English in each.
 * @returns a function that takes it back.
 * @throws UserError for a language that there is not.
 */
export function setLocale(locale: Locale): () => void {
  const before = chosen;
  chosen = checked('setLocale', locale);
  return () => {
    chosen = before;
  };
}

function checked(where: string, locale: string): Locale {
  if ((LOCALES as readonly string[]).includes(locale)) return locale as Locale;
  throw new UserError(`${where}: there is no language ${JSON.stringify(locale)}; expected ${LOCALES.join(' or ')}.`);
}
