import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { cifar10, esc10, madClassNames, syntheticSounds } from '../../lib/data';
import { BRAIN_TUMOR_LICENCE } from '../../lib/data/sets/brain-tumor';
import { CIFAR10_LICENCE } from '../../lib/data/sets/cifar10';
import { ESC10_LICENCE } from '../../lib/data/sets/esc10';
import { MAD_LICENCE } from '../../lib/data/sets/mad';
import { getLocale, type Locale, number, percent, points, setLocale, translated, typography } from '../../lib/locale';
import { french } from '../../lib/locale/french';
import { resultName } from '../../lib/locale/result-names';
import { classificationReport } from '../../lib/metrics';
import { datasetTable, modelTable, reportTable } from '../../lib/notebook/tables';
import { confusionHeatmap, learningCurves } from '../../lib/plots';
import { tf } from '../../lib/tensorflow';
import { patternsOf } from './translations';

/** Does something in a language. */
async function inLocale<T>(locale: Locale, action: () => T | Promise<T>): Promise<T> {
  const takeBack = setLocale(locale);
  try {
    return await action();
  } finally {
    takeBack();
  }
}

const inEnglish = <T>(action: () => T | Promise<T>) => inLocale('en', action);

test('each text of lib has its French, with the same values in it, and the table has no other', () => {
  const files = (fs.readdirSync('lib', { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));
  const patterns = new Set(files.flatMap((file) => patternsOf(path.join('lib', file))));
  const licences = [BRAIN_TUMOR_LICENCE, CIFAR10_LICENCE, ESC10_LICENCE, MAD_LICENCE];
  const missing = [...patterns, ...licences].filter((text) => !(text in french));
  assert.deepEqual(missing, [], 'write their French in lib/locale/french.ts');
  const unused = Object.keys(french).filter((text) => !patterns.has(text) && !/clip by clip|stated|others/.test(text));
  assert.deepEqual(unused, []);
  const values = (text: string) => (text.match(/\{\d+\}|%\{[^}]*\}/g) ?? []).sort();
  for (const [text, words] of Object.entries(french)) assert.deepEqual(values(words), values(text), text);
});

test('French is the default; a language is chosen, and taken back', () => {
  assert.equal(getLocale(), 'fr');
  const takeBack = setLocale('en');
  assert.equal(translated`The first ${3} epochs`, 'The first 3 epochs');
  takeBack();
  assert.equal(translated`The first ${3} epochs`, 'Les 3 premières époques');
  assert.throws(
    () => setLocale('de' as never),
    /^UserError: setLocale: there is no language "de"; expected fr or en\.$/,
  );
});

test('the environment may choose', () => {
  const before = process.env.CAHIER_LOCALE;
  try {
    process.env.CAHIER_LOCALE = 'en';
    assert.equal(getLocale(), 'en');
    process.env.CAHIER_LOCALE = 'xx';
    assert.throws(getLocale, /^UserError: CAHIER_LOCALE: there is no language "xx"; expected fr or en\.$/);
  } finally {
    if (before === undefined) delete process.env.CAHIER_LOCALE;
    else process.env.CAHIER_LOCALE = before;
  }
});

test('a value that looks like a place in a pattern is put in as it is', () => {
  assert.equal(translated`${'{1}'}: ${'a'}`, '{1} : a');
});

test('numbers in English', () =>
  inEnglish(() => {
    assert.deepEqual(
      [number(0.02412), number(686506), number(-140), number(4.3e-10)],
      ['0.0241', '686,506', '−140', '4.3 × 10⁻¹⁰'],
    );
    assert.deepEqual([percent(0.8579), points(0.001), points(0.012)], ['85.8%', '0.1\u00a0points', '1.2\u00a0points']);
    assert.equal(typography("it's 32 × 32: yes"), 'it’s 32\u00a0×\u00a032: yes');
    assert.equal(resultName('model1AucGlioma'), 'model 1 auc glioma');
  }));

test('data sets call their classes as the language does', async () => {
  const sets = async () => [
    (await cifar10({ source: 'sample' })).classNames[0],
    esc10({ source: 'sample' }).classNames[2],
    madClassNames()[1],
    ...syntheticSounds({ perClass: 1 }).classNames.slice(1, 3),
  ];
  assert.deepEqual(await inEnglish(sets), ['airplane', 'sea waves', 'shooting', 'jet', 'engine']);
  assert.deepEqual(await sets(), ['avion', 'vagues', 'tirs', 'réacteur', 'moteur']);
});

test('figures and tables in English have no French in them', async () => {
  const epochs = [1, 2].map((epoch) => ({
    epoch,
    loss: 1,
    validationLoss: 0.5,
    accuracy: 0.5,
    validationAccuracy: 0.25,
    learningRate: 0.1,
    seconds: 1,
  }));
  const report = classificationReport([0, 0, 1, 1], [0, 0, 0, 0], ['a', 'b']);
  const model = tf.sequential({ layers: [tf.layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 3 })] });
  const shown = await inEnglish(async () => [
    JSON.stringify(learningCurves({ epochs, bestEpoch: 2 })),
    JSON.stringify(
      confusionHeatmap(
        [
          [2, 0],
          [1, 1],
        ],
        { classNames: ['a', 'b'] },
      ),
    ),
    reportTable(report).html,
    datasetTable(await cifar10({ source: 'sample' })).html,
    modelTable(model).html,
  ]);
  for (const text of shown) assert.doesNotMatch(text, /[éèàçœ«»]|exactitude|perte|classe\b|\u202f/i);
  assert.match(shown[0], /"Learning curves".*2 epochs, the best is 2 \(loss 0\.5, accuracy 25\.0%\)\./);
  assert.match(shown[1], /Confusion matrix: 3 right answers of 4; a 100%, b 50%\./);
  assert.match(shown[2], /Accuracy: 50\.0%\. Never predicted, precision counted as 0: b\./);
  assert.match(shown[3], /CIFAR-10, sample that comes along; images went through JPEG/);
  assert.match(shown[4], /Conv2D · 2\u00a0filters 3\u00a0×\u00a03/);
});
