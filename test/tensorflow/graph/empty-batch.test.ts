import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';

// oneDNN's kernels are taken by processors with AVX-512 or by this switch, which is read when TensorFlow is loaded.
for (const oneDnn of ['0', '1']) {
  test(`batches of nothing, eager and compiled, values and gradients, oneDNN ${oneDnn === '1' ? 'on' : 'off'}`, () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'test/tensorflow/graph/empty-batches.ts'],
      {
        env: { ...process.env, TF_ENABLE_ONEDNN_OPTS: oneDnn },
        encoding: 'utf8',
      },
    );
    assert.equal(status, 0, stderr);
    assert.equal(stdout.trim(), 'all as they should be');
  });
}
