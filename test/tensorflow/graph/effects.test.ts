import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { compile, compileForOneThread, FLOAT, native, tf } from '../../../lib/tensorflow';
import { nativeAll } from '../../../lib/tensorflow/graph/operation';

const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

const folder = mkdtempSync(path.join(tmpdir(), 'cahier-effects-'));
test.after(() => rmSync(folder, { recursive: true }));

const log = path.join(folder, 'log');
const printed = () => readFileSync(log, 'utf8').trim().split('\n');
const print = (text: tf.Tensor) => nativeAll('PrintV2', [text], { output_stream: `file://${log}`, end: '\n' }, 0);
const asText = (x: tf.Tensor) => native('AsString', [x], { T: FLOAT, precision: { kind: 1, value: 0 } });

test('what acts on the world does so at each call, in its order, needed by an output or not, and not while traced', () => {
  const v = tf.variable(tf.scalar(0));
  const f = compile((x: tf.Tensor) => {
    for (let i = 0; i < 20; i++) print(tf.scalar(`line ${i}`));
    print(asText(x));
    v.assign(v.add(x).asScalar());
    print(asText(v));
    return x.mul(2);
  });
  assert.deepEqual(values(f(tf.scalar(3))), [6]);
  const lines = Array.from({ length: 20 }, (_, i) => `line ${i}`);
  assert.deepEqual(printed(), [...lines, '3', '3']);
  assert.deepEqual(values(f(tf.scalar(4))), [8]);
  assert.deepEqual(printed(), [...lines, '3', '3', ...lines, '4', '7']);
});

test('an effect whose output nobody uses is not left out; its output is like its input', () => {
  const f = compile((x: tf.Tensor) => {
    native('CheckNumerics', [x], { T: FLOAT, message: 'the input' });
    return native('CheckNumerics', [x.mul(2)], { T: FLOAT, message: 'its double' }).add(1);
  });
  const g = compile((x: tf.Tensor) => {
    native('CheckNumerics', [x.div(0)], { T: FLOAT, message: 'unused' });
    return x;
  });
  assert.deepEqual(values(f(tf.tensor1d([1, 2]))), [3, 5]);
  assert.throws(() => f(tf.tensor1d([1, Number.NaN])), /the input : Tensor had NaN/);
  assert.throws(() => g(tf.tensor1d([1, 2])), /unused : Tensor had Inf/);
});

test('files are written by the graph, with what the call computes', () => {
  const file = path.join(folder, 'value');
  const f = compile((x: tf.Tensor) => {
    nativeAll('WriteFile', [tf.scalar(file), asText(x.mul(10))], {}, 0);
    return [];
  });
  assert.throws(() => readFileSync(file), /ENOENT/);
  for (const x of [1, 2]) {
    f(tf.scalar(x));
    assert.equal(readFileSync(file, 'utf8'), `${x}0`);
  }
});

test('summaries of tfjs-node are written from inside a graph', () => {
  const logs = path.join(folder, 'summaries');
  const writer = tf.node.summaryFileWriter(logs);
  const { resourceHandle } = writer as unknown as { resourceHandle: tf.Tensor };
  const step = native('Cast', [tf.scalar(1, 'int32')], { SrcT: { kind: 4, value: 3 }, DstT: { kind: 4, value: 9 } });
  const f = compile((loss: tf.Tensor) => {
    nativeAll('WriteScalarSummary', [resourceHandle, step, tf.scalar('loss'), loss], { T: FLOAT }, 0);
    return [];
  });
  f(tf.scalar(0.5));
  writer.flush();
});

test('what changes the world and answers, draws from a state of its own, or makes a resource, is refused by name', () => {
  const shape = tf.tensor1d([2], 'int32');
  const integers = { kind: 4, value: 3 };
  const cases: Readonly<Record<string, readonly [() => tf.Tensor, RegExp]>> = {
    RandomUniform: [
      () => native('RandomUniform', [shape], { dtype: FLOAT, T: integers }),
      /op RandomUniform draws random numbers that no seed governs/,
    ],
    RandomStandardNormal: [
      () => native('RandomStandardNormal', [shape], { dtype: FLOAT, T: integers }),
      /op RandomStandardNormal draws random numbers/,
    ],
    RandomShuffle: [() => native('RandomShuffle', [shape], { T: integers }), /op RandomShuffle draws random numbers/],
    VarHandleOp: [
      () => native('VarHandleOp', [], { dtype: FLOAT, shape: { kind: 5, value: [] }, container: '', shared_name: 'x' }),
      /op VarHandleOp changes something outside of the graph, and what it gives is not known before it has run; call it/,
    ],
    MutableHashTableV2: [
      () => native('MutableHashTableV2', [], { key_dtype: integers, value_dtype: FLOAT }),
      /op MutableHashTableV2 changes something outside/,
    ],
  };
  for (const [name, [fn, message]] of Object.entries(cases)) assert.throws(() => compile(fn)(), message, name);
});

test('a graph of one thread has no effects, and one output', () => {
  const numbers = Float32Array.of(1, 2);
  const printing = compileForOneThread((x) => {
    print(tf.scalar('never'));
    return x;
  });
  assert.throws(() => printing(numbers, [2]), /1 outputs and 1 effects; it may have one output, and no effect/);
  const two = compileForOneThread((x) => [x, x] as unknown as tf.Tensor);
  assert.throws(() => two(numbers, [2]), /2 outputs and 0 effects/);
  const none = compileForOneThread(() => 3 as unknown as tf.Tensor);
  assert.throws(() => none(numbers, [2]), /the result is the number 3/);
});
