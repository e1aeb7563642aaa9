/**
 * What a value from outside must look like, written once for the options of a function and for the keys of a file.
 *
 * The schemas are zod's; what is ours is the sentence: each says in the field's words what it wants (`a whole number,
 * at least 1`), and `complaint` puts that beside what was got.
 */

import { z } from 'zod';
import { nearest } from './nearest';

export interface Range {
  readonly min?: number;
  readonly max?: number;
  /** The bounds themselves are refused. */
  readonly above?: number;
  readonly below?: number;
}

/** A finite number within a range. */
export function number(range: Range = {}): z.ZodNumber {
  return withinRange(z.number({ error: wants('a number', range) }), range, wants('a number', range));
}

/** A whole number within a range, small enough to be exact. */
export function integer(range: Range = {}): z.ZodNumber {
  return withinRange(z.int({ error: wants('a whole number', range) }), range, wants('a whole number', range));
}

/** A share: from 0 to 1, both ends among them unless the range says otherwise. */
export const fraction = (range: Range = { min: 0, max: 1 }): z.ZodNumber => number(range);

/** A text that is not empty. */
export const text = z.string({ error: 'a text' }).refine((value) => value.trim() !== '', { error: 'a text' });

/** True or false. */
export const flag = z.boolean({ error: 'true or false' });

/** One of a few words. */
export function oneOf<const T extends string>(...words: readonly T[]) {
  return z.enum(words, { error: listed(words) });
}

/** One of a few numbers. */
export function oneOfNumbers<const T extends number>(...numbers: readonly T[]) {
  return z.literal(numbers, { error: listed(numbers.map(String)) });
}

/** A number, a text, true or false. */
export const anyScalar = z.union([z.number(), z.string(), z.boolean()], { error: 'a number, a text, true or false' });

/** A value of one of several kinds; `wanted` says in one phrase which. */
export function either<const T extends readonly [z.ZodType, z.ZodType, ...z.ZodType[]]>(wanted: string, kinds: T) {
  return z.union(kinds, { error: wanted });
}

/** A list of values of one kind; of `length` of them where that is given. */
export function listOf<T extends z.ZodType>(values: T, length?: number) {
  const wanted = length === undefined ? 'a list' : `a list of ${length}`;
  const list = z.array(values, { error: wanted });
  return length === undefined ? list : list.length(length, { error: wanted });
}

/** A mapping from any name to values of one kind. */
export function record<T extends z.ZodType>(values: T) {
  return z.record(z.string(), values, { error: 'a mapping of names' });
}

/** A function; what it takes and gives is its caller's affair. */
export function callable<T extends (...args: never[]) => unknown>() {
  return z.custom<T>((value) => typeof value === 'function', { error: 'a function' });
}

/** A value of our own making, known by `is`; `wanted` says in one phrase what it is. */
export function made<T>(wanted: string, is: (value: T) => boolean) {
  return z.custom<T>((value) => value !== null && value !== undefined && is(value as T), { error: wanted });
}

/** A key that others know and that there is not here; `instead` says why, and goes on after `expected`. */
export const notOffered = (instead: string) => z.undefined({ error: instead }).optional();

/** Anything at all, for what has a check of its own. */
export const anything = <T>() => z.custom<T>(() => true);

/**
 * What is wrong with a value as a whole, for zod's `superRefine`.
 * @param sentence goes on where the name of the place ends: `has min 2 above max 1.`
 */
export const fault = (sentence: string) => ({ code: 'custom' as const, params: { sentence } });

/** A mapping with known keys. Others are refused; those that may be left out are `.optional()` or have a `.default()`. */
export function object<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, {
    // Left undefined, an unknown key keeps zod's own issue, which `complaint` reads.
    error: ({ code }) => (code === 'unrecognized_keys' ? undefined : `a mapping with ${Object.keys(shape).join(', ')}`),
  });
}

/** The first thing that is wrong with a value. */
export interface Complaint {
  /** Where, as keys from the outside in. */
  readonly path: readonly string[];
  /** Goes on where the name of the place ends: `is 0; expected a whole number, at least 1.` */
  readonly sentence: string;
  /** The key that is not there, where one is missing; `path` ends at the mapping that lacks it. */
  readonly missing?: string;
}

/** A value that fits its schema, or what is wrong with it. */
export function examine<T extends z.ZodType>(
  schema: T,
  value: unknown,
): { readonly value: z.output<T> } | { readonly complaint: Complaint } {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { value: result.data };
  // A key misspelt is missing too: the one that is there and unknown tells more.
  const { issues } = result.error;
  return { complaint: complaint(schema, value, issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]) };
}

function complaint(schema: z.ZodType, value: unknown, issue: z.core.$ZodIssue): Complaint {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    const known = keysAt(schema, path);
    const near = nearest(key, known);
    return {
      path: [...path, key],
      sentence: `is no known key; ${near ? `did you mean ${near}?` : `the keys here are ${known.join(', ')}.`}`,
    };
  }
  if (issue.code === 'custom' && issue.params?.sentence) return { path, sentence: String(issue.params.sentence) };
  const got = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value);
  if (got === undefined && path.length > 0) {
    const missing = path[path.length - 1];
    return { path: path.slice(0, -1), missing, sentence: `lacks the key ${missing}: give ${issue.message}.` };
  }
  const comma = typeof got === 'string' && /^[+-]?\d+,\d+$/.test(got) && /number/.test(issue.message);
  const hint = comma ? ': write decimals with a point.' : '.';
  return { path, sentence: `is ${shown(got)}; expected ${issue.message}${hint}` };
}

/** The keys that the mapping at a path knows. */
function keysAt(schema: z.ZodType, path: readonly string[]): string[] {
  const at = path.reduce<z.ZodType | undefined>((outer, key) => childOf(unwrapped(outer), key), schema);
  const mapping = unwrapped(at);
  return mapping instanceof z.ZodObject ? Object.keys(mapping.shape) : [];
}

function childOf(schema: z.ZodType | undefined, key: string): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[key];
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  return undefined;
}

function unwrapped(schema: z.ZodType | undefined): z.ZodType | undefined {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? unwrapped(schema.unwrap() as z.ZodType)
    : schema;
}

/** A value as a sentence names it. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'empty' : `the text "${value}"`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  if (typeof value === 'bigint') return `the BigInt ${value}n`;
  return typeof value === 'symbol' ? 'a symbol' : String(value);
}

function withinRange(schema: z.ZodNumber, { min, max, above, below }: Range, wanted: string): z.ZodNumber {
  let bounded = schema;
  if (min !== undefined) bounded = bounded.gte(min, { error: wanted });
  if (max !== undefined) bounded = bounded.lte(max, { error: wanted });
  if (above !== undefined) bounded = bounded.gt(above, { error: wanted });
  if (below !== undefined) bounded = bounded.lt(below, { error: wanted });
  return bounded;
}

function wants(kind: string, { min, max, above, below }: Range): string {
  const parts: string[] = [];
  if (min !== undefined) parts.push(`at least ${min}`);
  if (above !== undefined) parts.push(`above ${above}`);
  if (max !== undefined) parts.push(`at most ${max}`);
  if (below !== undefined) parts.push(`below ${below}`);
  return parts.length > 0 ? `${kind}, ${parts.join(' and ')}` : kind;
}

function listed(words: readonly string[]): string {
  return words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}
