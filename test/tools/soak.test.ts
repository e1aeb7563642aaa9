import assert from 'node:assert/strict';
import test from 'node:test';
import { type Sample, soakTable, verdict } from '../../tools/soak/growth';
import { killableJobs } from '../../tools/soak/killable-jobs';
import { killAndResume } from '../../tools/soak/kills';

const run = (change: (i: number) => Partial<Sample> = () => ({})): Sample[] =>
  Array.from({ length: 40 }, (_, i) => ({
    step: 500 * (i + 1),
    loss: 1,
    tensors: 50,
    nativeTensors: 70,
    megabytes: 300,
    ...change(i),
  }));
const KEPT = { before: 20, after: 20 };

test('flat tensors and settled memory pass', () => {
  assert.equal(verdict(run(), KEPT), undefined);
  // Much at the start, while caches fill, is no leak; a single high sample is none either.
  assert.equal(
    verdict(
      run((i) => ({ megabytes: i < 8 ? 200 + 10 * i : 290 + 10 * (i % 2) })),
      KEPT,
    ),
    undefined,
  );
  assert.equal(
    verdict(
      run((i) => ({ megabytes: i === 38 ? 900 : 300 })),
      KEPT,
    ),
    undefined,
  );
});

test('one more tensor an epoch is named with its figures', () => {
  assert.match(
    verdict(
      run((i) => ({ tensors: 50 + i })),
      KEPT,
    )!,
    /number of tensors is not flat: 50 to 89/,
  );
  assert.match(
    verdict(
      run((i) => ({ nativeTensors: 70 + (i === 39 ? 1 : 0) })),
      KEPT,
    )!,
    /native tensors is not flat: 70 to 71/,
  );
  assert.match(verdict(run(), { before: 20, after: 21 })!, /leaves tensors behind: 20 before it, 21 after/);
});

test('memory that creeps is named with its figures: 2 kB a step', () => {
  const creeping = run((i) => ({ megabytes: 300 + (500 * i * 2) / 1000 }));
  assert.match(
    verdict(creeping, KEPT)!,
    /memory grows: 3\d\d MB in the second quarter of the steps, 3\d\d MB in the last/,
  );
});

test('the table is short and ends with the last sample', () => {
  const lines = soakTable(run()).split('\n');
  assert.equal(lines.length, 11);
  assert.deepEqual(lines[10].trim().split(/\s+/), ['20000', '1.0000', '50', '70', '300']);
});

test('work of each kind that is killed and begun again comes to what it would have come to', async () => {
  const kinds = Object.keys(killableJobs);
  const outcomes = await killAndResume({ kills: kinds.length, seed: 5 });
  assert.deepEqual(
    outcomes.map(({ job, outcome, message }) => ({ job, outcome, message })),
    kinds.map((job) => ({ job, outcome: 'equal', message: '' })),
  );
});
