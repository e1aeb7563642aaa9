import { createHash } from 'node:crypto';
import { readFile } from '../data/storage/files';
import { UserError } from '../errors';
import { tf } from '../tensorflow';
import { decodeTensors, type NamedArray } from './safetensors';

const MAKE = 'make it anew by .venv/bin/python tools/data/inception_weights.py';

/**
 * Puts the published weights of Inception-v3 into all layers but the last. The file is what tools/data/inception_weights.py
 * writes: of each convolution, in the order in which they are built, kernel, beta, mean and variance.
 *
 * Published weights want pixels in [-1, 1]; ours are in [0, 1], so the first convolution takes 2 x - 1 into its own
 * kernel and bias.
 *
 * @param model `inceptionV3` of any input size, width 1.
 * @throws UserError where the file is missing, damaged, of another checksum or another network.
 */
export function loadInceptionWeights(model: tf.LayersModel, file: string): void {
  const { tensors, metadata } = decodeTensors(readFile(file, MAKE), file);
  const hash = createHash('sha256');
  for (const { data } of Object.values(tensors)) hash.update(new Uint8Array(data.buffer));
  if (metadata.sha256 !== hash.digest('hex')) {
    throw new UserError(`${file}: the weights do not have the checksum that was written with them; ${MAKE}.`);
  }
  importInceptionV3(model, tensors, file);
}

/** The same from arrays. @param file its name in errors. */
export function importInceptionV3(
  model: tf.LayersModel,
  tensors: Readonly<Record<string, NamedArray>>,
  file: string,
): void {
  const convolutions = built(model, 'Conv2D');
  const norms = built(model, 'BatchNormalization');
  const arrayOf = (name: string, layer: tf.layers.Layer, index: number): NamedArray => {
    const array = tensors[name];
    const wanted = layer.weights[index].shape.join();
    if (array === undefined || array.shape.join() !== wanted) {
      const found = array === undefined ? 'missing' : `[${array.shape}]`;
      throw new UserError(`${file}: array ${name} is ${found}, expected [${wanted}]; ${MAKE}.`);
    }
    return array;
  };
  convolutions.forEach((conv, i) => {
    const norm = norms[i];
    const kernel = arrayOf(`${i}/kernel`, conv, 0);
    // Of a normalisation: gamma, beta, moving mean, moving variance.
    const [beta, mean, variance] = ['beta', 'mean', 'variance'].map((name, k) => arrayOf(`${i}/${name}`, norm, k + 1));
    tf.tidy(() => {
      const weights = tf.tensor4d(kernel.data, kernel.shape as [number, number, number, number]);
      const rescaled = i === 0 ? [weights.mul(2), weights.sum([0, 1, 2]).neg()] : undefined;
      conv.setWeights(rescaled ?? [weights, tf.zeros([kernel.shape[3]])]);
      const vectors = [beta, mean, variance].map(({ data }) => tf.tensor1d(data));
      norm.setWeights([tf.ones([kernel.shape[3]]), ...vectors]);
    });
  });
}

/** Layers of a kind in the order in which they were built, which their names' numbers tell: the model sorts by depth. */
function built(model: tf.LayersModel, kind: string): tf.layers.Layer[] {
  const number = ({ name }: tf.layers.Layer) => Number(/(\d+)$/.exec(name)?.[1] ?? 0);
  return model.layers.filter((layer) => layer.getClassName() === kind).sort((a, b) => number(a) - number(b));
}
