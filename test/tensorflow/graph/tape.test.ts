import assert from 'node:assert/strict';
import test from 'node:test';
import {
  compile,
  dense,
  draw,
  FLOAT,
  INT32,
  native,
  powerSpectrum,
  qr,
  tf,
  withGradient,
} from '../../../lib/tensorflow';

const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const cube = (x: tf.Tensor) => native('Mul', [native('Square', [x], { T: FLOAT }), x], { T: FLOAT });
const lost =
  /op \w+: a gradient is being taken through input 1, and this op has none here; give it one by withGradient/;
const x = tf.tensor1d([1, 2]);
const v = tf.variable(tf.tensor1d([3, 4]));

const losing: Readonly<Record<string, () => unknown>> = {
  'the input itself': () => tf.grad((x) => cube(x).sum())(x),
  'beside another path': () => tf.grad((x) => cube(x).add(x).sum())(x),
  'what is computed from it': () => tf.grad((x) => cube(x.mul(2).sin()).sum())(x),
  'a variable': () => tf.variableGrads(() => cube(v).sum() as tf.Scalar),
  'a variable by name': () => tf.variableGrads(() => cube(v.add(1)).sum() as tf.Scalar, [v]),
  'a clone': () => tf.grad((x) => cube(x.clone()).sum())(x),
  'one of two': () => tf.grads((a, b) => a.mul(cube(b)).sum())([x, x]),
  valueAndGrad: () => tf.valueAndGrad((x) => cube(x).sum())(x),
  'inside a compiled function': () => compile((x: tf.Tensor) => tf.grad((x) => cube(x).sum())(x))(x),
  'by a compiled function': () => tf.grad((x) => compile((x: tf.Tensor) => cube(x))(x).sum())(x),
  'an optimiser of tfjs': () => tf.train.sgd(0.1).minimize(() => cube(v).sum() as tf.Scalar),
  powerSpectrum: () => tf.grad((x) => powerSpectrum(x).sum())(tf.ones([1, 4])),
  qr: () => tf.grad((x) => qr(x)[1].sum())(tf.ones([3, 2])),
  'out of a kernel with a gradient': () =>
    tf.grad((x) => cube(dense(x, tf.ones([2, 2]), undefined, 'linear')).sum())(tf.ones([1, 2])),
  'the gradient of a gradient': () =>
    tf.grad((x) =>
      tf
        .grad((x) => dense(x, tf.ones([2, 2]), undefined, 'tanh').sum())(x)
        .sum(),
    )(tf.ones([1, 2])),
};

for (const [name, action] of Object.entries(losing)) {
  test(`a gradient that would be lost is refused: ${name}`, () => {
    assert.throws(action, lost);
  });
}

test('what needs no gradient passes: other tensors, whole numbers, and outside of a gradient', () => {
  const constant = tf.tensor1d([5, 6]);
  const seed = tf.tensor1d([1, 2], 'int32');
  const slope = tf.grad((x) => {
    const largest = native('ArgMax', [x, tf.scalar(0, 'int32')], { T: FLOAT, Tidx: INT32, output_type: INT32 });
    const noise = draw('uniform', [2], seed).mul(0);
    const other = cube(native('Cast', [largest], { SrcT: INT32, DstT: FLOAT, Truncate: false }));
    return x.mul(cube(constant)).add(noise).mul(other).sum();
  })(x);
  assert.deepEqual(values(slope), [125, 216]);
  assert.deepEqual(values(cube(x)), [1, 8]);
  assert.throws(() => tf.grad((x) => cube(x).sum())(x), lost);
  assert.deepEqual(values(cube(x)), [1, 8], 'and a refusal leaves nothing behind');
});

test('withGradient gives native operations a gradient, in eager and compiled functions', () => {
  const cubed = (x: tf.Tensor) =>
    withGradient([x], () => ({
      value: cube(x),
      saved: [x],
      gradient: (dy, [x]) => [() => native('Mul', [dy, x.square().mul(3)], { T: FLOAT })],
    }));
  const slope = (x: tf.Tensor) => tf.grad((x) => cubed(x).mul(2).sum())(x);
  for (const f of [slope, compile(slope)]) assert.deepEqual(values(f(x)), [6, 24]);
  const custom = tf.customGrad((x) => ({ value: cube(x as tf.Tensor), gradFunc: (dy) => dy.mul(7) }));
  assert.deepEqual(values(tf.grad((x) => custom(x).sum())(x)), [7, 7]);
});

test('a gradient that fails inside a trace leaves no tensor behind', () => {
  const failing = compile((x: tf.Tensor) =>
    tf.grad((x) => {
      const y = x.square().sin().mul(x);
      y.dataSync();
      return y;
    })(x),
  );
  const before = tf.memory();
  for (let i = 0; i < 3; i++) assert.throws(() => failing(x), /are read inside the function/);
  assert.deepEqual(tf.memory(), before);
});

test('the softsign of docs/layers.md', () => {
  const softsign = (x: tf.Tensor) =>
    withGradient([x], () => ({
      value: native('Softsign', [x], { T: FLOAT }),
      saved: [x],
      gradient: (dy, [x]) => [() => native('SoftsignGrad', [dy, x], { T: FLOAT })],
    }));
  const x = tf.tensor1d([-3, 0, 1]);
  assert.deepEqual(values(softsign(x)), [-0.75, 0, 0.5]);
  // 1 / (1 + |x|)²
  assert.deepEqual(values(compile((x: tf.Tensor) => tf.grad((x) => softsign(x).sum())(x))(x)), [1 / 16, 1, 1 / 4]);
});
