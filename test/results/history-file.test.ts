import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { UserError } from '../../lib/errors';
import { readHistories, writeHistories } from '../../lib/results';
import type { History } from '../../lib/training';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-histories-'));
test.after(() => fs.rmSync(folder, { recursive: true }));

const history: History = {
  epochs: [
    { epoch: 1, loss: 1.5, accuracy: 0.25, validationLoss: 1.25, learningRate: 1e-3, seconds: 2 },
    { epoch: 2, loss: 1, accuracy: 0.5, validationLoss: 1.3, learningRate: 5e-4, seconds: 2.5 },
  ],
  bestEpoch: 1,
  stoppedEarly: false,
  seconds: 4.5,
  examplesPerSecond: 300,
};

test('histories come back as they were written, by name', () => {
  const file = path.join(folder, 'models', 'models_history.json');
  writeHistories(file, { 'modèle 1': history, 'modèle 2': { ...history, bestEpoch: 2 } });
  const read = readHistories(file);
  assert.deepEqual(read['modèle 1'], history);
  assert.equal(read['modèle 2'].bestEpoch, 2);
  assert.deepEqual(fs.readdirSync(path.dirname(file)), ['models_history.json']);
});

test('what is no file of histories gets one sentence', () => {
  const file = path.join(folder, 'other.json');
  for (const [text, message] of [
    ['{"a": {"epochs": []}}', /a has no epochs: this is no file of histories; train the models again\.$/],
    ['{"a": 3}', /a has no epochs/],
    ['{', /this is not valid JSON/],
  ] as const) {
    fs.writeFileSync(file, text);
    assert.throws(
      () => readHistories(file),
      (error: Error) => error instanceof UserError && message.test(error.message),
    );
  }
});
