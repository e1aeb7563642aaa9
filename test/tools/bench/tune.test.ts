import assert from 'node:assert/strict';
import test from 'node:test';
import { type Settings, tune } from '../../../tools/bench/tune-peers';

const CHOICES = { compile: [false, true], layout: ['first', 'last'], steps: [1, 8] };

test('each setting is tried with the best of those before it', async () => {
  const rates: Record<string, number> = { 'true first 1': 20, 'true last 1': 15, 'true first 8': 25 };
  const { settings, trials } = await tune(CHOICES, async (settings) => rates[Object.values(settings).join(' ')] ?? 10);
  assert.deepEqual(settings, { compile: true, layout: 'first', steps: 8 });
  assert.deepEqual(
    trials.map(({ settings, rate }) => [...Object.values(settings), rate]),
    [
      [false, 'first', 1, 10],
      [true, 'first', 1, 20],
      [true, 'last', 1, 15],
      [true, 'first', 8, 25],
    ],
  );
});

test('the rate to beat is the best so far', async () => {
  const told: number[] = [];
  await tune(CHOICES, async (settings: Settings, toBeat) => {
    told.push(toBeat);
    return settings.compile ? 30 : 10;
  });
  assert.deepEqual(told, [0, 10, 30, 30]);
});

test('settings that fail are kept with their reason and never chosen', async () => {
  const { settings, trials } = await tune({ compile: [false, true] }, async ({ compile }) => {
    if (compile) throw new Error('no compiler');
    return 5;
  });
  assert.deepEqual(settings, { compile: false });
  assert.deepEqual(trials[1], { settings: { compile: true }, failure: 'no compiler' });
});

test('where nothing works, the failure of the defaults is the reason', async () => {
  const measure = async ({ compile }: Settings) => {
    throw new Error(compile ? 'no compiler' : 'no module');
  };
  await assert.rejects(tune({ compile: [false, true] }, measure), /^Error: no module$/);
});
