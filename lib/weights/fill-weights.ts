import { UserError } from '../errors';
import { tf } from '../tensorflow';
import type { FileRecord } from './model-card';
import { readWeights, type WeightEntry, type WeightGroup } from './weight-files';

/**
 * Gives a model the weights of its manifest.
 * @throws UserError where the files are damaged, or the weights are another model's.
 */
export async function fillWeights(
  model: tf.LayersModel,
  folder: string,
  groups: readonly WeightGroup[],
  records?: Readonly<Record<string, FileRecord>>,
): Promise<void> {
  const waiting = new Map<string, tf.LayerVariable[]>();
  for (const weight of model.weights) {
    waiting.set(weight.originalName, [...(waiting.get(weight.originalName) ?? []), weight]);
  }
  for (const group of groups) {
    for await (const { entry, bytes } of readWeights(folder, group, records)) {
      if (entry.group === 'optimizer') continue;
      const name = waiting.has(entry.name) ? entry.name : withoutCell(entry.name);
      const weight = waiting.get(name)?.shift();
      if (weight === undefined) throw misfit(folder, `weight ${entry.name} belongs to no layer of ${model.name}`);
      write(weight, entry, bytes, folder);
    }
  }
  const [missing] = [...waiting.values()].flat();
  if (missing !== undefined) throw misfit(folder, `weight ${missing.originalName} of ${model.name} is missing`);
}

/** Keras names a recurrent layer's weights layer/cell/kernel, tfjs layer/kernel. */
const withoutCell = (name: string) => name.replace(/[^/]+\/([^/]+)$/, '$1');

function write(weight: tf.LayerVariable, entry: WeightEntry, bytes: ArrayBuffer, folder: string): void {
  const { name, shape, dtype } = entry;
  if (String(shape) !== String(weight.shape) || dtype !== weight.dtype) {
    throw misfit(
      folder,
      `weight ${name} is ${dtype} [${shape.join(', ')}], but the layer wants ${weight.dtype} [${weight.shape.join(', ')}]`,
    );
  }
  const { [name]: value } = tf.io.decodeWeights(bytes, [entry]);
  // Not by `weight.write`, which would apply a constraint once more.
  (weight.read() as tf.Variable).assign(value);
  value.dispose();
}

const misfit = (folder: string, why: string) =>
  new UserError(`${folder}: the weights do not fit the layers: ${why}; these files are of two models.`);
