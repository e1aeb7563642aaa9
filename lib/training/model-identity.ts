import { createHash } from 'node:crypto';
import type { tf } from '../tensorflow';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * All that makes a model what it is but its weights: classes, settings and connections of its layers, and which weights
 * are trained. Names are replaced by numbers, for tfjs gives the same layers other ones when a model is built again, and
 * initialisers are left out, for the weights that they gave are told apart by themselves.
 */
export function modelIdentity(model: tf.LayersModel): Json {
  const json = model.toJSON(null, false) as unknown as Json;
  const numbers = new Map<string, string>();
  collectNames(json, numbers);
  const trained = new Set(model.trainableWeights);
  return {
    ...(withoutNames(json, numbers) as Record<string, Json>),
    trained: model.weights.map((weight) => (trained.has(weight) ? 't' : '-')).join(''),
  };
}

/** Of the values of all weights, in their order; SHA-256, shortened. */
export function weightsFingerprint(weights: Iterable<Float32Array | Int32Array>): string {
  const hash = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of weights) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex').slice(0, 16);
}

/** The name of each layer and model, in the order in which they come. */
function collectNames(json: Json, numbers: Map<string, string>): void {
  if (Array.isArray(json)) {
    for (const item of json) collectNames(item, numbers);
  } else if (isRecord(json)) {
    const { name } = json;
    if (typeof name === 'string' && !numbers.has(name)) numbers.set(name, `#${numbers.size}`);
    for (const item of Object.values(json)) collectNames(item, numbers);
  }
}

/** Where names stand; elsewhere a word that happens to be a layer's name, such as `relu`, means something else. */
const NAMES = /^(name|inbound_?nodes|input_?layers|output_?layers)$/i;

function withoutNames(json: Json, numbers: ReadonlyMap<string, string>, named = false): Json {
  if (typeof json === 'string') return (named ? numbers.get(json) : undefined) ?? json;
  if (Array.isArray(json)) return json.map((item) => withoutNames(item, numbers, named));
  if (!isRecord(json)) return json;
  // What a layer was given stands beside its class, one step less deep.
  const { config, ...rest } = json;
  const flat = isRecord(config) ? { ...rest, ...config } : json;
  return Object.fromEntries(
    Object.entries(flat)
      .filter(([key]) => !/initializer$/i.test(key))
      .map(([key, item]) => [key, withoutNames(item, numbers, named || NAMES.test(key))]),
  );
}

const isRecord = (json: Json): json is { readonly [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/**
 * The first place where two descriptions differ, such as `model.layers.3.rate: 0.5 there, 0.2 here`.
 * @returns undefined where they are the same.
 */
export function firstDifference(there: Json | undefined, here: Json | undefined, path = ''): string | undefined {
  if (typeof there === 'object' && there !== null && typeof here === 'object' && here !== null) {
    const [a, b] = [there, here] as Readonly<Record<string, Json>>[];
    for (const key of Object.keys({ ...a, ...b })) {
      const found = firstDifference(a[key], b[key], path === '' ? key : `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (there === here) return undefined;
  return `${path}: ${shown(there)} there, ${shown(here)} here`;
}

function shown(value: Json | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
