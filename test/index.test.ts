import assert from 'node:assert/strict';
import test from 'node:test';
import * as library from '../lib';

/** Names that programs outside of this repository rely on, by the folder of lib that holds them. */
const NAMES = {
  models: 'cifarCnn mnistCnn mnistLstm denseAutoencoder brainTumorCnn pooledCnn inceptionV3 modelRegistry buildModel',
  metrics:
    'confusionMatrix classificationReport rocCurve rocAucScore precisionRecallCurve averagePrecisionScore ' +
    'balancedAccuracyScore cohenKappaScore matthewsCorrcoef wilsonInterval',
  data: 'mnist cifar10 brainTumor imageFolder stratifiedKFold openDataSet',
  training: 'fit evaluate predict saveModel loadModel loadModelFolder',
  notebook: 'lesson progress',
  tensorflow: 'tf compile setSeed',
};

test('lib exports the names that others rely on', () => {
  for (const name of Object.values(NAMES).join(' ').split(' ')) assert.ok(name in library, name);
  assert.ok('learningCurves' in library.plots);
});
