import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';
import { cifar10, type Dataset, mnist } from '../../../lib/data';
import { UserError } from '../../../lib/errors';
import { makeCifar10Sample, makeMnistSample, makePersonalSamples } from '../../../tools/samples/make-samples';

function countsOf(labels: Int32Array): number[] {
  const counts = new Array(10).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}

const sizes = ({ train, validation, test: held }: Dataset) => [train.size, validation.size, held.size];

test('the sample of MNIST: checksum, licence, balance', async () => {
  // Reading compares every byte with provenance.json.
  const data = await mnist({ source: 'sample' });
  assert.deepEqual(sizes(data), [1800, 200, 500]);
  assert.deepEqual(countsOf(data.train.labels), new Array(10).fill(180));
  assert.deepEqual(countsOf(data.validation.labels), new Array(10).fill(20));
  assert.deepEqual(countsOf(data.test.labels), new Array(10).fill(50));
  assert.deepEqual(data.train.inputShape, [28, 28, 1]);
  assert.deepEqual(data.classNames, ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  const { source, licence, citation, encoding, checksum } = data.provenance;
  assert.deepEqual([source, licence, encoding], ['sample', 'CC BY-SA 3.0', undefined]);
  assert.match(citation, /LeCun/);
  assert.equal(checksum, 'a70e1c25ee4a24c5e414a1a9ed6a271d40cb46c73b9d946c5f03f51a4e4654cf');
});

test('the sample of CIFAR-10: checksum, jpeg, balance, French names', async () => {
  const data = await cifar10({ source: 'sample' });
  assert.deepEqual(sizes(data), [900, 100, 300]);
  assert.deepEqual(countsOf(data.train.labels), new Array(10).fill(90));
  assert.deepEqual(countsOf(data.test.labels), new Array(10).fill(30));
  assert.deepEqual(data.train.inputShape, [32, 32, 3]);
  assert.equal(data.classNames.join(), 'avion,voiture,oiseau,chat,cerf,chien,grenouille,cheval,bateau,camion');
  const { source, encoding, citation, checksum } = data.provenance;
  assert.deepEqual([source, encoding], ['sample', 'jpeg']);
  assert.match(citation, /Krizhevsky/);
  assert.equal(checksum, 'a91a13f474787b3fa297b7572c41fc493093742dd8751a402084633215d0022f');
});

test('sizes, validation and seed choose; no example is in two parts', async () => {
  const data = await cifar10({ source: 'sample', trainSize: 500, testSize: 100, validation: 0.2, seed: 3 });
  assert.deepEqual(sizes(data), [400, 100, 100]);
  for (const part of [data.train, data.validation, data.test]) {
    assert.deepEqual(countsOf(part.labels), new Array(10).fill(part.size / 10));
  }
  const rows = ({ inputs, size }: Dataset['train']) =>
    Array.from({ length: size }, (_, i) => Buffer.from(inputs.subarray(i * 3072, (i + 1) * 3072)).toString('base64'));
  const all = [...rows(data.train), ...rows(data.validation), ...rows(data.test)];
  assert.equal(new Set(all).size, 600);
  const again = await cifar10({ source: 'sample', trainSize: 500, testSize: 100, validation: 0.2, seed: 3 });
  assert.deepEqual(again.validation.inputs, data.validation.inputs);
  const other = await cifar10({ source: 'sample', trainSize: 500, testSize: 100, validation: 0.2, seed: 4 });
  assert.notDeepEqual(other.validation.inputs, data.validation.inputs);
  assert.deepEqual(sizes(await mnist({ source: 'sample', trainSize: 9999, validation: 0 })), [2000, 0, 500]);
});

test('options out of range get one sentence', async () => {
  for (const [options, message] of [
    [{ validation: 1 }, /^mnist: validation is 1; expected a number, at least 0 and below 1/],
    [{ trainSize: 0 }, /^mnist: trainSize is 0; expected a whole number, at least 1/],
    [{ testSize: 2.5 }, /^mnist: testSize is 2\.5; expected a whole number/],
    [{ seed: 0.5 }, /^mnist: seed is 0\.5; expected a whole number/],
    [{ source: 'all' as 'full' }, /^mnist: source is the text "all"; expected auto, sample or full/],
  ] as const) {
    await assert.rejects(
      mnist({ source: 'sample', ...options }),
      (error: Error) => error instanceof UserError && message.test(error.message),
    );
  }
});

const originals = process.env.CAHIER_ORIGINALS;

test('the samples can be made again, byte for byte', {
  skip: !originals && 'CAHIER_ORIGINALS is not set',
}, async (context) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-samples-'));
  context.after(() => fs.rmSync(folder, { recursive: true }));
  await makeMnistSample(path.join(originals!, 'mnist'), path.join(folder, 'mnist'));
  await makeCifar10Sample(path.join(originals!, 'cifar-10-images.tar.gz'), path.join(folder, 'cifar-10'));
  await makePersonalSamples(path.join(folder, 'personal'));
  for (const entry of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (fs.statSync(path.join(folder, entry)).isDirectory()) continue;
    const [made, committed] = [folder, 'data/samples'].map((root) => fs.readFileSync(path.join(root, entry)));
    // Another Node may zip otherwise: what counts is the content.
    const content = (bytes: Buffer) => (entry.endsWith('.gz') ? gunzipSync(bytes) : bytes);
    assert.ok(content(made).equals(content(committed)), entry);
  }
});
