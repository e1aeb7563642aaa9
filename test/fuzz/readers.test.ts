import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { attempt } from '../../tools/soak/attempt';
import { mutated } from '../../tools/soak/mutation';
import { readers } from '../../tools/soak/readers';

/** Mutations that once were not read as they should be, by reader and seed; `npm run soak -- --readers` finds more. */
const onceBad = JSON.parse(fs.readFileSync(path.join(__dirname, 'once-bad.json'), 'utf8')) as {
  reader: string;
  seed: number;
  was: string;
}[];

/** Of each reader; other seeds than those of the soak, which begin at 0. */
const FIRST = 1_000_000;
const COUNT = 40;

for (const reader of Object.keys(readers)) {
  test(`${reader}: good files are read, of mutated ones each gives a right value or one sentence`, async () => {
    for (const [name, bytes] of Object.entries(await readers[reader].samples())) {
      if (reader !== 'torch' || !/evil|module/.test(name)) await readers[reader].read(bytes, name);
    }
    const again = onceBad.filter((bad) => bad.reader === reader).map(({ seed }) => seed);
    const seeds = [...again, ...Array.from({ length: COUNT }, (_, i) => FIRST + i)];
    let refused = 0;
    for (const seed of seeds) {
      const { outcome, sample, message } = await attempt(reader, seed);
      assert.notEqual(outcome, 'failure', `${sample}, seed ${seed}: ${message}`);
      if (outcome === 'sentence') refused++;
    }
    assert.ok(refused > 0, 'some mutations must be bad enough');
  });
}

test('a mutation follows from its seed, and leaves the good file as it is', () => {
  const good = Uint8Array.from({ length: 500 }, (_, i) => i % 256);
  const kept = Uint8Array.from(good);
  const [first, again, other] = [mutated(good, 7), mutated(good, 7), mutated(good, 8)];
  assert.deepEqual(first, again);
  assert.notDeepEqual(first, other);
  assert.deepEqual(good, kept);
  for (let seed = 0; seed < 200; seed++) mutated(new Uint8Array(seed % 4), seed);
});
