import assert from 'node:assert/strict';
import test from 'node:test';
import { faultsOf, readKnown } from '../../tools/conformance/known';
import { ignoredUpstream } from '../../tools/conformance/upstream';

const known = { core: { 'the last digit': ['tan', 'sin'] }, compiled: {}, node: {} };
const outcome = (...names: string[]) => ({
  ran: 10,
  passed: 10 - names.length,
  failed: names.map((name) => ({ name, message: 'one line\nand another' })),
});

test('what is known to fail may fail; another failure, and a success that is not known, are faults', () => {
  assert.deepEqual(faultsOf('core', outcome('tan', 'sin'), known), []);
  assert.deepEqual(faultsOf('core', outcome('tan', 'tan', 'sin'), known), [], 'two specs of one name');
  assert.deepEqual(faultsOf('core', outcome('tan', 'sin', 'cos'), known), [
    'fails, and is not known to: cos\n    one line',
  ]);
  assert.deepEqual(faultsOf('core', outcome('tan'), known), ['passes, or is no more, and is known to fail: sin']);
  const unexplained = { ...known, node: { 'not explained yet': ['new'] } };
  assert.deepEqual(faultsOf('node', outcome('new'), unexplained), ['is known to fail, and nobody has said why: new']);
});

test('each failure on the list has a reason, and tfjs-node leaves out nearly all of them itself', () => {
  const { core, compiled, node } = readKnown();
  for (const reasons of [core, compiled, node]) {
    assert.ok(!('not explained yet' in reasons));
    const names = Object.values(reasons).flat();
    assert.equal(new Set(names).size, names.length);
  }
  const alone = Object.values(core)
    .flat()
    .filter((name) => !ignoredUpstream()(name));
  assert.deepEqual(alone, ['depthwiseConv2d gradients test-tensorflow {} throws error on dilations > 1']);
  assert.ok(
    !Object.values(compiled)
      .flat()
      .some((name) => name.includes('is different')),
  );
});
