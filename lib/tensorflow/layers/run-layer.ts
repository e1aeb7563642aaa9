import { backend, type tf } from '../graph/backend';
import { FLOAT, native } from '../graph/operation';
import type { ComputedLayer, LayerContext } from './layer-context';
import type { LayerFields } from './layer-fields';
import { layerKernels } from './layer-kernels';
import { refuse } from './refuse';
import { isOfTfjs } from './registered';

/** Classes whose inputs are numbers of something, and stay integers. */
const NUMBERED = new Set(['Embedding', 'Masking']);

/** A layer's outputs: by its own `compute`, by a kernel of this library, or by its `call`. */
export function runLayer(layer: LayerFields, inputs: readonly tf.Tensor[], context: LayerContext): tf.Tensor[] {
  if (context.training && layer.activityRegularizer != null) {
    refuse(layer, 'an activityRegularizer', 'add a loss of its output to the task');
  }
  if ('compute' in layer) return [(layer as unknown as ComputedLayer).compute(inputs, context)].flat();
  const name = layer.getClassName();
  const kernel = isOfTfjs(layer) && name in layerKernels ? layerKernels[name] : undefined;
  const values = NUMBERED.has(name) ? inputs : inputs.map(toFloat);
  return [kernel?.(layer, values, context) ?? callLayer(layer, inputs, context)].flat();
}

/** As tfjs' executor calls it, but that numbers drawn in JavaScript, which no seed governs, are refused. */
function callLayer(
  layer: LayerFields,
  inputs: readonly tf.Tensor[],
  { training, mask }: LayerContext,
): tf.Tensor | tf.Tensor[] {
  const { random } = Math;
  Math.random = () =>
    refuse(
      layer,
      'drawing random numbers in JavaScript',
      'give the layer a method compute(inputs, { training, random }) that draws with draw() and statelessSeed(random, 0)',
    );
  try {
    return layer.call([...inputs], mask === undefined ? { training } : { training, mask });
  } finally {
    Math.random = random;
  }
}

function toFloat(x: tf.Tensor): tf.Tensor {
  const { dtype } = backend.tensorMap.get(x.dataId);
  if (x.dtype !== 'int32' && x.dtype !== 'bool') return x;
  return native('Cast', [x], { SrcT: { kind: FLOAT.kind, value: dtype }, DstT: FLOAT, Truncate: false });
}
