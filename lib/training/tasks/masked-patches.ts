import { checkOptions, flag, integer, listOf, number, object, text } from '../../options';
import { tf } from '../../tensorflow';
import { knownTask, type Task } from './task';

type Outputs = { readonly [name: string]: tf.Tensor };

export interface MaskedPatchesOptions {
  /** Height and width of a patch, which divide those of the inputs. */
  readonly patch: readonly [number, number];
  /** The output that says which patches were hidden; default 'hidden'. */
  readonly hidden?: string;
  /** Whether each patch is compared at mean 0 and standard deviation 1, which He and others found better; default true. */
  readonly normalize?: boolean;
  /** What this loss counts beside those of other outputs; default 1. */
  readonly weight?: number;
}

const OPTIONS = object({
  patch: listOf(integer({ min: 1 }), 2),
  hidden: text.default('hidden'),
  normalize: flag.default(true),
  weight: number({ above: 0 }).default(1),
});

/** Added to the variance of a patch, as by the authors: a patch of one colour has none. */
const EPSILON = 1e-6;

/**
 * What was hidden, from what was not: the squared error of the hidden patches alone (He and others, Masked Autoencoders
 * Are Scalable Vision Learners, 2022; Huang and others, Masked Autoencoders that Listen, 2022).
 *
 * The inputs are float32 [batch, height, width, channels]. The model has two outputs: the patches that it paints,
 * [batch, patches, values of a patch] from the left, then downwards, and one that is named `hidden`: 1 where a patch was
 * kept from it, else 0, [batch, patches]. An example of which nothing was hidden has loss 0.
 * @throws UserError where an option is out of range.
 */
export function maskedPatches(options: MaskedPatchesOptions): Task<Outputs> {
  const settings = checkOptions('maskedPatches', OPTIONS, options);
  const [height, width] = settings.patch;
  return knownTask('maskedPatches', settings, {
    targets: 'inputs',
    weight: settings.weight,
    loss({ outputs, targets }) {
      const patches = patchesOf(targets as tf.Tensor4D, height, width);
      const wanted = settings.normalize ? standardized(patches) : patches;
      const { painted, hidden } = paintedAndHidden(outputs, settings.hidden, wanted.shape);
      const errors = tf.squaredDifference(painted, wanted).mean(-1);
      return errors
        .mul(hidden)
        .sum(1)
        .div(tf.maximum(hidden.sum(1), 1));
    },
  });
}

/** Pictures [batch, height, width, channels] as patches [batch, patches, values], from the left, then downwards. */
function patchesOf(pictures: tf.Tensor4D, height: number, width: number): tf.Tensor {
  const [batch, rows, columns, channels] = pictures.shape;
  if (pictures.rank !== 4 || rows % height !== 0 || columns % width !== 0) {
    throw new RangeError(
      `task maskedPatches: inputs of [${pictures.shape.slice(1)}] cannot be cut into patches of ${height} x ${width}: give [height, width, channels] of which these are divisors`,
    );
  }
  const [down, across] = [rows / height, columns / width];
  return pictures
    .reshape([batch, down, height, across, width, channels])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([batch, down * across, height * width * channels]);
}

/** Each patch at mean 0 and standard deviation 1; its variance is divided by one less than its values, as by the authors. */
function standardized(patches: tf.Tensor): tf.Tensor {
  const values = patches.shape[2] as number;
  const centred = patches.sub(patches.mean(-1, true));
  const variance = centred
    .square()
    .sum(-1, true)
    .div(Math.max(values - 1, 1));
  return centred.div(variance.add(EPSILON).sqrt());
}

/** @throws RangeError where the model does not have the two outputs, in their shapes. */
function paintedAndHidden(outputs: Outputs, name: string, shape: readonly number[]) {
  const { [name]: hidden, ...others } = outputs;
  const [painted, ...more] = Object.values(others);
  if (hidden === undefined || painted === undefined || more.length > 0) {
    throw new RangeError(
      `task maskedPatches: the model's outputs are ${outputs instanceof tf.Tensor ? 'one' : Object.keys(outputs).join(', ')}; it needs two, the painted patches and ${name}, which says what was hidden`,
    );
  }
  for (const [what, tensor, wanted] of [
    ['painted patches', painted, shape],
    [name, hidden, shape.slice(0, 2)],
  ] as const) {
    if (tensor.shape.join() !== wanted.join()) {
      throw new RangeError(`task maskedPatches: ${what} have shape [${tensor.shape}], expected [${wanted}]`);
    }
  }
  return { painted, hidden };
}
