import {
  addToVariable,
  applyConstraints,
  assignVariable,
  compile,
  forward,
  mixSeed,
  regularizationLoss,
  tf,
} from '../tensorflow';
import { type Batch, normalized } from './batches';
import type { FitOptions } from './fit-options';
import { correctCount, defaultLoss, endsInSoftmax, exampleLosses, exampleWeights, RunningMetrics } from './loss';
import { createOptimizer } from './optimizer';

/** The variables of one training and its compiled step. */
export class TrainingRun {
  readonly objective;
  readonly classify: boolean;
  /** The model's weights by name. */
  readonly weights: Record<string, tf.Variable>;
  /** Weights, slots and step: what a checkpoint holds. */
  readonly variables: Record<string, tf.Variable>;
  readonly step: (batch: Batch) => void;
  private readonly running = new RunningMetrics();
  private readonly own: tf.Variable[];
  private readonly learningRate: tf.Variable;

  constructor(model: tf.LayersModel, options: FitOptions, seed: number) {
    this.objective = {
      ...defaultLoss(model),
      loss: options.loss,
      ...(options.targets && { targets: options.targets }),
    };
    const { loss, targets } = this.objective;
    if (loss === 'categoricalCrossentropy' && !endsInSoftmax(model)) {
      throw new RangeError(`model ${model.name} does not end in a softmax: the loss categoricalCrossentropy needs one`);
    }
    this.classify = loss === 'categoricalCrossentropy';
    const trainable = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const optimizer = createOptimizer(trainable, options);
    const step = scalarVariable(0, 'int32');
    this.learningRate = scalarVariable(options.learningRate, 'float32');
    this.own = [...optimizer.slots, step, this.learningRate];
    this.weights = Object.fromEntries(model.weights.map((weight, i) => [`weights/${i}`, weight.read() as tf.Variable]));
    const slots = optimizer.slots.map((slot, i) => [`slots/${i}`, slot]);
    this.variables = { ...this.weights, ...Object.fromEntries(slots), step };

    const { augment, classWeights } = options;
    const classes = model.outputs[0].shape[1] as number;
    if (classWeights !== undefined && (!this.classify || classWeights.length !== classes)) {
      const wanted = this.classify ? `${classes} are needed, one a class` : 'the loss knows no classes';
      throw new RangeError(`${classWeights.length} classWeights are given for model ${model.name}: ${wanted}`);
    }

    const [dropping, augmenting] = [0, 1].map((use) => ({ seed: mixSeed(seed, use), step }));
    const update = compile((inputs: tf.Tensor, labels: tf.Tensor) => {
      let x = normalized(inputs);
      // Class numbers cost less than probabilities; these are for what mixes or weighs classes.
      const plain = augment === undefined && classWeights === undefined;
      let y = targets === 'inputs' ? x : plain ? labels : oneHot(labels, classes);
      if (augment !== undefined) ({ inputs: x, targets: y } = augment({ inputs: x, targets: y }, augmenting));
      const { grads } = tf.variableGrads(() => {
        const outputs = forward(model, x, { training: true, random: dropping, logits: this.classify });
        const losses = exampleLosses(loss, outputs, y);
        const weighted = classWeights === undefined ? losses : losses.mul(exampleWeights(classWeights, y));
        this.running.add(weighted, this.classify ? correctCount(outputs, labels) : undefined);
        const mean = weighted.mean();
        const penalty = regularizationLoss(model);
        return (penalty === undefined ? mean : mean.add(penalty)).asScalar();
      }, trainable);
      optimizer.apply(
        trainable.map(({ name }) => grads[name]),
        this.learningRate,
        step,
      );
      applyConstraints(model);
      addToVariable(step, tf.scalar(1, 'int32'));
      return [];
    });
    this.step = ({ inputs, labels }) => {
      update(inputs, labels);
    };
  }

  begin(learningRate: number): void {
    const value = tf.scalar(learningRate);
    assignVariable(this.learningRate, value);
    value.dispose();
    this.running.reset();
  }

  metrics(): { loss: number; accuracy: number } {
    return this.running.read();
  }

  dispose(): void {
    tf.dispose(this.own);
    this.running.dispose();
  }
}

function oneHot(labels: tf.Tensor, classes: number): tf.Tensor {
  return tf.oneHot(labels as tf.Tensor1D, classes).cast('float32');
}

function scalarVariable(value: number, dtype: 'float32' | 'int32'): tf.Variable {
  return tf.tidy(() => tf.variable(tf.scalar(value, dtype), false));
}
