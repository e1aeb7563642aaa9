import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../lib/tensorflow';
import { fitLinearProbe, joinFeatures, probePredict } from '../../lib/training';
import { minimize } from '../../lib/training/lbfgs';
import { goldenNumbers, relativeError } from '../golden/numbers';
import golden from '../golden/transfer.json';

const { size, features, labels, fits } = golden.probe;
const inputs = goldenNumbers(size * features, 5).map((value, i) => {
  const scale = 0.1 + ((30 - 0.1) * (i % features)) / (features - 1);
  return value * scale + 4;
});
const part = { inputs, inputShape: [features], labels: Int32Array.from(labels), size };

for (const { c, probabilities } of fits) {
  test(`a linear probe answers as scikit-learn's logistic regression, C ${c}`, () => {
    const before = tf.memory().numTensors;
    const answers = probePredict(fitLinearProbe(part, { numClasses: 3, c }), part);
    // Both stop where the slope of the mean loss is small, ours at 1e-4: probabilities differ by less than 2e-3.
    assert.ok(relativeError(answers, probabilities) < 2e-3, `${relativeError(answers, probabilities)}`);
    assert.equal(tf.memory().numTensors, before);
  });
}

test('a feature that never changes is no obstacle, and says nothing', () => {
  const constant = { ...part, inputs: new Float32Array(size).fill(7), inputShape: [1] };
  const probe = fitLinearProbe(joinFeatures(part, constant), { numClasses: 3, c: 0.01 });
  for (const weight of probe.kernel.subarray(features * 3)) assert.ok(Math.abs(weight) < 1e-9, `${weight}`);
  const answers = probePredict(probe, joinFeatures(part, constant));
  assert.ok(relativeError(answers, fits[0].probabilities) < 2e-3);
});

test('features are joined example by example', () => {
  const one = { inputs: Float32Array.of(1, 2), inputShape: [1], labels: Int32Array.of(0, 1), size: 2 };
  const two = { ...one, inputs: Float32Array.of(3, 4, 5, 6), inputShape: [2] };
  assert.deepEqual(Array.from(joinFeatures(one, two).inputs), [1, 3, 4, 2, 5, 6]);
  assert.throws(() => joinFeatures(one, { ...two, size: 1 }), /as many examples of each/);
});

test('what cannot be learnt from is refused in one sentence', () => {
  const none = { ...part, inputs: new Float32Array(0), labels: new Int32Array(0), size: 0 };
  assert.throws(() => fitLinearProbe(none, { numClasses: 3 }), /no example to learn from/);
  assert.throws(() => fitLinearProbe(part, { numClasses: 2 }), /label 2 is none of 2 classes/);
  assert.throws(() => fitLinearProbe(part, { numClasses: 3, c: 0 }), /c is 0/);
  const probe = fitLinearProbe(part, { numClasses: 3, c: 0.01 });
  assert.throws(() => probePredict(probe, { ...part, size: 30 }), /learnt from 12 features; 24 are given/);
});

test('minimize finds the lowest point of a curved valley (Rosenbrock), which is at 1, 1', () => {
  const x = Float64Array.of(-1.2, 1);
  const { slope } = minimize(
    ([a, b], gradient) => {
      gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
      gradient[1] = 200 * (b - a * a);
      return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
    },
    x,
    { tolerance: 1e-8 },
  );
  assert.ok(slope <= 1e-8);
  assert.ok(Math.abs(x[0] - 1) < 1e-6 && Math.abs(x[1] - 1) < 1e-6, `${x}`);
});
