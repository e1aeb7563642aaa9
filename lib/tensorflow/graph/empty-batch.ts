/**
 * What TensorFlow's kernels by oneDNN (which it takes on newer processors) get wrong where a tensor has no elements:
 * convolutions give it the shape of their input, the gradient of a kernel loses that of the bias, and the gradient of
 * maximum pooling, in a graph, ends the process. The answer needs no computing.
 */

import { backend, type NativeAttribute, tf } from './backend';

type ShapeOf = (attributes: readonly NativeAttribute[], inputs: readonly tf.TensorInfo[]) => number[];

const ofInput: ShapeOf = (_, [x]) => x.shape;
/** The shape is the second input. */
const asTold: ShapeOf = (_, [, shape]) => Array.from(backend.readSync(shape.dataId) as Int32Array);

const SHAPES: Readonly<Record<string, ShapeOf>> = {
  Conv2D: (attributes, [x, kernel]) => [...convolved(attributes, x, kernel), kernel.shape[3]],
  Conv3D: (attributes, [x, kernel]) => [...convolved(attributes, x, kernel), kernel.shape[4]],
  DepthwiseConv2dNative: (attributes, [x, kernel]) => [
    ...convolved(attributes, x, kernel),
    kernel.shape[2] * kernel.shape[3],
  ],
  Conv2DBackpropFilter: asTold,
  Conv3DBackpropFilterV2: asTold,
  DepthwiseConv2dNativeBackpropFilter: asTold,
  MaxPoolGrad: ofInput,
  MaxPool3DGrad: ofInput,
};

/** The output of an operation whose first input is empty; undefined where TensorFlow gets it right. */
export function outputOfNothing(
  op: string,
  attributes: readonly NativeAttribute[],
  inputs: readonly tf.TensorInfo[],
): tf.Tensor | undefined {
  if (!Object.hasOwn(SHAPES, op) || !inputs[0].shape.includes(0)) return undefined;
  return tf.zeros(SHAPES[op](attributes, inputs));
}

/** [batch, ...space] after a convolution with a kernel [...space, in, out]. */
function convolved(
  attributes: readonly NativeAttribute[],
  { shape: [batch, ...sizes] }: tf.TensorInfo,
  { shape: kernel }: tf.TensorInfo,
): number[] {
  const given = (name: string) =>
    attributes.find((attribute) => attribute.name === name)?.value as number[] | undefined;
  const strides = given('strides') as number[];
  const [dilations, borders] = [given('dilations'), given('explicit_paddings') ?? []];
  const same = attributes.some(({ name, value }) => name === 'padding' && value === 'SAME');
  const space = sizes.slice(0, -1).map((size, i) => {
    const axis = i + 1;
    if (same) return Math.ceil(size / strides[axis]);
    const padded = size + (borders[2 * axis] ?? 0) + (borders[2 * axis + 1] ?? 0);
    return Math.max(0, Math.ceil((padded - (kernel[i] - 1) * (dilations?.[axis] ?? 1)) / strides[axis]));
  });
  return [batch, ...space];
}

const { executeSingleOutput } = backend;
backend.executeSingleOutput = function (op, attributes, inputs) {
  return outputOfNothing(op, attributes, inputs) ?? executeSingleOutput.call(this, op, attributes, inputs);
};
