import { tf } from '../../graph/backend';
import { sourceFor } from '../../graph/random';
import type { LayerContext, LayerKernel } from '../layer-context';
import { fieldsOf, type LayerFields } from '../layer-fields';
import { refuse } from '../refuse';
import { isOfTfjs } from '../registered';

/** Classes whose output depends on a mask. */
const MASKED = new Set([
  'BatchNormalization',
  'Bidirectional',
  'ConvLSTM2D',
  'GlobalAveragePooling1D',
  'GRU',
  'LSTM',
  'RNN',
  'SimpleRNN',
  'Softmax',
]);

const isModel = (layer: LayerFields) => layer instanceof tf.LayersModel;

/** Whether each example is computed on its own, so that the steps of a sequence may be examples of one batch. */
function examplesApart(layer: LayerFields, context: LayerContext): boolean {
  if (isModel(layer)) {
    return (layer as unknown as tf.LayersModel).layers.every((part) => examplesApart(fieldsOf(part), context));
  }
  if (layer.getClassName() !== 'BatchNormalization') return isOfTfjs(layer);
  return !context.training || context.frozen || !layer.trainable;
}

export const wrapperKernels: Readonly<Record<string, LayerKernel>> = {
  TimeDistributed(layer, [x], context) {
    const inner = layer.layer;
    if (context.mask !== undefined && (isModel(inner) || !isOfTfjs(inner) || MASKED.has(inner.getClassName()))) {
      refuse(layer, `a mask around ${inner.getClassName()}`, 'let the layers before it hand on no mask');
    }
    const [batch, time, ...rest] = x.shape;
    const run = (steps: tf.Tensor, use: number) =>
      context.run(inner, [steps], {
        ...context,
        masks: [],
        mask: undefined,
        random: context.random && sourceFor(context.random, use),
      })[0];
    if (examplesApart(inner, context)) {
      const y = run(x.reshape([batch * time, ...rest]), 0);
      return y.reshape([batch, time, ...y.shape.slice(1)]);
    }
    return tf.stack(
      tf.unstack(x, 1).map((step, t) => run(step, t)),
      1,
    );
  },
};
