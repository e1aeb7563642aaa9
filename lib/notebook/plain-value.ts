import { UserError } from '../errors';

/** What JSON writes as it stands. */
export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

/** Half of a character beyond 16 bits: no file in UTF-8 can hold it. */
const LONE_HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * A value as JSON keeps it, so that a figure arrives as it was meant: typed arrays, tensors and iterators become lists;
 * BigInt a number; NaN, an infinity and what is undefined null, which Plotly leaves out; a Date its ISO text.
 * @param path names the value in a refusal: `data[0].y`
 * @throws UserError for what has no such form: a function, a Map, a promise, bytes without a type, a disposed tensor, an
 *   object that holds itself
 */
export function plainValue(value: unknown, path: string, around: readonly object[] = []): Plain {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return Number(value);
    case 'string':
      return value.replace(LONE_HALF, '\ufffd');
    case 'boolean':
      return value;
    case 'undefined':
      return null;
    case 'object':
      return value === null ? null : plainObject(value, path, around);
    default:
      throw refusal(path, `is a ${typeof value}`);
  }
}

function plainObject(value: object, path: string, around: readonly object[]): Plain {
  if (around.includes(value)) throw refusal(path, 'holds itself');
  const within = [...around, value];
  const list = listOf(value, path);
  if (list) return list.map((one, i) => (isPlainNumber(one) ? one : plainValue(one, `${path}[${i}]`, within)));
  if ('toJSON' in value && typeof value.toJSON === 'function') return plainValue(value.toJSON(), path, within);
  // Number, String, Boolean as objects.
  const primitive = value.valueOf();
  if (typeof primitive !== 'object') return plainValue(primitive, path, within);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, plainValue(inner, keyPath(path, key), within)]));
}

/** Most of a figure: the quick way. */
const isPlainNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** The elements of whatever holds a series; undefined for any other object. */
function listOf(value: object, path: string): unknown[] | undefined {
  if (Array.isArray(value)) return Array.from(value); // without holes
  if (isTensor(value)) {
    if (value.isDisposed) throw refusal(path, 'is a tensor that was disposed');
    const values = value.arraySync();
    return Array.isArray(values) ? values : [values];
  }
  if (value instanceof ArrayBuffer || value instanceof DataView || value instanceof SharedArrayBuffer) {
    throw refusal(path, 'is bytes without a type: new Float32Array(buffer) gives them one');
  }
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>);
  if (value instanceof Map || value instanceof WeakMap || value instanceof WeakSet || value instanceof RegExp) {
    throw refusal(path, `is a ${value.constructor.name}`);
  }
  if ('then' in value && typeof value.then === 'function') throw refusal(path, 'is a promise: write await before it');
  if (value instanceof String) return undefined;
  const iterate = (value as Partial<Iterable<unknown>>)[Symbol.iterator];
  return typeof iterate === 'function' ? Array.from(value as Iterable<unknown>) : undefined;
}

interface TensorLike {
  readonly isDisposed: boolean;
  arraySync(): unknown;
}

const isTensor = (value: object): value is TensorLike =>
  'arraySync' in value && typeof value.arraySync === 'function' && 'isDisposed' in value;

const keyPath = (path: string, key: string) => {
  if (path === '') return key;
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
};

const refusal = (path: string, what: string) =>
  new UserError(`${path} ${what}; what is shown takes numbers, texts, arrays, typed arrays and tensors.`);
