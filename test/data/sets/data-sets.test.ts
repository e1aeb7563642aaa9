import assert from 'node:assert/strict';
import test from 'node:test';
import { cifar10, type DataSetName, dataSetNames, dataSets, openDataSet, openSounds } from '../../../lib/data';
import { UserError } from '../../../lib/errors';

test('all data sets have names', () => {
  assert.deepEqual(Object.keys(dataSets).sort(), [...dataSetNames].sort());
});

test('a config opens the data set that it names, with its options', async () => {
  const options = { source: 'sample', trainSize: 40, validation: 0.25, seed: 3 } as const;
  const { train, provenance } = await openDataSet({ name: 'cifar-10', ...options });
  assert.deepEqual(train, (await cifar10(options)).train);
  assert.equal(provenance.source, 'sample');
  const { clips } = await openDataSet({ name: 'esc-10', source: 'sample' });
  assert.equal(clips.length, 80);
  assert.equal(openSounds('esc-10', { source: 'sample' }).clips.length, 80);
});

test('a name that there is not, and one of another kind, in one sentence', async () => {
  const open = (name: string) => openDataSet({ name: name as DataSetName });
  await assert.rejects(open('mnits'), new UserError('mnits: there is no such data set; did you mean mnist?'));
  const all = 'the data sets are mnist, cifar-10, brain-tumor, esc-10, mad, free-sounds, two-moons.';
  for (const name of ['imagenet', 'constructor']) {
    await assert.rejects(open(name), new UserError(`${name}: there is no such data set; ${all}`));
  }
  assert.throws(
    () => openSounds('mnist'),
    new UserError('data set mnist is of images; of sounds are esc-10, mad, free-sounds.'),
  );
  const points = 'data set two-moons is of points; of sounds are esc-10, mad, free-sounds.';
  assert.throws(() => openSounds('two-moons'), new UserError(points));
});
