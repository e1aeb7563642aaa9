import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Examples, InputArray } from '../data/dataset';
import { writeFileAtomic } from '../data/storage/files';
import { tensorflowVersion, type tf } from '../tensorflow';
import { workspace } from '../workspace';
import { modelIdentity, weightsFingerprint } from './model-identity';
import { predict } from './predict';

export interface FrozenFeaturesOptions {
  /** Folder of the cache; default frozen in the workspace's cache. Null keeps nothing. */
  readonly cache?: string | null;
  /** Default 32. */
  readonly batchSize?: number;
}

/**
 * What a model that is not trained makes of examples, computed once: a head on it then learns in seconds. It is kept
 * in a file whose name stands for the model's layers, its weights and the examples, all by content; another weight or
 * another sample is another file.
 *
 * @returns examples [size, ...outputShape], with the same labels.
 */
export async function frozenFeatures(
  model: tf.LayersModel,
  part: Examples<InputArray>,
  { cache = path.join(workspace().cache, 'frozen'), batchSize = 32 }: FrozenFeaturesOptions = {},
): Promise<Examples<Float32Array>> {
  const inputShape = model.outputs[0].shape.slice(1) as number[];
  const length = part.size * inputShape.reduce((product, side) => product * side, 1);
  const file = cache === null ? undefined : path.join(cache, `${keyOf(model, part)}.f32`);
  const kept = file === undefined ? undefined : readFeatures(file, length);
  const inputs = kept ?? (await predict(model, part, { batchSize }));
  if (file !== undefined && kept === undefined) writeFeatures(file, inputs);
  return { inputs, inputShape, labels: part.labels, size: part.size };
}

function keyOf(model: tf.LayersModel, { inputs, inputShape }: Examples<InputArray>): string {
  const weights = model.weights.map((weight) => weight.read().dataSync() as Float32Array);
  const { trained: _, ...layers } = modelIdentity(model) as Readonly<Record<string, unknown>>;
  return createHash('sha256')
    .update(JSON.stringify([1, tensorflowVersion, layers, weightsFingerprint(weights), inputShape]))
    .update(bytesOf(inputs))
    .digest('hex')
    .slice(0, 40);
}

const DIGEST = 32;

/** Undefined where there is no such file, not all of it, or not what was written. */
function readFeatures(file: string, length: number): Float32Array | undefined {
  if (!fs.existsSync(file)) return undefined;
  const bytes = fs.readFileSync(file);
  if (bytes.length !== DIGEST + 4 * length) return undefined;
  const numbers = bytes.subarray(DIGEST);
  const intact = createHash('sha256').update(numbers).digest().equals(bytes.subarray(0, DIGEST));
  return intact ? new Float32Array(Uint8Array.from(numbers).buffer) : undefined;
}

function writeFeatures(file: string, values: Float32Array): void {
  const numbers = bytesOf(values);
  writeFileAtomic(file, Buffer.concat([createHash('sha256').update(numbers).digest(), numbers]));
}

const bytesOf = ({ buffer, byteOffset, byteLength }: InputArray) => new Uint8Array(buffer, byteOffset, byteLength);
