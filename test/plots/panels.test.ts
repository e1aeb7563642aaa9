import assert from 'node:assert/strict';
import test from 'node:test';
import { comparisonPanels, sampleGrid, trainingPanels } from '../../lib/plots';

/** Losses that fall, and a validation loss that is lowest at epoch 3. */
const epochs = Array.from({ length: 8 }, (_, i) => ({
  epoch: i + 1,
  loss: 1 - i / 10,
  validationLoss: 1 + (i - 2) ** 2 / 10,
  validationAccuracy: i / 10,
  learningRate: 1e-3,
  seconds: 1,
}));

test('a training is looked at in four panels: losses, accuracy, the first epochs, the gap', () => {
  const { data, layout } = trainingPanels({ epochs, bestEpoch: 3 }, { title: 'Un entraînement', zoom: 4 });
  const of = (suffix: string) => data.filter(({ xaxis }) => xaxis === `x${suffix}`);
  assert.deepEqual(
    ['', '2', '3', '4'].map((suffix) => of(suffix).map(({ y }) => (y as number[]).length)),
    [[8, 8], [8], [4, 4], [8]],
  );
  // At epoch 5, 1.4 less 0.6.
  assert.ok(Math.abs((of('4')[0].y as number[])[4] - 0.8) < 1e-12);
  assert.equal((of('2')[0].y as number[])[7], 70);
  // Each entry of the legend once, and the best epoch marked in each panel.
  assert.equal(data.filter(({ showlegend }) => showlegend).length, 2);
  assert.deepEqual(
    (layout.shapes as { x0: number }[]).map(({ x0 }) => x0),
    [3, 3, 3, 3],
  );
  assert.match(String((layout.meta as { alt: string }).alt), /la plus basse à la 3 /);
  const beyond = trainingPanels({ epochs, bestEpoch: 7 }, { title: 'x', zoom: 4 });
  assert.equal((beyond.layout.shapes as unknown[]).length, 3);
  const blind = epochs.map(({ validationLoss: _, ...record }) => record);
  assert.throws(() => trainingPanels({ epochs: blind, bestEpoch: 1 }, { title: 'x' }), /needs a validation loss/);
});

test('models are compared in three panels: two accuracies, their difference, their size', () => {
  const { data, layout } = comparisonPanels(
    [
      { name: 'a', accuracies: [0.67, 0.58], parameters: 241_671 },
      { name: 'b', accuracies: [0.5, 0.75], parameters: 1_531_399 },
    ],
    { title: 'a et b', measures: ['meilleure', 'dernière'], difference: 'Baisse' },
  );
  assert.deepEqual(data.map(({ y }) => y).slice(0, 2), [
    [67, 50],
    [58, 75],
  ]);
  assert.deepEqual(data[2].text, ['9\u00a0points', '−25\u00a0points']);
  // Four bytes a parameter: 0.967 and 6.13 MB.
  assert.match(String((data[3].text as string[])[0]), /0,967\u00a0?.*Mo/);
  // A fall below zero has room as well.
  assert.deepEqual((layout.yaxis2 as { range: number[] }).range, [-31.25, 11.25]);
});

test('numbers of columns and of epochs that cannot be are refused', () => {
  for (const zoom of [Number.NaN, -1, 0, 1.5, '12', Number.POSITIVE_INFINITY]) {
    assert.throws(
      () => trainingPanels({ epochs, bestEpoch: 3 }, { title: 'a', zoom: zoom as number }),
      /^UserError: trainingPanels: zoom is .*; expected a whole number, at least 1\.$/,
    );
  }
  const picture = { pixels: new Uint8Array(4), height: 2, width: 2, channels: 1 as const };
  for (const columns of [Number.NaN, -1, 0, 1.5, '12', 1e300]) {
    assert.throws(
      () => sampleGrid([picture], [0], { classNames: ['a'], columns: columns as number }),
      /^UserError: sampleGrid: columns is .*; expected a whole number, at least 1 and at most 1000\.$/,
    );
  }
});
