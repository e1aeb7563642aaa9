import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import * as tar from 'tar';
import {
  CIFAR10_ENGLISH_NAMES,
  CIFAR10_FILES,
  cifar10,
  encodeMnist,
  examples,
  MNIST_FILES,
  mnist,
} from '../../../lib/data';
import { encodeCifar } from '../../../lib/data/formats/cifar-binary';
import { importCifar10 } from '../../../lib/data/sets/import-cifar10';
import { importFreeSounds } from '../../../lib/data/sets/import-free-sounds';
import { importMnist } from '../../../lib/data/sets/import-mnist';
import { UserError } from '../../../lib/errors';
import { setWorkspace } from '../../../lib/workspace';

// A workspace of its own for this process: the real samples, and full sets made here.
const samples = path.resolve('data', 'samples');
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-import-'));
const home = process.cwd();
process.chdir(root);
setWorkspace(root, { samples });
test.after(() => {
  process.chdir(home);
  fs.rmSync(root, { recursive: true });
});

const COUNTS = { train: 5, test: 1 };
const refusal = (message: RegExp) => (error: Error) => error instanceof UserError && message.test(error.message);

/** `perClass` flat images of each class, lighter from class to class. */
function flat(perClass: number, inputShape: number[]) {
  const labels = Int32Array.from({ length: 10 * perClass }, (_, i) => i % 10);
  const length = inputShape.reduce((product, side) => product * side, 1);
  return examples(
    Uint8Array.from({ length: labels.length * length }, (_, i) => 20 * labels[Math.floor(i / length)]),
    inputShape,
    labels,
  );
}

test('MNIST: zipped or not, checked, stored, found by auto; damaged, it is left aside and said so', async () => {
  const [train, held] = [flat(4, [28, 28, 1]), flat(2, [28, 28, 1])].map(encodeMnist);
  const contents = [train.images, train.labels, held.images, held.labels];
  const md5 = Object.fromEntries(
    MNIST_FILES.map((name, i) => [name, createHash('md5').update(contents[i]).digest('hex')]),
  );
  fs.mkdirSync('mnist-files');
  MNIST_FILES.forEach((name, i) => {
    if (i % 2 === 0) fs.writeFileSync(`mnist-files/${name}`, contents[i]);
    else fs.writeFileSync(`mnist-files/${name}.gz`, gzipSync(contents[i]));
  });

  assert.equal((await mnist()).provenance.source, 'sample');
  await assert.rejects(
    mnist({ source: 'full' }),
    refusal(/the full data set is not there; run npm run data -- mnist\.$/),
  );
  assert.throws(() => importMnist('mnist-files', 'data/mnist'), refusal(/these are not MNIST's bytes/));
  assert.equal(fs.existsSync('data/mnist'), false);

  const { checksum } = importMnist('mnist-files', 'data/mnist', md5);
  assert.equal(checksum, createHash('sha256').update(Buffer.concat(contents)).digest('hex'));
  const data = await mnist({ validation: 0.25 });
  assert.deepEqual([data.provenance.source, data.provenance.checksum], ['full', checksum]);
  assert.deepEqual([data.train.size, data.validation.size, data.test.size], [30, 10, 20]);
  assert.deepEqual([...data.test.inputs.subarray(784, 786)], [20, 20]);

  const images = path.join('data', 'mnist', MNIST_FILES[0]);
  const changed = fs.readFileSync(images);
  changed[100] ^= 1;
  fs.writeFileSync(images, changed);
  await assert.rejects(
    mnist({ source: 'full' }),
    refusal(/the files are not those stored there .*run npm run data -- mnist\.$/),
  );
  fs.truncateSync(images, 1000);
  await assert.rejects(mnist({ source: 'full' }), refusal(/expected 31376 bytes, found 1000/));
  const { provenance } = await mnist();
  assert.equal(provenance.source, 'sample');
  assert.match(provenance.note ?? '', /the full set was left aside: .*expected 31376 bytes/);

  fs.rmSync(`mnist-files/${MNIST_FILES[3]}.gz`);
  assert.throws(() => importMnist('mnist-files', 'data/mnist', md5), refusal(/neither t10k-labels-idx1-ubyte nor/));
});

test('CIFAR-10 in binary batches: a folder and an archive give the same; what is not whole is refused', async () => {
  fs.mkdirSync('bin/cifar-10-batches-bin', { recursive: true });
  const batch = encodeCifar(flat(1, [32, 32, 3]));
  for (const name of CIFAR10_FILES) fs.writeFileSync(`bin/cifar-10-batches-bin/${name}`, batch);
  await tar.create({ gzip: true, file: 'binary.tar.gz', cwd: 'bin' }, ['cifar-10-batches-bin']);

  const fromFolder = await importCifar10('bin', 'data/cifar-10', { counts: COUNTS });
  const fromArchive = await importCifar10('binary.tar.gz', 'data/cifar-10', { counts: COUNTS });
  assert.deepEqual(fromArchive, fromFolder);
  assert.equal(fromArchive.encoding, undefined);
  const data = await cifar10();
  assert.deepEqual(
    [data.provenance.source, data.train.size, data.validation.size, data.test.size],
    ['full', 45, 5, 10],
  );
  assert.deepEqual([...data.test.inputs.subarray(3072, 3075)], [20, 20, 20]);

  await assert.rejects(importCifar10('bin', 'x'), refusal(/expected 5000 train images of airplane, found 5/));
  fs.truncateSync('binary.tar.gz', 200);
  await assert.rejects(
    importCifar10('binary.tar.gz', 'x', { counts: COUNTS }),
    refusal(/no tar archive, or it is truncated|there is no CIFAR-10 here/),
  );
  fs.writeFileSync('page.html', '<html>'.repeat(1000));
  await assert.rejects(importCifar10('page.html', 'x'), refusal(/no tar archive/));
  await assert.rejects(importCifar10('nowhere', 'x'), refusal(/^nowhere: there is no such file or folder/));
  fs.rmSync(`bin/cifar-10-batches-bin/${CIFAR10_FILES[2]}`);
  await assert.rejects(importCifar10('bin', 'x', { counts: COUNTS }), refusal(/data_batch_3\.bin missing/));
  assert.equal(fs.existsSync('x'), false);
});

test('CIFAR-10 in JPEG folders: labels by name, marked jpeg, the same from a folder and an archive', async () => {
  const shade = (label: number) => 20 * label + 10;
  for (const [part, count] of Object.entries(COUNTS)) {
    for (const [label, name] of CIFAR10_ENGLISH_NAMES.entries()) {
      fs.mkdirSync(`jpeg/cifar-10-images/${part}/${name}`, { recursive: true });
      for (let i = 0; i < count; i++) {
        const background = { r: shade(label), g: shade(label), b: shade(label) };
        await sharp({ create: { width: 32, height: 32, channels: 3, background } })
          .jpeg()
          .toFile(`jpeg/cifar-10-images/${part}/${name}/000${i}.jpg`);
      }
    }
  }
  await tar.create({ gzip: true, file: 'jpeg.tar.gz', cwd: 'jpeg' }, ['cifar-10-images']);
  let decoded = 0;
  const onProgress = (n: number) => {
    decoded = n;
  };
  const provenance = await importCifar10('jpeg.tar.gz', 'data/cifar-10', { counts: COUNTS, onProgress });
  assert.equal(decoded, 60);
  assert.equal(provenance.encoding, 'jpeg');
  assert.deepEqual(await importCifar10('jpeg', 'data/cifar-10', { counts: COUNTS }), provenance);
  const { train, test: held } = await cifar10({ validation: 0 });
  for (const { inputs, labels, size } of [train, held]) {
    for (let i = 0; i < size; i++) assert.equal(inputs[i * 3072], shade(labels[i]));
  }

  const victim = 'jpeg/cifar-10-images/train/cat/0000.jpg';
  const whole = fs.readFileSync(victim);
  fs.writeFileSync(victim, whole.subarray(0, whole.length - 4));
  await assert.rejects(
    importCifar10('jpeg', 'x', { counts: COUNTS }),
    refusal(/train\/cat\/0000\.jpg: this cannot be read as a JPEG/),
  );
  fs.writeFileSync(victim, await sharp(whole).resize(16, 16).jpeg().toBuffer());
  await assert.rejects(importCifar10('jpeg', 'x', { counts: COUNTS }), refusal(/found 16 x 16/));
  fs.rmSync(victim);
  await assert.rejects(
    importCifar10('jpeg', 'x', { counts: COUNTS }),
    refusal(/expected 5 train images of cat, found 4/),
  );
  assert.equal(fs.existsSync('x'), false);
});

test('the free sounds are stored with their list and licences; what is missing or leads elsewhere is told', async () => {
  const [from, to] = ['from', 'to'].map((name) => fs.mkdtempSync(path.join(root, name)));
  const write = (name: string, content: string | Uint8Array) => {
    fs.mkdirSync(path.dirname(path.join(from, name)), { recursive: true });
    fs.writeFileSync(path.join(from, name), content);
  };
  write('manifest.csv', 'file,package,version,path,seconds\ngame/0001.ogg,game,1.0,usr/share/a.ogg,1.5\n');
  write('game/0001.ogg', Uint8Array.of(1, 2, 3));
  await assert.rejects(importFreeSounds(from, to), {
    name: 'UserError',
    message: /licences.game\.txt: there is no such file/,
  });
  write('licences/game.txt', 'CC0');
  const { name } = await importFreeSounds(from, to);
  assert.equal(name, 'Free sounds');
  assert.equal(fs.readFileSync(path.join(to, 'licences', 'game.txt'), 'utf8'), 'CC0');
  assert.match(fs.readFileSync(path.join(to, 'clips.csv'), 'utf8'), /^game\/0001\.ogg,0,,game,,/m);
  write('manifest.csv', 'file,package\n../secret.ogg,game\n');
  await assert.rejects(importFreeSounds(from, to), /line 2: \.\.\/secret\.ogg leads out of the set's folder/);
  write('manifest.csv', 'file,package\ngame/0002.ogg,game\n');
  await assert.rejects(importFreeSounds(from, to), /line 2: .*0002\.ogg is missing/);
});
