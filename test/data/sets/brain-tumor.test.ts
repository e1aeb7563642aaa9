import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import sharp from 'sharp';
import * as tar from 'tar';
import { brainTumor } from '../../../lib/data';
import { BRAIN_TUMOR_FOLDERS, BRAIN_TUMOR_PARTS, placeOf } from '../../../lib/data/sets/brain-tumor';
import { importBrainTumor } from '../../../lib/data/sets/import-brain-tumor';
import { UserError } from '../../../lib/errors';
import { setWorkspace } from '../../../lib/workspace';
import { makeBrainTumorSample } from '../../../tools/samples/make-brain-tumor-sample';

// A workspace of its own for this process: the real sample, and full sets made here.
const samples = path.resolve('data', 'samples');
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-brain-tumor-'));
const home = process.cwd();
const originals = process.env.CAHIER_ORIGINALS && path.resolve(process.env.CAHIER_ORIGINALS);
process.chdir(root);
setWorkspace(root, { samples });
test.after(() => {
  process.chdir(home);
  fs.rmSync(root, { recursive: true });
});

const refusal = (message: RegExp) => (error: Error) => error instanceof UserError && message.test(error.message);
const countsOf = (labels: Int32Array) => [0, 1, 2, 3].map((label) => labels.filter((own) => own === label).length);

test('the sample: checksum, licence, balance; validation out of Training alone', async () => {
  const data = await brainTumor({ source: 'sample', validation: 0.25, image: { size: 32 } });
  assert.deepEqual(data.classNames, ['Glioma', 'Meningioma', 'No Tumor', 'Pituitary']);
  assert.deepEqual(countsOf(data.train.labels), [18, 18, 18, 18]);
  assert.deepEqual(countsOf(data.validation.labels), [6, 6, 6, 6]);
  assert.deepEqual(countsOf(data.test.labels), [8, 8, 8, 8]);
  assert.deepEqual(data.test.inputShape, [32, 32, 1]);
  const { source, licence, citation, encoding, checksum } = data.provenance;
  assert.deepEqual([source, licence, encoding], ['sample', 'MIT (Bhuvaji and others, 2020)', 'jpeg']);
  assert.match(citation, /Bhuvaji/);
  assert.equal(checksum, 'd3f808e28ec35581a240e2d0abe20ab4128484fd62168ae1c9f5d0be714cbc5f');
  for (const part of ['train', 'validation', 'test'] as const) {
    data.files[part].forEach(({ name, height, width }, i) => {
      assert.equal(placeOf(name).part, part === 'test' ? 'Testing' : 'Training');
      assert.equal(placeOf(name).label, data[part].labels[i]);
      // Sizes are those before the sample was reduced: every training glioma comes from one source.
      if (part !== 'test' && data[part].labels[i] === 0) assert.deepEqual([height, width], [512, 512]);
    });
  }
  assert.ok(data.files.test.some(({ height, width }) => height !== 512 && width !== 512));
  // No example is black or flat: a picture was decoded into each row.
  for (let i = 0; i < data.train.size; i++) {
    const row = data.train.inputs.subarray(1024 * i, 1024 * (i + 1));
    assert.ok(Math.max(...row) - Math.min(...row) > 100, data.files.train[i].name);
  }
});

test('another seed draws another validation part, and never touches the test part', async () => {
  const options = { source: 'sample', image: { size: 8 } } as const;
  const [first, second] = [await brainTumor({ ...options, seed: 1 }), await brainTumor({ ...options, seed: 2 })];
  assert.notDeepEqual(first.files.validation, second.files.validation);
  assert.deepEqual(first.test, second.test);
  const colour = await brainTumor({ ...options, image: { size: 8, channels: 3 } });
  assert.deepEqual(colour.train.inputShape, [8, 8, 3]);
});

/** A set of `perClass` small pictures of each class, a grey level a class. */
async function makeSet(folder: string, perClass: { Training: number; Testing: number }): Promise<void> {
  for (const part of BRAIN_TUMOR_PARTS) {
    for (const [label, name] of BRAIN_TUMOR_FOLDERS.entries()) {
      fs.mkdirSync(path.join(folder, part, name), { recursive: true });
      const grey = 40 + 50 * label;
      for (let i = 0; i < perClass[part]; i++) {
        await sharp({ create: { width: 20, height: 10, channels: 3, background: { r: grey, g: grey, b: grey } } })
          .jpeg({ quality: 100 })
          .toFile(path.join(folder, part, name, `g (${i}).jpg`));
      }
    }
  }
}

test('a folder and an archive are stored alike and found by auto; damaged, it is left aside and said so', async () => {
  await makeSet('set', { Training: 4, Testing: 2 });
  const counts = { Training: [4, 4, 4, 4], Testing: [2, 2, 2, 2] };
  await assert.rejects(
    brainTumor({ source: 'full' }),
    refusal(/the full data set is not there; run npm run data -- brain-tumor\.$/),
  );
  await assert.rejects(importBrainTumor('set', 'data/brain-tumor'), refusal(/expected 826 pictures, found 4/));
  assert.equal(fs.existsSync('data/brain-tumor'), false);

  let seen = 0;
  const provenance = await importBrainTumor('set', 'data/brain-tumor', {
    counts,
    onProgress: (read, total) => {
      seen = read / total;
    },
  });
  assert.equal(seen, 1);
  assert.match(provenance.note ?? '', /not byte for byte the edition/);
  // As the set's host packs it: below one folder.
  fs.mkdirSync('packed');
  fs.cpSync('set', 'packed/Brain-Tumor-master', { recursive: true });
  await tar.create({ gzip: true, file: 'set.tar.gz', cwd: 'packed' }, ['Brain-Tumor-master']);
  assert.deepEqual(await importBrainTumor('set.tar.gz', 'data/again', { counts }), provenance);

  const data = await brainTumor({ validation: 0.25, image: { size: 4 } });
  assert.deepEqual([data.provenance.source, data.provenance.checksum], ['full', provenance.checksum]);
  assert.deepEqual([data.train.size, data.validation.size, data.test.size], [12, 4, 8]);
  for (let i = 0; i < data.test.size; i++) {
    assert.ok(Math.abs(data.test.inputs[16 * i] - (40 + 50 * data.test.labels[i])) <= 2, `${i}`);
  }
  assert.deepEqual([data.files.test[0].height, data.files.test[0].width], [10, 20]);

  const victim = path.join('data', 'brain-tumor', 'Testing', 'no_tumor', 'g (1).jpg');
  fs.truncateSync(victim, 200);
  await assert.rejects(
    brainTumor({ source: 'full' }),
    refusal(/no_tumor\/g \(1\)\.jpg: expected \d+ bytes, found 200/),
  );
  const fallback = await brainTumor({ image: { size: 4 } });
  assert.equal(fallback.provenance.source, 'sample');
  assert.match(fallback.provenance.note ?? '', /the full set was left aside/);
});

test('what is no whole set is refused in one sentence, and nothing is stored', async () => {
  const counts = { Training: [1, 1, 1, 1], Testing: [1, 1, 1, 1] };
  await makeSet('small', { Training: 1, Testing: 1 });
  const victim = path.join('small', 'Training', 'pituitary_tumor', 'g (0).jpg');
  const whole = fs.readFileSync(victim);
  fs.writeFileSync(victim, whole.subarray(0, whole.length / 2));
  await assert.rejects(
    importBrainTumor('small', 'x', { counts }),
    refusal(/g \(0\)\.jpg: this cannot be read as a picture/),
  );
  fs.rmSync(path.dirname(victim), { recursive: true });
  await assert.rejects(
    importBrainTumor('small', 'x', { counts }),
    refusal(/pituitary_tumor: there is no such folder; give the folder that holds Training and Testing/),
  );
  await assert.rejects(importBrainTumor('nowhere', 'x'), refusal(/^nowhere: there is no such file or folder/));
  fs.writeFileSync('page.html', '<html>'.repeat(1000));
  await assert.rejects(importBrainTumor('page.html', 'x'), refusal(/no tar archive|there is no such folder/));
  assert.equal(fs.existsSync('x'), false);
  assert.throws(() => placeOf('Training/other/a.jpg'), refusal(/expected \{Training,Testing\}/));
});

test('the sample can be made again, byte for byte', {
  skip: !originals && 'CAHIER_ORIGINALS is not set',
}, async () => {
  await makeBrainTumorSample(path.join(originals!, 'brain-tumor-mri'), 'made');
  for (const entry of fs.readdirSync('made', { recursive: true, encoding: 'utf8' })) {
    if (fs.statSync(path.join('made', entry)).isDirectory()) continue;
    const [made, committed] = ['made', path.join(samples, 'brain-tumor')].map((folder) =>
      fs.readFileSync(path.join(folder, entry)),
    );
    assert.ok(made.equals(committed), entry);
  }
});
