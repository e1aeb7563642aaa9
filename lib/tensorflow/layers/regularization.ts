import { tf } from '../graph/backend';
import { assignVariable } from '../graph/variables';
import { fieldsOf } from './layer-fields';
import { partsOf } from './parts';

export interface Regularizer {
  apply(x: tf.Tensor): tf.Scalar;
}

type Loss = () => tf.Scalar;

const regularizers = new WeakMap<object, Regularizer>();
/** Those that layers hold for their weights, as tfjs does; `regularizationLoss` asks the weights. */
const ofWeights = new WeakSet<Loss>();

/** Keeps what regularises a weight, which tfjs forgets, and the losses that it gave the layer for it. */
export function keepRegularizer(weight: object, regularizer: Regularizer, losses: readonly Loss[]): void {
  regularizers.set(weight, regularizer);
  for (const loss of losses) ofWeights.add(loss);
}

/**
 * What the layers of a model add to its loss, as Keras adds it: the regularizers of all weights that train, those of
 * recurrent cells, wrappers and models inside included (tfjs' own `fit` forgets the first two), and the losses that
 * layers of one's own were given with `addLoss`. Traceable, with gradients.
 * @returns float32 []; undefined where nothing is added.
 */
export function regularizationLoss(model: tf.LayersModel): tf.Scalar | undefined {
  const terms = model.trainableWeights.flatMap((weight) => {
    const regularizer = regularizers.get(weight);
    return regularizer === undefined ? [] : [regularizer.apply(weight.read())];
  });
  const own = new Set(partsOf(fieldsOf(model)).flatMap(({ losses }) => losses ?? []));
  for (const loss of own) if (!ofWeights.has(loss)) terms.push(loss());
  return terms.length === 0 ? undefined : (tf.addN(terms.map((term) => term.asScalar())) as tf.Scalar);
}

interface ConstrainedVariable {
  readonly constraint?: { apply(weight: tf.Tensor): tf.Tensor } | null;
}

/** Projects each weight that trains onto what its constraint allows, after an update; traceable. */
export function applyConstraints(model: tf.LayersModel): void {
  for (const weight of model.trainableWeights) {
    const { constraint } = weight as unknown as ConstrainedVariable;
    if (constraint == null) continue;
    const variable = weight.read() as tf.Variable;
    assignVariable(variable, constraint.apply(variable));
  }
}
