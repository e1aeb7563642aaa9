import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { cifar10, image, mnist } from '../../lib/data';
import { translate } from '../../lib/locale';
import { classificationReport, toTable } from '../../lib/metrics';
import { cifarCnn, mnistLstm } from '../../lib/models';
import { type Showable, show } from '../../lib/notebook';
import { datasetTable, modelTable, reportTable, rowsTable } from '../../lib/notebook/tables';
import { sampleGrid } from '../../lib/plots';
import { tf } from '../../lib/tensorflow';

const lines = (text: string): string[][] =>
  text.split('\n').map((line) =>
    line
      .split(/ {2,}/)
      .map((cell) => cell.trim())
      .filter(Boolean),
  );

test('a model: the kind of each layer with its settings, shapes without the batch, parameters and their sum', () => {
  const model = cifarCnn();
  const rows = lines(modelTable(model).text);
  assert.deepEqual(rows[0], ['Couche', 'Sortie', 'Paramètres']);
  assert.deepEqual(rows[1], ['Conv2D · 32\u00a0filtres 3 × 3, same, relu', '32 × 32 × 32', '896']);
  assert.deepEqual(rows[2], ['BatchNormalization', '32 × 32 × 32', '128']);
  assert.deepEqual(rows[4], ['MaxPooling2D · 2 × 2', '15 × 15 × 32', '0']);
  assert.deepEqual(rows[5], ['Dropout · 25\u202f%', '15 × 15 × 32', '0']);
  assert.deepEqual(rows[22], ['Dense · 10\u00a0neurones, softmax', '10', '2\u202f570']);
  assert.deepEqual(rows.slice(23), [
    ['Total', '686\u202f506'],
    ['dont appris par descente de gradient', '685\u202f034'],
    ['dont moyennes et variances de normalisation', '1\u202f472'],
  ]);
  model.dispose();
});

test('a model without fixed weights has one total; strides, identity and one unit are said as they are', () => {
  const lstm = mnistLstm();
  const text = modelTable(lstm).text;
  assert.match(text, /LSTM · 128\u00a0unités, toute la suite/);
  assert.match(text, /LSTM · 64\u00a0unités, dernier état/);
  assert.equal(lines(text).at(-1)![0], 'Total');
  lstm.dispose();
  const { conv2d, flatten, dense } = tf.layers;
  const model = tf.sequential({
    layers: [
      conv2d({ inputShape: [9, 9, 1], filters: 1, kernelSize: [3, 5], strides: 2 }),
      flatten(),
      dense({ units: 1200, useBias: false }),
    ],
  });
  assert.deepEqual(
    lines(modelTable(model).text)
      .slice(1, 4)
      .map(([layer, shape]) => [layer, shape]),
    [
      ['Conv2D · 1\u00a0filtre 3 × 5, pas 2, valid', '4 × 3 × 1'],
      ['Flatten', '12'],
      ['Dense · 1\u202f200\u00a0neurones', '1\u202f200'],
    ],
  );
  model.dispose();
});

test('a data set says what each part is for, where it comes from, and its licence in French', async () => {
  const { html } = datasetTable(await cifar10({ source: 'sample' }));
  assert.match(html, /CIFAR-10, échantillon fourni\u202f; images passées par JPEG/);
  assert.match(html, /Licence\u00a0: non précisée par l’auteur\u202f; usage pour l’enseignement et la recherche/);
  for (const dataset of [await cifar10({ source: 'sample' }), await mnist({ source: 'sample' })]) {
    assert.doesNotMatch(datasetTable(dataset).html.replace(/<[^>]*>/g, ' '), /\b(the|by|for|with|none|used)\b/);
  }
});

test('every licence that comes with a sample is said in French', () => {
  const samples = path.join(__dirname, '../../data/samples');
  const folders = fs.readdirSync(samples).filter((name) => fs.existsSync(path.join(samples, name, 'provenance.json')));
  assert.ok(folders.length >= 2);
  for (const folder of folders) {
    const { licence } = JSON.parse(fs.readFileSync(path.join(samples, folder, 'provenance.json'), 'utf8'));
    assert.doesNotMatch(translate(licence), /\b(the|by|for|with|none|and|others|used|stated)\b/, folder);
  }
  assert.equal(translate('CC BY-SA 3.0'), 'CC BY-SA 3.0');
});

test('a report: shares as percentages, and a class never predicted is named once', () => {
  const { html, text } = reportTable(classificationReport([0, 0, 1, 2], [0, 0, 1, 1], ['a', 'b', 'c']));
  assert.match(html, /Exactitude\u00a0: 75,0\u202f%\. Jamais prédite, précision comptée 0\u00a0: c\./);
  assert.deepEqual(lines(text)[2], ['b', '50,0\u202f%', '100,0\u202f%', '66,7\u202f%', '1']);
  assert.deepEqual(lines(text)[4].slice(0, 2), ['moyenne des classes', '50,0\u202f%']);
});

test('rows: what is a quantity stands to the right, also where its unit is written', () => {
  const { html } = rowsTable([
    { Modèle: 'CNN', Paramètres: 225418, Part: '97,4\u202f%', Temps: '0,67 ms', Note: '3 fois' },
  ]);
  const aligned = [...html.matchAll(/<th scope='col' style='text-align:(\w+)/g)].map(([, side]) => side);
  assert.deepEqual(aligned, ['left', 'right', 'right', 'right', 'left']);
  assert.match(html, /225\u202f418/);
  assert.throws(() => rowsTable([]), /^RangeError: the table has no rows/);
});

test('outside a kernel, show prints figures as their alternative text, images, tables and danfo tables', async (context) => {
  const printed: string[] = [];
  context.mock.method(console, 'log', (text: string) => printed.push(text));
  const grey = image(new Uint8Array(4), 2, 2, 1);
  show(sampleGrid([grey], [0], { classNames: ['zéro'] }));
  show(grey);
  show([{ a: 0.12345 }]);
  show((await toTable([{ nom: 'x', valeur: 2.5 }])) as unknown as Showable);
  assert.deepEqual(printed, [
    '1 images avec leur classe\u00a0: zéro.',
    'image de 2 × 2 pixels',
    'a    \n0,123',
    'nom  valeur\nx    2,5   ',
  ]);
  assert.throws(() => show({} as Showable), /^TypeError: show takes a figure/);
});
