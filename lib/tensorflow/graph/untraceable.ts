/** What a graph cannot hold, and how `compile` says so: always with the name of the op that asked for it. */

import { tf } from './backend';

/** Native ops whose output has as many entries as the data happen to want. A graph's shapes are fixed when it is traced. */
const SHAPED_BY_DATA = new Set([
  'DecodeBmp',
  'DecodeGif',
  'DecodeImage',
  'DecodeJpeg',
  'DecodePng',
  'ListDiff',
  'NonMaxSuppressionV2',
  'NonMaxSuppressionV3',
  'NonMaxSuppressionV4',
  'NonMaxSuppressionV5',
  'Unique',
  'UniqueV2',
  'Where',
]);

/** Native ops that draw from a state of their own: a resumed run would draw other numbers. */
const OWN_RANDOM_STATE = new Set(['Multinomial']);

/** Why a native op cannot become part of a graph; undefined where it can. `varying`: an input differs from call to call. */
export function refusedOp(op: string, varying: boolean): string | undefined {
  if (varying && SHAPED_BY_DATA.has(op)) {
    return `compile: the shape of op ${op}'s result${caller()} depends on data; compute it outside and pass it in.`;
  }
  if (OWN_RANDOM_STATE.has(op)) {
    return `compile: op ${op}${caller()} draws random numbers that no seed governs; draw with lib/tensorflow/graph/random.ts.`;
  }
  return undefined;
}

export function refusedRead(producer: string): string {
  return (
    `compile: the values of ${producer} are read inside the function${caller()}; ` +
    'return the tensor and read it outside.'
  );
}

export function refusedRandom(): string {
  return (
    `compile: a random number is drawn in JavaScript inside the function${caller()}; it would be the same at ` +
    'each call. Draw it natively (lib/tensorflow/graph/random.ts) or pass it in.'
  );
}

export const refusedAsync =
  'compile: the function is asynchronous; give one that returns tensors, and await before or after it.';

export function refusedVariable(name: string): string {
  return `compile: variable ${name} is created inside the function; create it before, once.`;
}

/**
 * The tfjs function that the user called, as " by tf.dropout"; empty where it was none of tfjs'.
 *
 * tfjs keeps no record of it, so it is read off the call stack, where a function of tfjs has its own name with an
 * underscore at its end. The outermost counts: tf.dropout rather than the tf.randomUniform inside it.
 */
function caller(): string {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  // The functions' own names: where source maps are on, a printed stack shows others.
  Error.prepareStackTrace = (_, frames) => frames.map((frame) => frame.getFunctionName() ?? '');
  const names = new Error().stack as unknown as string[];
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  const known = names
    .filter((name) => name.endsWith('_'))
    .map((name) => name.slice(0, -1))
    .filter((name) => typeof (tf as unknown as Record<string, unknown>)[name] === 'function');
  return known.length === 0 ? '' : ` by tf.${known[known.length - 1]}`;
}
