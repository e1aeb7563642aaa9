import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import sharp from 'sharp';
import { imageCollection, imageFolder, select, splitImages, stratifiedGroupKFold } from '../../../lib/data';
import { UserError } from '../../../lib/errors';
import { setWorkspace } from '../../../lib/workspace';

// Caches go to .cache of the workspace: a folder of this test's own.
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-image-folder-'));
const home = process.cwd();
process.chdir(root);
setWorkspace(root);
test.after(() => {
  process.chdir(home);
  fs.rmSync(root, { recursive: true });
});

const caches = () => (fs.existsSync('.cache/images') ? fs.readdirSync('.cache/images') : []);
const refusal = (message: RegExp) => (error: Error) => error instanceof UserError && message.test(error.message);
const image = { size: 4 };

/** A flat picture of one grey level; the file's ending says its format. No two files hold the same bytes. */
async function flat(file: string, grey: number, { width = 12, height = 9 } = {}): Promise<void> {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await writeFlat(file, grey, { width, height });
  fs.appendFileSync(file, path.basename(file));
}

async function writeFlat(file: string, grey: number, { width = 12, height = 9 } = {}): Promise<void> {
  const picture = sharp({ create: { width, height, channels: 3, background: { r: grey, g: grey, b: grey } } });
  if (!file.endsWith('.bmp')) {
    await picture.toFile(file);
    return;
  }
  const stride = 4 * Math.ceil((3 * width) / 4);
  const bytes = Buffer.alloc(54 + stride * height, grey);
  bytes.fill(0, 0, 54);
  bytes.write('BM');
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(24, 28);
  fs.writeFileSync(file, bytes);
}

/** `count` pictures a class, in formats taken in turn, grey levels 60 (cat) and 180 (dog). */
async function pets(folder: string, count: number): Promise<void> {
  const endings = ['jpg', 'png', 'gif', 'bmp', 'webp', 'jpeg'];
  for (const [name, grey] of [
    ['cat', 60],
    ['dog', 180],
  ] as const) {
    for (let i = 0; i < count; i++) {
      await flat(path.join(folder, name, `${String(i).padStart(2, '0')}.${endings[i % endings.length]}`), grey);
    }
  }
}

test('a folder of class folders: every format, stratified parts, files and their sizes, the right bytes', async () => {
  await pets('pets', 10);
  fs.writeFileSync('pets/cat/notes.txt', 'no picture');
  fs.writeFileSync('pets/cat/.hidden.jpg', 'left by some system');
  const data = await imageFolder('pets', { image, validation: 0.25, test: 0.2, seed: 1 });
  assert.deepEqual(data.classNames, ['cat', 'dog']);
  assert.deepEqual([data.train.size, data.validation.size, data.test.size], [12, 4, 4]);
  assert.deepEqual(data.train.inputShape, [4, 4, 1]);
  for (const part of ['train', 'validation', 'test'] as const) {
    const { inputs, labels, size } = data[part];
    assert.equal(labels.filter((label) => label === 0).length, size / 2);
    for (let i = 0; i < size; i++) {
      // JPEG and WebP may miss a flat grey by a level or two, and reducing it by one more.
      const wrong = inputs.subarray(16 * i, 16 * i + 16).find((v) => Math.abs(v - (labels[i] ? 180 : 60)) > 3);
      assert.equal(wrong, undefined, data.files[part][i].name);
      const { name, height, width } = data.files[part][i];
      assert.deepEqual([path.basename(path.dirname(name)), height, width], [data.classNames[labels[i]], 9, 12]);
    }
  }
  assert.equal(new Set(Object.values(data.files).flatMap((files) => files.map(({ name }) => name))).size, 20);
  const { source, licence, checksum, note } = data.provenance;
  const all = ['cat', 'dog'].flatMap((name) =>
    fs
      .readdirSync(`pets/${name}`)
      .filter((file) => /^\d/.test(file))
      .sort()
      .map((file) => fs.readFileSync(`pets/${name}/${file}`)),
  );
  const expected = createHash('sha256').update(Buffer.concat(all)).digest('hex');
  const aside = 'left aside: 1 .txt file (cat/notes.txt), 1 hidden file (cat/.hidden.jpg)';
  assert.deepEqual([source, licence, checksum, note], ['own', 'not stated', expected, aside]);
});

test('the seed draws the parts, the options bound them', async () => {
  const options = { image, validation: 0.25, test: 0.2 };
  const first = await imageFolder('pets', { ...options, seed: 1 });
  assert.deepEqual((await imageFolder('pets', { ...options, seed: 1 })).files, first.files);
  assert.notDeepEqual((await imageFolder('pets', { ...options, seed: 2 })).files, first.files);
  const small = await imageFolder('pets', { ...options, trainSize: 8, testSize: 2 });
  assert.deepEqual([small.train.size, small.validation.size, small.test.size], [6, 2, 2]);
  await assert.rejects(
    imageFolder('pets', { image, test: 1 }),
    refusal(/^imageFolder: test is 1; expected a number, at least 0 and below 1/),
  );
  await assert.rejects(
    imageFolder('pets', { image, validation: -1 }),
    refusal(/^imageFolder: validation is -1; expected/),
  );
  await assert.rejects(
    imageFolder('pets', { image: { size: 2.5 } }),
    refusal(/^imageFolder: image\.size is 2\.5; expected a whole number/),
  );
});

test('parts that the folder has are followed', async () => {
  await pets('parted/Training', 4);
  await pets('parted/test', 2);
  const drawn = await imageFolder('parted', { image, validation: 0.25 });
  assert.deepEqual([drawn.train.size, drawn.validation.size, drawn.test.size], [6, 2, 4]);
  assert.ok(drawn.files.test.every(({ name }) => name.includes(`${path.sep}test${path.sep}`)));
  assert.ok(drawn.files.validation.every(({ name }) => name.includes('Training')));
  await pets('parted/val', 1);
  const given = await imageFolder('parted', { image });
  assert.deepEqual([given.train.size, given.validation.size, given.test.size], [8, 2, 4]);
  assert.ok(given.files.validation.every(({ name }) => name.includes(`${path.sep}val${path.sep}`)));
  await flat('parted/test/cow/0.png', 9);
  await assert.rejects(imageFolder('parted', { image }), refusal(/test\/cow: there is no class cow in Training/));
});

test('a CSV file: paths beside it, labels as classes, parts, other columns left alone', async () => {
  fs.mkdirSync('lists');
  const rows = [
    'id,path,label,part',
    '0,../pets/cat/00.jpg,10,train',
    '1,"../pets/dog/00.jpg",2,training',
    '2,../pets/dog/01.png,2,test',
    '3,../pets/cat/01.png,10,val',
  ];
  fs.writeFileSync('lists/pets.csv', rows.join('\n'));
  const data = await imageFolder('lists/pets.csv', { image });
  assert.deepEqual(data.classNames, ['2', '10']);
  assert.deepEqual([...data.train.labels], [1, 0]);
  assert.deepEqual([[...data.validation.labels], [...data.test.labels]], [[1], [0]]);
  for (const [text, message] of [
    ['name,kind\na,b', /expected the columns path and label, found name, kind; rename them/],
    ['', /the table is empty/],
    ['path,label\n', /no picture listed/],
    ['path,label\na.jpg,\n', /line 2: label is empty/],
    ['path,label,part\na.jpg,x,exam\n', /line 2: part is "exam"; expected train/],
    ['path,label\n"a.jpg,x\n', /line 2: a quote is not closed/],
  ] as const) {
    fs.writeFileSync('lists/wrong.csv', text);
    await assert.rejects(imageFolder('lists/wrong.csv', { image }), refusal(message));
  }
});

test('unreadable files are counted and named, and the rest goes on', async () => {
  await pets('torn', 7);
  const whole = fs.readFileSync('torn/cat/00.jpg');
  fs.writeFileSync('torn/cat/00.jpg', whole.subarray(0, whole.length / 2));
  fs.writeFileSync('torn/cat/03.bmp', fs.readFileSync('torn/cat/03.bmp').subarray(0, 90));
  fs.writeFileSync('torn/dog/01.png', '');
  fs.writeFileSync('torn/dog/02.gif', 'GIF89a, or so it says');
  const options = { image, validation: 0, test: 0 };
  const before = caches().length;
  const data = await imageFolder('torn', options);
  assert.equal(data.train.size, 10);
  assert.deepEqual(
    data.unreadable.map(({ name }) => name),
    ['torn/cat/00.jpg', 'torn/cat/03.bmp', 'torn/dog/01.png', 'torn/dog/02.gif'],
  );
  assert.match(data.unreadable[1].reason, /^this cannot be read as a picture \(truncated BMP: 90 of /);
  assert.match(data.unreadable[2].reason, /the file is empty/);
  assert.match(data.provenance.note ?? '', /^4 of 14 files could not be read: torn\/cat\/00\.jpg, /);
  // Rows and files still belong together after the gaps.
  data.files.train.forEach(({ name }, row) => {
    assert.ok(Math.abs(data.train.inputs[16 * row] - (name.includes('cat') ? 60 : 180)) <= 3, name);
  });

  // From the cache, and from a folder that was moved, it is the same.
  assert.equal(caches().length, before + 1);
  fs.renameSync('torn', 'moved');
  const again = await imageFolder('moved', options);
  assert.equal(caches().length, before + 1);
  assert.deepEqual(again.train, data.train);
  assert.deepEqual(
    again.unreadable.map(({ name, reason }) => [name.replace('moved', 'torn'), reason]),
    data.unreadable.map(({ name, reason }) => [name, reason]),
  );

  for (const name of fs.readdirSync('moved/cat')) fs.writeFileSync(`moved/cat/${name}`, '');
  await assert.rejects(imageFolder('moved', options), refusal(/no picture of class cat can be read \(9 of 14 files/));
  fs.writeFileSync('lists/gone.csv', 'path,label\n../pets/cat/00.jpg,a\nnowhere.jpg,a\n');
  const gone = await imageFolder('lists/gone.csv', options);
  assert.match(gone.unreadable[0].reason, /^there is no such file/);
});

test('the cache is used, and made anew for another size, another content or damage', async () => {
  await pets('cached', 3);
  const options = { image, validation: 0, test: 0 };
  const known = new Set(caches());
  const first = await imageFolder('cached', options);
  const [name] = caches().filter((file) => !known.has(file));
  const file = path.join('.cache', 'images', name);
  const stored = fs.readFileSync(file);

  // A mark in the cache, with its own checksum, shows through: it is the cache that is read.
  const end = stored.indexOf(10);
  const header = JSON.parse(stored.subarray(0, end).toString());
  const pixels = Buffer.from(stored.subarray(end + 1));
  pixels[0] = 99;
  header.sha256 = createHash('sha256').update(pixels).digest('hex');
  fs.writeFileSync(file, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), pixels]));
  assert.equal((await imageFolder('cached', options)).train.inputs[0], 99);

  for (const damage of [
    stored.subarray(0, stored.length - 1),
    Buffer.concat([stored.subarray(0, -1), Buffer.of(stored[stored.length - 1] ^ 1)]),
    Buffer.from('nonsense\n'),
    Buffer.from('{}\n'),
    Buffer.alloc(0),
  ]) {
    fs.writeFileSync(file, damage);
    assert.deepEqual((await imageFolder('cached', options)).train, first.train);
    assert.deepEqual(fs.readFileSync(file), stored, 'the damaged cache was not made again');
  }
  const count = caches().length;
  await imageFolder('cached', { ...options, image: { size: 5 } });
  await imageFolder('cached', { ...options, image: { size: 4, channels: 3 } });
  await imageFolder('cached', { ...options, image: { size: 4, fit: 'contain' } });
  assert.equal(caches().length, count + 3);
  await flat('cached/cat/01.png', 90);
  const changed = await imageFolder('cached', options);
  assert.equal(caches().length, count + 4);
  assert.equal(changed.train.inputs[16], 90);
  assert.ok(
    caches().every((cache) => cache.endsWith('.u8')),
    'a temporary file stayed',
  );
});

test('a folder in which no cache can be written still gives its pictures', async () => {
  await pets('shared', 2);
  fs.renameSync('.cache', 'kept');
  // A dangling link into a folder that cannot be made: no right would stop the super-user.
  fs.symlinkSync('/proc/1/fdinfo/none', '.cache');
  const data = await imageFolder('shared', { image, validation: 0, test: 0 }).finally(() => {
    fs.rmSync('.cache');
    fs.renameSync('kept', '.cache');
  });
  assert.equal(data.train.size, 4);
});

test('proportions: contain keeps them between black bars, fill stretches, cover crops', async () => {
  fs.mkdirSync('wide/a', { recursive: true });
  const white = { create: { width: 4, height: 4, channels: 3, background: '#ffffff' } } as const;
  await sharp({ create: { width: 16, height: 4, channels: 3, background: '#808080' } })
    .composite([{ input: white, left: 0, top: 0 }])
    .png()
    .toFile('wide/a/0.png');
  const pixels = async (fit: 'cover' | 'contain' | 'fill') => [
    ...(await imageFolder('wide', { image: { size: 4, fit }, validation: 0, test: 0 })).train.inputs,
  ];
  const [cover, contain, fill] = [await pixels('cover'), await pixels('contain'), await pixels('fill')];
  assert.ok(
    cover.every((value) => Math.abs(value - 128) < 30),
    `${cover}`,
  );
  assert.ok(
    contain.slice(12).every((value) => value === 0) && contain.slice(0, 4).every((value) => value === 0),
    `${contain}`,
  );
  assert.ok(fill[0] > 240 && fill[12] > 240 && Math.abs(fill[3] - 128) < 15, `${fill}`);
});

test('a collection gives all pictures, and what ties them together, for a cross-validation', async () => {
  await pets('whole', 8);
  fs.writeFileSync('whole/list.csv', patients('whole'));
  const pictures = await imageCollection('whole/list.csv', { image });
  assert.deepEqual([pictures.all.size, pictures.files.length, pictures.all.inputs.length], [16, 16, 16 * 16]);
  assert.equal(new Set(pictures.groups).size, 8);
  assert.deepEqual(new Set(pictures.parts), new Set([undefined]));
  const folds = stratifiedGroupKFold(pictures.all.labels, pictures.groups, { k: 4, seed: 1 });
  for (const { train, test: held } of folds) {
    assert.deepEqual([train.length, held.length], [12, 4]);
    const learnt = select(pictures.all, train);
    assert.deepEqual([learnt.size, learnt.labels.filter((label) => label === 0).length], [12, 6]);
  }
  const parted = splitImages(pictures, { test: 0.25, validation: 0.25, seed: 2 });
  const patientsOf = (part: 'train' | 'validation' | 'test') =>
    new Set(parted.files[part].map(({ name }) => pictures.groups[pictures.files.findIndex((f) => f.name === name)]));
  for (const patient of patientsOf('test')) assert.ok(!patientsOf('train').has(patient));
  assert.deepEqual([parted.train.part, parted.validation.part, parted.test.part], ['train', 'validation', 'test']);
  assert.deepEqual(await imageFolder('whole/list.csv', { image, test: 0.25, validation: 0.25, seed: 2 }), parted);
});

/** A list of all pictures of `pets`: each patient has two of one class. */
function patients(folder: string): string {
  const files = ['cat', 'dog'].flatMap((name) =>
    fs
      .readdirSync(`${folder}/${name}`)
      .sort()
      .map((file) => `${name}/${file}`),
  );
  const rows = files.map((file, i) => `${file},${file.slice(0, 3)},p${Math.floor(i / 2)}`);
  return ['path,label,patient', ...rows].join('\n');
}

test('copies of a picture never stand on both sides', async () => {
  await pets('copied', 6);
  for (const name of fs.readdirSync('copied/cat')) {
    for (const copy of ['a', 'b']) fs.copyFileSync(`copied/cat/${name}`, `copied/cat/${copy}${name}`);
  }
  for (let seed = 0; seed < 5; seed++) {
    const { files, provenance } = await imageFolder('copied', { image, test: 0.3, validation: 0.2, seed });
    const stems = (part: 'train' | 'validation' | 'test') =>
      new Set(files[part].map(({ name }) => name.replace(/\/[ab](?=\d)/, '/')));
    for (const [one, other] of [
      ['train', 'test'],
      ['train', 'validation'],
      ['validation', 'test'],
    ] as const) {
      assert.ok(
        [...stems(one)].every((stem) => !stems(other).has(stem)),
        `seed ${seed}`,
      );
    }
    assert.match(provenance.note ?? '', /12 files are byte for byte a copy of another: cat\/00\.jpg = cat\/a00\.jpg/);
  }
});

test('classes that a part lacks, several pictures in a file and what is shown of a turned picture are said', async () => {
  await pets('odd', 5);
  await flat('odd/cow/0.png', 9);
  fs.writeFileSync('odd/dog/film.gif', fs.readFileSync(path.join(home, 'test/golden/pictures/animated.gif')));
  fs.writeFileSync('odd/cow/turned', fs.readFileSync(path.join(home, 'test/golden/pictures/turned6.jpg')));
  const { provenance, files, train } = await imageFolder('odd', { image });
  const note = provenance.note ?? '';
  assert.match(note, /1 file holds several pictures: odd\/dog\/film\.gif: the first of its 2 pictures/);
  assert.match(note, /validation has no example of .*cow \(2 in all\)/);
  assert.ok([...train.labels].includes(1));
  const turned = Object.values(files)
    .flat()
    .find(({ name }) => name.endsWith('turned'));
  assert.deepEqual([turned?.height, turned?.width], [9, 6]);
});

test('no classes: one sentence', async () => {
  fs.mkdirSync('empty/class', { recursive: true });
  await assert.rejects(
    imageFolder('empty', { image }),
    refusal(/empty\/class: there is no picture in this class folder/),
  );
  fs.mkdirSync('bare');
  await assert.rejects(
    imageFolder('bare', { image }),
    refusal(/^bare: there are no class folders here; expected CLASS/),
  );
  await assert.rejects(imageFolder('nowhere', { image }), refusal(/^nowhere: there is no such folder or file/));
});
