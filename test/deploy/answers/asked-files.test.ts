import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { answerOf, arrivingFiles, askedFiles, audacityLabels, ravenTable } from '../../../lib/deploy';

test('files that lie in a folder, come, and change are taken once each', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-watch-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const at = (name: string) => path.join(folder, name);
  fs.writeFileSync(at('a.wav'), 'a');
  fs.writeFileSync(at('note.txt'), 'no sound');
  assert.deepEqual(askedFiles(folder, 'sound'), [at('a.wav')]);
  const controller = new AbortController();
  const seen: string[] = [];
  const next = [
    () => fs.writeFileSync(at('b.wav'), 'b'),
    () => fs.writeFileSync(at('a.wav'), 'longer than before'),
    () => controller.abort(),
  ];
  for await (const file of arrivingFiles(folder, 'sound', { interval: 5, signal: controller.signal })) {
    seen.push(path.basename(file));
    next.shift()!();
  }
  assert.deepEqual(seen, ['a.wav', 'b.wav', 'a.wav']);
  const endless = arrivingFiles(at('a.wav'), 'sound', { signal: controller.signal });
  await assert.rejects(endless.next(), /this is no folder, and cannot be watched/);
});

const model = { classNames: ['wren', 'robin'], facts: { thresholds: { wren: 0.6, robin: 0.3 } }, exclusive: true };

test('of classes that exclude one another the likeliest answers, where it reaches its threshold', () => {
  assert.deepEqual(answerOf(model, [0.7, 0.3]), { labels: ['wren'], scores: [0.7], probabilities: [0.7, 0.3] });
  // The robin reaches its own, but the wren is likelier.
  assert.deepEqual(answerOf(model, [0.55, 0.45]).labels, ['unknown_species']);
  assert.deepEqual(answerOf({ ...model, facts: {} }, [0.4, 0.35]).labels, ['wren']);
});

test('of others each that reaches its threshold answers, or a half', () => {
  const several = { ...model, exclusive: false };
  assert.deepEqual(answerOf(several, [0.7, 0.3]).labels, ['wren', 'robin']);
  assert.deepEqual(answerOf({ ...several, facts: {} }, [0.49, 0.5]).scores, [0.5]);
  assert.deepEqual(answerOf({ ...several, facts: {} }, [0.4, 0.1]), {
    labels: ['unknown_species'],
    scores: [0.4],
    probabilities: [0.4, 0.1],
  });
});

test('a label that holds a tab breaks no table', () => {
  const segments = [{ start: 0, end: 1, labels: ['a\tb\nc', 'd'], scores: [0.5, 0.25], probabilities: [0.5, 0.25] }];
  assert.equal(audacityLabels(segments), '0.000000\t1.000000\ta b c\n0.000000\t1.000000\td\n');
  const rows = ravenTable(segments, { file: 'x.wav', band: [0, 4000] })
    .trimEnd()
    .split('\n');
  assert.deepEqual(
    rows.map((row) => row.split('\t').length),
    [10, 10, 10],
  );
  assert.ok(rows[2].endsWith('\td\t0.2500'));
});
