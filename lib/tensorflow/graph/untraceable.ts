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
const OWN_RANDOM_STATE =
  /^(Multinomial|NonDeterministicInts|ParameterizedTruncatedNormal|Random(Crop|Gamma|Poisson(V2)?|Shuffle|StandardNormal|Uniform(Int)?)|SampleDistortedBoundingBox(V2)?|TruncatedNormal|.*CandidateSampler)$/;

/** Why a native op cannot become part of a graph; undefined where it can. `varying`: an input differs from call to call. */
export function refusedOp(op: string, varying: boolean): string | undefined {
  if (varying && SHAPED_BY_DATA.has(op)) {
    return `compile: the shape of op ${op}'s result${caller()} depends on data; compute it outside and pass it in.`;
  }
  if (OWN_RANDOM_STATE.test(op)) {
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

/** An op whose effect on a variable, or on what lies outside of the graph, is not known to a trace. */
export function refusedEffect(op: string, variable: string | undefined): string {
  return variable === undefined
    ? `compile: op ${op}${caller()} changes something outside of the graph, and what it gives is not known before it has run; call it before or after, outside of the function.`
    : `compile: op ${op}${caller()} is none of those that are known to read or to write a variable (here ${variable}).`;
}

/** A tensor that cannot be used, for a reason such as "is disposed". */
export function refusedTensor(reason: string): string {
  return `compile: a tensor that the function uses ${reason}; keep it until the last call, or compile anew.`;
}

export const refusedKept =
  'compile: a tensor that is computed inside the function is kept by tf.keep, and would have the value of this call for ever; return it instead.';

export function refusedDisposal(name: string): string {
  return `compile: variable ${name} is disposed inside the function; dispose it outside, after the last call.`;
}

/** A variable that was given values of another native kind; dtypes are TensorFlow's numbers. */
export function refusedDtype(name: string, dtype: number, traced: number): string {
  return `compile: variable ${name} holds dtype ${dtype} (TensorFlow's number), it held ${traced} when the function was traced.`;
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
