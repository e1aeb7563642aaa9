import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import { addToVariable, assignVariable, compile, compileForOneThread, tf } from '../../../lib/tensorflow';
import { backend } from '../../../lib/tensorflow/graph/backend';
import { DataType } from '../../../lib/tensorflow/graph/graph';
import { bindingFile, compilerCall, SOURCES } from '../../../tools/setup/binding.mjs';

test('our own sources compile without a warning', () => {
  const call = compilerCall(SOURCES);
  const compiler = spawnSync(call.executable, [...call.arguments, '-Werror', '-fsyntax-only'], { encoding: 'utf8' });
  assert.equal(`${compiler.stdout}${compiler.stderr}`, '');
  assert.equal(compiler.status, 0);
});

/** Views into one memory at each place that a float may have: one of them lies at a multiple of 64 bytes. */
const places = (length: number) =>
  Array.from({ length: 16 }, (_, first) => new Float32Array(new ArrayBuffer(4 * (length + 16)), 4 * first, length));

test('a tensor keeps its numbers when the array that it was made of changes, wherever that lies', () => {
  for (const length of [1, 100, 1 << 18]) {
    for (const values of places(length)) {
      values.fill(2);
      const id = backend.binding.createTensor([length], DataType.float32, values);
      values.fill(3);
      assert.equal((backend.binding.tensorDataSync(id) as Float32Array)[length - 1], 2);
      backend.binding.deleteTensor(id);
    }
  }
});

test('numbers that do not fit dtype or shape are refused, and strings are taken', () => {
  const { createTensor, deleteTensor } = backend.binding;
  assert.throws(() => createTensor([2], DataType.int32, new Float32Array(2)), /does not match Float32Array/);
  assert.throws(() => createTensor([3], DataType.float32, new Float32Array(2)), /Shape does not match/);
  assert.throws(() => (createTensor as (shape: number[]) => number)([3]), /Expecting 3 args/);
  deleteTensor(createTensor([1], 7, [Buffer.from('é')]));
});

/** What `openSession` is given for x -> 2 x. */
function doublingSession(): Parameters<typeof backend.binding.openSession> {
  const { openSession } = backend.binding;
  const calls: Parameters<typeof openSession>[] = [];
  backend.binding.openSession = (...call) => {
    calls.push(call);
    return openSession(...call);
  };
  try {
    const double = compileForOneThread((x) => x.mul(2));
    double(Float32Array.of(1), [1]);
    double.dispose();
  } finally {
    backend.binding.openSession = openSession;
  }
  return calls[0];
}

test('a session of no numbers answers none', () => {
  const none = compileForOneThread((x) => x.slice([0], [0]));
  assert.deepEqual(none(Float32Array.of(1, 2), [2]), new Float32Array(0));
  none.dispose();
  const double = compileForOneThread((x) => x.mul(2));
  assert.deepEqual(double(new Float32Array(0), [0, 3]), new Float32Array(0));
  double.dispose();
});

test('a session is refused what it cannot run, in one sentence', () => {
  const { openSession, runSession, closeSession } = backend.binding;
  const [graph, config, input, output] = doublingSession();
  assert.throws(() => openSession(graph, config, 'nowhere', output), /no such input or output/);
  assert.throws(() => openSession(graph, new Float32Array(1) as never, input, output), /are Uint8Arrays/);
  const id = openSession(graph, config, input, output);
  const one = Float32Array.of(1);
  assert.throws(() => runSession(id, DataType.float32, [2], one), /1 numbers were given, the shape wants 2/);
  assert.throws(() => runSession(id, DataType.float32, [-1], one), /a whole number from 0 on, not -1/);
  assert.throws(() => runSession(id, DataType.float32, [2 ** 40, 2 ** 40], one), /more elements than can be counted/);
  assert.throws(() => runSession(id, DataType.uint8, [1], one), /a Uint8Array of dtype 4/);
  assert.throws(() => runSession(id, 99, [1], one), /values are a Float32Array/);
  assert.deepEqual(runSession(id, DataType.float32, [1], one), Float32Array.of(2));
  closeSession(id);
  closeSession(id);
  assert.throws(() => runSession(id, DataType.float32, [1], one), /the session is closed/);
});

const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const binding = require(workerData.bindingFile);
const open = () => binding.openSession(...workerData.session);
const double = (id, value) => binding.runSession(id, 1, [1], Float32Array.of(value))[0];
const attributes = (name) => [{ name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }];
const ids = [];
let right = true;
for (let round = 0; round < 200; round++) {
  ids.push(open());
  right &&= double(ids[ids.length - 1], round) === 2 * round;
  const one = binding.createTensor([1], binding.TF_FLOAT, Float32Array.of(round));
  const [sum] = binding.executeOp('AddV2', attributes(), [one, one], 1);
  right &&= binding.tensorDataSync(sum.id)[0] === 2 * round;
  for (const id of [one, sum.id]) binding.deleteTensor(id);
  if (ids.length > 3) binding.closeSession(ids.shift());
}
// What is open stays so: the worker's end closes it.
parentPort.postMessage({ right, first: ids[0] });
`;

test('sessions belong to the thread that opened them, and end with it', async () => {
  const session = doublingSession();
  const mine = backend.binding.openSession(...session);
  const answers = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise<{ right: boolean; first: number }>((resolve, reject) => {
          const worker = new Worker(WORKER, { eval: true, workerData: { bindingFile, session } });
          let answer: { right: boolean; first: number };
          worker.on('message', (message) => {
            answer = message;
          });
          worker.on('error', reject);
          worker.on('exit', () => resolve(answer));
        }),
    ),
  );
  // Each counts its own from 0 on: 200 were opened, the last three stay.
  assert.deepEqual(answers, Array(3).fill({ right: true, first: 197 }));
  assert.deepEqual(backend.binding.runSession(mine, DataType.float32, [1], Float32Array.of(4)), Float32Array.of(8));
  backend.binding.closeSession(mine);
});

test('weights set from an array do not change it when compiled steps train them, with either executor', () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 64, inputShape: [64] })] });
  const [kernel] = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  for (const executor of ['parallel', 'serial'] as const) {
    // Two writes: the first may take the memory of the other tensor, the second would change it in place.
    const step = compile(
      (by: tf.Tensor) => {
        assignVariable(kernel, kernel.mul(by));
        addToVariable(kernel, by.broadcastTo([64, 64]));
        return kernel.sum();
      },
      { executor },
    );
    for (const values of places(64 * 64)) {
      values.fill(0.5);
      const before = tf.memory().numTensors;
      const tensors = [tf.tensor2d(values, [64, 64]), tf.zeros([64])];
      model.setWeights(tensors);
      tf.dispose(tensors);
      // 0.5 x 2 + 2, and that x 2 + 2.
      for (const expected of [3, 8]) {
        const total = tf.tidy(
          () =>
            step(tf.scalar(2))
              .div(64 * 64)
              .dataSync()[0],
        );
        assert.equal(total, expected);
      }
      assert.equal(tf.memory().numTensors, before);
      assert.deepEqual(values, new Float32Array(64 * 64).fill(0.5));
    }
    step.dispose();
  }
  model.dispose();
});

test('arrays come and go while compiled steps run on all threads', () => {
  const step = compile((x: tf.Tensor, y: tf.Tensor) => tf.stack([x.mul(y), x.add(y)]).sum(0));
  const serial = compile((x: tf.Tensor) => x.square(), { executor: 'serial' });
  const before = backend.binding.getNumOfTensors();
  for (let round = 0; round < 300; round++) {
    const length = 1 + ((round * 7919) % 50_000);
    const value = (round % 10) + 1;
    tf.tidy(() => {
      const x = tf.tensor1d(new Float32Array(length).fill(value));
      const y = tf.tensor1d(new Float32Array(length).fill(2));
      const last = serial(step(x, y)).dataSync()[length - 1];
      assert.equal(last, (2 * value + value + 2) ** 2);
    });
    // Signatures are graphs of their own: their memory is given back now and then.
    if (round % 50 === 49) for (const compiled of [step, serial]) compiled.dispose();
  }
  assert.equal(backend.binding.getNumOfTensors(), before);
});
