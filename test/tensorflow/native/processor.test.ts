import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { int, native, tf } from '../../../lib/tensorflow';
import { backend } from '../../../lib/tensorflow/graph/backend';
import { bindingFile } from '../../../tools/setup/binding.mjs';

const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
const run = (processor: string, args: string[]) =>
  spawnSync(process.execPath, args, { env: { ...environment, CAHIER_PROCESSOR: processor }, encoding: 'utf8' });

/** Each form of the native operations; the tests of one's own run in the best that the processor has. */
for (const processor of ['generic', 'x86-64-v3', 'x86-64-v4']) {
  test(`the native operations in their form for ${processor} compute what they should`, (t) => {
    if (processor === backend.binding.processor) return t.diagnostic(`${processor}: run by their own tests`);
    const load = run(processor, ['-e', `console.log(require(${JSON.stringify(bindingFile)}).processor)`]);
    if (/this processor, or the compiler, lacks it/.test(load.stderr)) {
      return t.skip(`NOT RUN: this processor, or the compiler, lacks ${processor}`);
    }
    assert.equal(load.stdout.trim(), processor, load.stderr);
    const files = ['test/tensorflow/kernels/lstm.test.ts', 'test/features/resample.test.ts'];
    const tests = run(processor, ['--import', 'tsx', '--test', '--test-reporter=tap', ...files]);
    assert.equal(tests.status, 0, tests.stdout + tests.stderr);
    assert.match(tests.stdout, /^# fail 0$/m);
  });
}

test('a form that nobody knows is refused in one sentence', () => {
  const load = run('pentium', ['-e', `require(${JSON.stringify(bindingFile)})`]);
  assert.match(load.stderr, /Error: CAHIER_PROCESSOR is generic, x86-64-v3 or x86-64-v4/);
});

test('resampling refuses rates and weights that do not fit, instead of dividing by them', () => {
  tf.tidy(() => {
    const signals = tf.zeros([1, 8]);
    const resampled = (weights: number[], up: number, down: number, delay = 0) =>
      native('CahierResample', [signals, tf.zeros(weights)], { up: int(up), down: int(down), delay: int(delay) });
    for (const [up, down] of [
      [1, 0],
      [0, 1],
      [-1, 1],
      [2 ** 40, 1],
    ]) {
      assert.throws(() => resampled([0, 16], up, down), /up and down are whole numbers from 1 to 2\^31 - 1/);
    }
    assert.throws(() => resampled([0, 16], 16, 1), /the weights do not fit the rates/);
    assert.throws(() => resampled([1, 15], 16, 1), /the weights do not fit the rates/);
    assert.deepEqual(resampled([1, 16], 16, 1).shape, [1, 128]);
    assert.deepEqual(resampled([1, 0], 1, 3, -(2 ** 20)).shape, [1, 3]);
  });
});
