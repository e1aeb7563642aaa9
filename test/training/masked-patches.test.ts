import assert from 'node:assert/strict';
import test from 'node:test';
import { arraySource } from '../../lib/data';
import { setSeed, tf } from '../../lib/tensorflow';
import { evaluate, fit, maskedPatches } from '../../lib/training';
import { goldenNumbers } from '../golden/numbers';

const { dense, flatten, reshape } = tf.layers;
const [SIZE, ROWS, COLUMNS, CHANNELS] = [3, 4, 6, 2];
const VALUES = ROWS * COLUMNS * CHANNELS;
const HIDDEN = [1, 0, 0, 1];
const PATCH = [2, 3] as const;

/** Paints from all values with one dense layer; which patches are hidden is the same for each picture. */
function painter({
  hiddenName = 'hidden',
  weights = 'glorotUniform' as const,
}: {
  hiddenName?: string;
  weights?: 'glorotUniform';
} = {}) {
  setSeed(4);
  const input = tf.input({ shape: [ROWS, COLUMNS, CHANNELS] });
  const values = flatten().apply(input) as tf.SymbolicTensor;
  const painted = dense({ units: VALUES, kernelInitializer: weights }).apply(values) as tf.SymbolicTensor;
  const patches = reshape({ targetShape: [4, VALUES / 4], name: 'painted' }).apply(painted) as tf.SymbolicTensor;
  const mask = dense({ units: 4, kernelInitializer: 'zeros', trainable: false, name: hiddenName });
  const hidden = mask.apply(values) as tf.SymbolicTensor;
  mask.setWeights([tf.zeros([VALUES, 4]), tf.tensor1d(HIDDEN)]);
  return tf.model({ inputs: input, outputs: [patches, hidden] });
}

const pictures = goldenNumbers(SIZE * VALUES, 6);
const source = arraySource({ inputs: { data: pictures, shape: [SIZE, ROWS, COLUMNS, CHANNELS] } });

/** The authors' formula, one value after the other. */
function lossByHand(painted: ArrayLike<number>, normalize: boolean): number {
  let sum = 0;
  for (let picture = 0; picture < SIZE; picture++) {
    for (const [patch, isHidden] of HIDDEN.entries()) {
      if (!isHidden) continue;
      const [top, left] = [2 * Math.floor(patch / 2), 3 * (patch % 2)];
      const wanted: number[] = [];
      for (let row = top; row < top + 2; row++)
        for (let column = left; column < left + 3; column++)
          for (let channel = 0; channel < CHANNELS; channel++)
            wanted.push(pictures[((picture * ROWS + row) * COLUMNS + column) * CHANNELS + channel]);
      const mean = wanted.reduce((total, value) => total + value) / wanted.length;
      const variance = wanted.reduce((total, value) => total + (value - mean) ** 2, 0) / (wanted.length - 1);
      const shown = normalize ? wanted.map((value) => (value - mean) / Math.sqrt(variance + 1e-6)) : wanted;
      const from = (picture * 4 + patch) * wanted.length;
      sum += shown.reduce((total, value, i) => total + (painted[from + i] - value) ** 2, 0) / shown.length;
    }
  }
  return sum / (SIZE * HIDDEN.filter(Boolean).length);
}

test('the loss is that of the hidden patches alone, at mean 0 and deviation 1 unless asked otherwise', async () => {
  const model = painter();
  const [painted] = model.predict(tf.tensor(pictures, [SIZE, ROWS, COLUMNS, CHANNELS])) as tf.Tensor[];
  for (const normalize of [true, false]) {
    const { loss } = await evaluate(model, source, { task: maskedPatches({ patch: PATCH, normalize }) });
    const wanted = lossByHand(painted.dataSync(), normalize);
    assert.ok(Math.abs(loss - wanted) < 1e-6 * wanted, `${loss}, wanted ${wanted}`);
  }
});

test('fit learns to paint what is hidden, and pulls at no weight of what is seen', async () => {
  const model = painter();
  const kernel = () => model.trainableWeights[0].read().arraySync() as number[][];
  const before = kernel();
  const { epochs } = await fit(
    model,
    { train: source },
    { task: maskedPatches({ patch: PATCH }), learningRate: 0.02, epochs: 40 },
  );
  assert.ok(epochs[39].loss < 0.2 * epochs[0].loss, `${epochs[0].loss} became ${epochs[39].loss}`);
  const seen = HIDDEN.flatMap((isHidden) => Array.from({ length: VALUES / 4 }, () => !isHidden));
  const after = kernel();
  for (const [unit, isSeen] of seen.entries()) {
    const hasMoved = before.some((row, i) => row[unit] !== after[i][unit]);
    assert.equal(hasMoved, !isSeen, `unit ${unit}`);
  }
});

test('patches that do not fit, and models without the two outputs, are refused by name', async () => {
  const judged = (model: tf.LayersModel, options: Parameters<typeof maskedPatches>[0]) =>
    evaluate(model, source, { task: maskedPatches(options) });
  await assert.rejects(
    judged(painter(), { patch: [3, 3] }),
    /inputs of \[4,6,2\] cannot be cut into patches of 3 x 3: give \[height, width, channels\] of which these are divisors$/,
  );
  await assert.rejects(
    judged(painter(), { patch: [2, 2] }),
    /painted patches have shape \[3,4,12\], expected \[3,6,8\]$/,
  );
  await assert.rejects(
    judged(painter({ hiddenName: 'unseen' }), { patch: PATCH }),
    /outputs are painted, unseen; it needs two, the painted patches and hidden, which says what was hidden$/,
  );
  const single = tf.sequential({ layers: [flatten({ inputShape: [ROWS, COLUMNS, CHANNELS] }), dense({ units: 4 })] });
  await assert.rejects(
    judged(single, { patch: PATCH }),
    /outputs are one; it needs two, the painted patches and hidden/,
  );
  assert.throws(
    () => maskedPatches({ patch: [0, 16] }),
    /^UserError: maskedPatches: patch\.0 is 0; expected a whole number, at least 1/,
  );
  assert.throws(() => maskedPatches({} as never), /^UserError: maskedPatches lacks the key patch: give a list of 2/);
});
