import { nearest } from '../options';
import type { Entry } from './entry';

/** What a value must look like. `check` returns the plain value, or calls `fail`, which does not return. */
export interface Schema<T> {
  readonly wanted: string;
  check(entry: Entry, fail: Fail): T;
}

/** Refuses an entry: `sentence` says what was got and what is wanted. */
export type Fail = (entry: Entry, sentence: string) => never;

export interface Range {
  readonly min?: number;
  readonly max?: number;
  /** The bounds themselves are refused. */
  readonly above?: number;
  readonly below?: number;
}

/** A finite number within a range. */
export function number(range: Range = {}): Schema<number> {
  const wanted = ['a number', ...bounds(range)].join(', ');
  return { wanted, check: (entry, fail) => checkNumber(entry, range, wanted, fail) };
}

/** A whole number within a range. */
export function integer(range: Range = {}): Schema<number> {
  const wanted = ['a whole number', ...bounds(range)].join(', ');
  return {
    wanted,
    check(entry, fail) {
      const value = checkNumber(entry, range, wanted, fail);
      return Number.isSafeInteger(value) ? value : refuse(entry, wanted, fail);
    },
  };
}

/** A text that is not empty. */
export const text: Schema<string> = scalar('a text', (value) => typeof value === 'string' && value.trim() !== '');

/** A number, a text, true or false. */
export const anyScalar: Schema<number | string | boolean> = scalar(
  'a number, a text, true or false',
  (value) => typeof value === 'boolean' || typeof value === 'string' || Number.isFinite(value),
);

/** True or false. */
export const flag: Schema<boolean> = scalar('true or false', (value) => typeof value === 'boolean');

/** One of a few words. */
export function oneOf<T extends string>(...words: readonly T[]): Schema<T> {
  const wanted = words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
  return scalar(wanted, (value) => words.includes(value as T));
}

/** One of a few numbers. */
export function oneOfNumbers<T extends number>(...numbers: readonly T[]): Schema<T> {
  return scalar(numbers.join(' or '), (value) => numbers.includes(value as T));
}

/** A mapping from any name to values of one kind. */
export function record<T>(values: Schema<T>): Schema<Record<string, T>> {
  const wanted = 'a mapping of names';
  return {
    wanted,
    check(entry, fail) {
      if (entry.kind !== 'mapping') return refuse(entry, wanted, fail);
      return Object.fromEntries([...entry.children].map(([key, child]) => [key, values.check(child, fail)]));
    },
  };
}

/** A key that may be left out; `fallback` stands for it then. */
export function optional<T>(schema: Schema<T>, fallback?: T): Schema<T> & { readonly fallback: T | undefined } {
  return { ...schema, fallback };
}

/** A schema for each key of T: none can be forgotten, as the compiler sees. */
export type Fields<T> = { readonly [K in keyof T]-?: Schema<Exclude<T[K], undefined>> };

/** A mapping with known keys. Unknown keys are refused, missing ones unless they are optional. */
export function object<T extends object>(fields: Fields<T>): Schema<T> {
  const keys = Object.keys(fields) as (keyof T & string)[];
  const wanted = `a mapping with ${keys.join(', ')}`;
  return {
    wanted,
    check(entry, fail) {
      if (entry.kind !== 'mapping') return refuse(entry, wanted, fail);
      for (const [key, child] of entry.children) {
        if (keys.includes(key as keyof T & string)) continue;
        const near = nearest(key, keys);
        fail(child, `is no known key; ${near ? `did you mean ${near}?` : `the keys here are ${keys.join(', ')}.`}`);
      }
      const values: Partial<T> = {};
      for (const key of keys) {
        const child = entry.children.get(key);
        const schema = fields[key];
        if (child !== undefined) values[key] = schema.check(child, fail);
        else if (!('fallback' in schema)) fail(entry, `lacks the key ${key}: give ${schema.wanted}.`);
        else if (schema.fallback !== undefined) values[key] = schema.fallback as T[typeof key];
      }
      return values as T;
    },
  };
}

function scalar<T>(wanted: string, accepts: (value: unknown) => boolean): Schema<T> {
  return {
    wanted,
    check: (entry, fail) =>
      entry.kind === 'scalar' && accepts(entry.value) ? (entry.value as T) : refuse(entry, wanted, fail),
  };
}

function checkNumber(entry: Entry, { min, max, above, below }: Range, wanted: string, fail: Fail): number {
  if (entry.kind !== 'scalar') return refuse(entry, wanted, fail);
  const { value } = entry;
  if (typeof value === 'string' && /^[+-]?\d+,\d+$/.test(value)) {
    return fail(entry, `is ${show(entry)}; expected ${wanted}: write decimals with a point.`);
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return refuse(entry, wanted, fail);
  const within =
    value >= (min ?? -Infinity) &&
    value <= (max ?? Infinity) &&
    value > (above ?? -Infinity) &&
    value < (below ?? Infinity);
  return within ? value : refuse(entry, wanted, fail);
}

function refuse(entry: Entry, wanted: string, fail: Fail): never {
  return fail(entry, `is ${show(entry)}; expected ${wanted}.`);
}

function show(entry: Entry): string {
  if (entry.kind === 'mapping') return 'a mapping';
  if (entry.kind === 'list') return 'a list';
  if (typeof entry.value === 'string') return entry.value === '' ? 'empty' : `the text "${entry.value}"`;
  return String(entry.value);
}

function bounds({ min, max, above, below }: Range): string[] {
  const parts: string[] = [];
  if (min !== undefined) parts.push(`at least ${min}`);
  if (above !== undefined) parts.push(`above ${above}`);
  if (max !== undefined) parts.push(`at most ${max}`);
  if (below !== undefined) parts.push(`below ${below}`);
  return parts.length > 0 ? [parts.join(' and ')] : [];
}
