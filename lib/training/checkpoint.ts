import fs from 'node:fs/promises';
import { writeFileAtomic } from '../data/storage/files';
import { UserError } from '../errors';
import { tf } from '../tensorflow';
import { decodeTensors, encodeTensors, type NamedArray } from '../weights/safetensors';
import type { EpochRecord } from './history';

/** All that a run needs to go on as if it had never stopped, after a whole number of epochs. */
export interface Checkpoint {
  /** Variables of the run by name: weights, the optimiser's slots, the step; `best/` holds the best weights. */
  readonly tensors: Readonly<Record<string, NamedArray>>;
  readonly epochs: readonly EpochRecord[];
  /** Describes the run (model, options, data, seed); a run goes on from its own checkpoint only. */
  readonly run: string;
}

export async function writeCheckpoint(path: string, { tensors, epochs, run }: Checkpoint): Promise<void> {
  await writeFileAtomic(path, encodeTensors({ tensors, metadata: { run, epochs: JSON.stringify(epochs) } }));
}

/** @returns undefined where there is no checkpoint. @throws UserError where it is damaged or of another run. */
export async function readCheckpoint(path: string, run: string): Promise<Checkpoint | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await fs.readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const { tensors, metadata } = decodeTensors(bytes, path);
  if (metadata.run !== run) {
    throw new UserError(
      `${path} is the checkpoint of another run (${difference(metadata.run, run)}); delete it to begin anew`,
    );
  }
  return { tensors, epochs: JSON.parse(metadata.epochs), run };
}

/** The first entry in which two descriptions differ. */
function difference(found: string | undefined, wanted: string): string {
  const [a, b] = [JSON.parse(found ?? '{}'), JSON.parse(wanted)] as Record<string, unknown>[];
  const key = Object.keys({ ...a, ...b }).find((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]));
  return key === undefined
    ? 'its description differs'
    : `${key}: ${JSON.stringify(a[key])} there, ${JSON.stringify(b[key])} here`;
}

export async function snapshot(variables: Readonly<Record<string, tf.Variable>>): Promise<Record<string, NamedArray>> {
  const arrays: Record<string, NamedArray> = {};
  for (const [name, variable] of Object.entries(variables)) {
    arrays[name] = { shape: variable.shape, data: (await variable.data()) as Float32Array | Int32Array };
  }
  return arrays;
}

/** Sets each variable from the array of its name. */
export function restore(
  variables: Readonly<Record<string, tf.Variable>>,
  arrays: Readonly<Record<string, NamedArray>>,
) {
  for (const [name, variable] of Object.entries(variables)) {
    const { data, shape } = arrays[name];
    const value = tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32');
    variable.assign(value);
    value.dispose();
  }
}
