import { type Examples, examples } from '../data/dataset';
import { checkOptions, integer, number, object } from '../options';
import { compile, tf } from '../tensorflow';
import { minimize } from './lbfgs';

export interface LinearProbeOptions {
  readonly numClasses: number;
  /** Inverse strength of the penalty on the weights, as scikit-learn's C: small values keep the answer simple. Default 1. */
  readonly c?: number;
}

/** Largest slope of the mean loss at the end; scikit-learn's default. */
const TOLERANCE = 1e-4;

/** A linear classifier on standardised features. */
export interface LinearProbe {
  /** Row-major [features, classes]: of features as they are, the standardisation included. */
  readonly kernel: Float32Array;
  /** [classes] */
  readonly bias: Float32Array;
  readonly numClasses: number;
}

const OPTIONS = object({ numClasses: integer({ min: 2 }), c: number({ above: 0 }).default(1) });

/**
 * Learns a linear classifier on features that do not change, those of a frozen network for instance: multinomial
 * logistic regression on z-scores, with a penalty of half the squared weights, scikit-learn's
 * `make_pipeline(StandardScaler(), LogisticRegression(C=c))`. It has one solution, so there is no seed to choose.
 *
 * @param part inputs of any shape, taken as one row of features an example.
 * @throws RangeError where there is no example, or a label is no class. @throws UserError where an option is out of range.
 */
export function fitLinearProbe(part: Examples<Float32Array>, options: LinearProbeOptions): LinearProbe {
  const { numClasses, c } = checkOptions('fitLinearProbe', OPTIONS, options);
  const { inputs, labels, size } = part;
  if (size === 0) throw new RangeError('fitLinearProbe: there is no example to learn from');
  const stray = labels.findIndex((label) => label < 0 || label >= numClasses);
  if (stray >= 0) throw new RangeError(`fitLinearProbe: label ${labels[stray]} is none of ${numClasses} classes`);
  const features = inputs.length / size;
  const { mean, deviation } = columnStatistics(inputs, features);
  const scores = Float32Array.from(inputs, (value, i) => (value - mean[i % features]) / deviation[i % features]);
  const weights = new Float64Array((features + 1) * numClasses);
  const loss = penalisedLoss(scores, labels, { features, numClasses, c });
  minimize(loss.of, weights, { tolerance: TOLERANCE * c * size });
  loss.dispose();
  const kernel = new Float32Array(features * numClasses);
  const bias = Float64Array.from(weights.subarray(features * numClasses));
  for (let i = 0; i < kernel.length; i++) {
    const feature = Math.floor(i / numClasses);
    kernel[i] = weights[i] / deviation[feature];
    bias[i % numClasses] -= (weights[i] * mean[feature]) / deviation[feature];
  }
  return { kernel, bias: Float32Array.from(bias), numClasses };
}

/** Probabilities, row-major [size, classes]. @throws RangeError where the features are not those that it learnt from. */
export function probePredict({ kernel, bias, numClasses }: LinearProbe, part: Examples<Float32Array>): Float32Array {
  const features = kernel.length / numClasses;
  if (part.inputs.length !== part.size * features) {
    throw new RangeError(`the probe learnt from ${features} features; ${part.inputs.length / part.size} are given`);
  }
  const outputs = new Float32Array(part.size * numClasses);
  const scores = new Float64Array(numClasses);
  for (let example = 0; example < part.size; example++) {
    scores.set(bias);
    for (let feature = 0; feature < features; feature++) {
      const value = part.inputs[example * features + feature];
      for (let k = 0; k < numClasses; k++) scores[k] += value * kernel[feature * numClasses + k];
    }
    softmax(scores);
    outputs.set(scores, example * numClasses);
  }
  return outputs;
}

/** Features of several networks beside one another, of the same examples. @throws RangeError where sizes differ. */
export function joinFeatures(...parts: readonly Examples<Float32Array>[]): Examples<Float32Array> {
  const [{ size, labels }] = parts;
  const widths = parts.map((part) => part.inputs.length / part.size);
  if (parts.some((part) => part.size !== size)) throw new RangeError('joinFeatures: give as many examples of each');
  const width = widths.reduce((sum, own) => sum + own, 0);
  const inputs = new Float32Array(size * width);
  let start = 0;
  parts.forEach((part, k) => {
    for (let i = 0; i < size; i++) {
      inputs.set(part.inputs.subarray(i * widths[k], (i + 1) * widths[k]), i * width + start);
    }
    start += widths[k];
  });
  return examples(inputs, [width], labels);
}

/** c times the sum of the cross-entropies, and half the squared weights; biases cost nothing. One native graph. */
function penalisedLoss(
  scores: Float32Array,
  labels: Int32Array,
  { features, numClasses, c }: { readonly features: number; readonly numClasses: number; readonly c: number },
) {
  const biases = features * numClasses;
  const x = tf.tensor2d(scores, [labels.length, features]);
  const wanted = tf.tidy(() => tf.oneHot(tf.tensor1d(labels, 'int32'), numClasses).cast('float32') as tf.Tensor2D);
  const graph = compile(
    (kernel: tf.Tensor2D, bias: tf.Tensor1D) => {
      const logits = tf.matMul(x, kernel).add(bias);
      const total = tf.logSumExp(logits, 1);
      const error = tf.exp(logits.sub(total.expandDims(1))).sub(wanted);
      return [total.sub(logits.mul(wanted).sum(1)), tf.matMul(x, error, true), error.sum(0)];
    },
    { captured: 'argument' },
  );
  return {
    of(weights: Float64Array, gradient: Float64Array): number {
      const kernel = Float32Array.from(weights.subarray(0, biases));
      const bias = Float32Array.from(weights.subarray(biases));
      const [losses, byKernel, byBias] = tf.tidy(() =>
        graph(tf.tensor2d(kernel, [features, numClasses]), tf.tensor1d(bias)),
      );
      let value = 0;
      for (const loss of losses.dataSync()) value += c * loss;
      byKernel.dataSync().forEach((slope, i) => {
        gradient[i] = c * slope + weights[i];
        value += weights[i] ** 2 / 2;
      });
      byBias.dataSync().forEach((slope, k) => {
        gradient[biases + k] = c * slope;
      });
      tf.dispose([losses, byKernel, byBias]);
      return value;
    },
    dispose() {
      graph.dispose();
      tf.dispose([x, wanted]);
    },
  };
}

/** Scores become probabilities. @returns the logarithm of the sum of their exponentials. */
function softmax(scores: Float64Array): number {
  const highest = Math.max(...scores);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - highest);
  const total = highest + Math.log(sum);
  for (let k = 0; k < scores.length; k++) scores[k] = Math.exp(scores[k] - total);
  return total;
}

/** Mean and standard deviation of each column; of one that does not change 1, as scikit-learn has it. */
function columnStatistics(values: Float32Array, width: number) {
  const count = values.length / width;
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  values.forEach((value, i) => {
    mean[i % width] += value / count;
  });
  values.forEach((value, i) => {
    deviation[i % width] += (value - mean[i % width]) ** 2 / count;
  });
  return { mean, deviation: deviation.map((variance) => (variance > 1e-20 ? Math.sqrt(variance) : 1)) };
}
