import assert from 'node:assert/strict';
import test from 'node:test';
import { ANIMALS_RECORDING, animals, readCsv } from '../../../lib/data';
import { ANIMALS_CITATION, ANIMALS_LICENCE } from '../../../lib/data/sets/animals';
import { decodeAudio } from '../../../lib/features';

test('the embedded animals: each readable, of one species, in four folds that hold every class', async () => {
  const { clips, classNames, provenance } = animals();
  assert.equal(clips.length, 55);
  assert.equal(new Set(clips.map(({ group }) => group)).size, 55);
  for (const fold of [1, 2, 3, 4]) {
    const labels = clips.filter((clip) => clip.fold === fold).map(({ label }) => label);
    assert.deepEqual([...new Set(labels)].sort(), [0, 1, 2], `fold ${fold} of ${classNames}`);
  }
  for (const clip of clips) assert.ok((await clip.read()) instanceof Uint8Array);
  assert.equal(provenance.licence, ANIMALS_LICENCE);
  assert.equal(provenance.citation, ANIMALS_CITATION);
});

test('the recording holds what its list says, and no species that was learnt from', async () => {
  const { signal, sampleRate } = await decodeAudio(ANIMALS_RECORDING);
  assert.equal(sampleRate, 16_000);
  assert.equal(signal.length, 60 * sampleRate);
  const { clips } = animals();
  const { rows } = readCsv(ANIMALS_RECORDING.replace('.ogg', '.csv'));
  assert.ok(rows.length >= 8);
  let before = 0;
  for (const { cells } of rows) {
    const [start, end] = [Number(cells.start), Number(cells.end)];
    assert.ok(before <= start && start < end && end <= 60, cells.species);
    before = end;
    const loudest = (from: number, to: number) =>
      signal.subarray(from * sampleRate, to * sampleRate).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert.ok(loudest(start, end) > 3 * loudest(start - 1, start - 0.1), cells.species);
    const learnt = clips.find(({ group }) => group === cells.species);
    assert.ok(learnt === undefined || learnt.fold === 4, cells.species);
  }
});
