import assert from 'node:assert/strict';
import test from 'node:test';
import { loadConfig } from '../../lib/config';
import { cifarCnn, mnistLstm } from '../../lib/models';
import { modelDrawing } from '../../lib/notebook/architecture';
import { comparisonTable } from '../../lib/notebook/comparison';
import { settingsTable } from '../../lib/notebook/settings';

/** The cells of the line of a printed table that begins with a name. */
const cellsOf = (text: string, name: string) =>
  text
    .split('\n')
    .find((line) => line.startsWith(name))
    ?.trim()
    .split(/ {2,}/);

test('settings: a row a setting that some profile uses, as the config says it', () => {
  const { text } = settingsTable(loadConfig('01-cifar-cnn', { profile: 'quick' }));
  const row = (name: string) => cellsOf(text, name);
  assert.deepEqual(row('Réglage'), ['Réglage', 'profil quick', 'profil full']);
  assert.deepEqual(row('optimiseur'), ['optimiseur', 'Adam', 'Adam']);
  assert.deepEqual(row('taille de lot'), ['taille de lot', '16', '32']);
  assert.deepEqual(row('époques'), ['époques', '20', '30']);
  assert.equal(row('décroissance des poids'), undefined);
});

test('a comparison: what was measured here, by a full run and by the document; what nobody measured is a dash', () => {
  const config = loadConfig('02-mnist-cnn-lstm', { profile: 'quick' });
  const { text } = comparisonTable(config, { cnnAccuracy: 0.9, notPromised: 1 });
  const row = (name: string) => cellsOf(text, name);
  assert.match(text.split('\n')[0], /ici, quick +full, enregistré +document/);
  // 99.16 % as recorded in outputs/02-mnist-cnn-lstm/full, 98.96 % as the document says.
  assert.deepEqual(row('exactitude du CNN'), ['exactitude du CNN', '90,0\u202f%', '99,16\u202f%', '98,96\u202f%']);
  assert.equal(row('exactitude du LSTM')?.[1].trim(), '—');
  assert.doesNotMatch(text, /notPromised|undefined|NaN/);
  const none = { id: 'none', profile: 'quick', expected: {}, reference: { accuracy: 1 } } as const;
  assert.throws(() => comparisonTable(none, {}), /RangeError: compare: this run has recorded no number/);
});

test('a drawing has a bar, a shape and the parameters of each layer, and says it all in words', () => {
  const model = cifarCnn();
  const { html, text } = modelDrawing(model);
  assert.equal(html.match(/<rect /g)?.length, model.layers.length);
  const read = html.replace(/\s/g, ' ');
  for (const words of ['Conv2D · 32 filtres 3 × 3', '15 × 15 × 32', '896 paramètres', 'cherche des motifs']) {
    assert.ok(read.includes(words), words);
  }
  assert.match(text, /^Architecture\u00a0: .*686\u202f506\sparamètres en tout\.$/);
  // The widest bar is of the layer behind which an example is largest: 32 x 32 x 32, the first.
  const widths = [...html.matchAll(/<rect [^>]*width='([\d.]+)'/g)].map(([, width]) => Number(width));
  assert.deepEqual([widths[0], Math.max(...widths)], [250, 250]);
  assert.ok(widths[widths.length - 1] < 100);
  model.dispose();
  const lstm = mnistLstm();
  assert.match(modelDrawing(lstm).html, /relit une suite/);
  lstm.dispose();
});
