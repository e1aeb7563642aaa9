import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { type LayoutOptions, listLabelledFiles } from '../../lib/data/labelled-files';
import { UserError } from '../../lib/errors';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-labelled-files-'));
test.after(() => fs.rmSync(root, { recursive: true }));

const refusal = (message: RegExp) => (error: Error) => error instanceof UserError && message.test(error.message);
let made = 0;

/** A new folder of files, each with bytes of its own, or with those given. */
function folderOf(files: readonly string[], contents: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = path.join(root, `${made++}`);
  for (const file of [...files, ...Object.keys(contents)]) {
    fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), contents[file] ?? `content of ${file}`);
  }
  return folder;
}

/** CLASS/0.jpg, CLASS/1.jpg of each class below a folder. */
const pictures = (above: string, ...classes: string[]) =>
  classes.flatMap((name) => [`${above}${name}/0.jpg`, `${above}${name}/1.jpg`]);

/** How many files each class has in each part, and the notes. */
function listed(source: string, options?: LayoutOptions) {
  const { files, classNames, notes } = listLabelledFiles(source, 'picture', options);
  const counts: Record<string, number> = {};
  for (const { label, part } of files) {
    const key = part === undefined ? classNames[label] : `${part} ${classNames[label]}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return { counts, notes: notes.join('; '), files, classNames };
}

const refused = (source: string, message: RegExp, options?: LayoutOptions) =>
  assert.throws(() => listed(source, options), refusal(message));

test('class folders: what is no picture is counted and named by its reason', () => {
  const folder = folderOf([
    ...pictures('', 'cat', 'dog'),
    'cat/notes.txt',
    'cat/more.txt',
    'dog/README',
    'dog/.thumbnails/0.jpg',
    'dog/song.wav',
    'stray.png',
  ]);
  const { counts, notes } = listed(folder);
  assert.deepEqual(counts, { cat: 2, dog: 2 });
  assert.equal(
    notes,
    `left aside: 1 picture beside the class folders (stray.png); left aside: 2 .txt files (cat/more.txt and cat/notes.txt), 1 file without an ending (dog/README), 1 .wav file (dog/song.wav), 1 hidden folder (dog/.thumbnails)`,
  );
});

test('a file counts by its first bytes where its ending says nothing, and by its ending where they do not', () => {
  const jpeg = Buffer.from('ffd8ffe000104a46494600', 'hex');
  const dicom = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]);
  const folder = folderOf(['cat/a.tif', 'cat/b.AVIF', 'dog/c.heic'], {
    'cat/0': jpeg,
    'cat/1.dat': Buffer.concat([jpeg, Buffer.from('2')]),
    'dog/IM0001': dicom,
    'dog/page.jpg': '<html>',
    'dog/empty': '',
    'dog/a.pdf': '%PDF',
  });
  const { counts, notes } = listed(folder);
  assert.deepEqual(counts, { cat: 4, dog: 3 });
  assert.equal(notes, 'left aside: 1 .pdf file (dog/a.pdf), 1 empty file (dog/empty)');
});

test('parts by many names, in any case and language', () => {
  for (const [train, validation, test] of [
    ['train', 'val', 'test'],
    ['Training', 'Validation', 'Testing'],
    ['TRAIN', 'VALID', 'TESTS'],
    ['Train_set', 'valid-set', 'Test Images'],
    ['entraînement', 'validation', 'test'],
    ['1_train', '2_dev', '3_test'],
    ['seg_train', 'seg_val', 'seg_test'],
    ['entrenamiento', 'validación', 'prueba'],
    ['trainData', 'valData', 'testData'],
  ]) {
    const folder = folderOf([train, validation, test].flatMap((part) => pictures(`${part}/`, 'cat', 'dog')));
    const expected = Object.fromEntries(
      ['train', 'validation', 'test'].flatMap((part) => ['cat', 'dog'].map((name) => [`${part} ${name}`, 2])),
    );
    assert.deepEqual(listed(folder).counts, expected, train);
  }
});

test('folders around the classes, the parts, and within the parts are seen through', () => {
  const counts = { 'train glioma': 2, 'train pituitary': 2, 'test glioma': 2, 'test pituitary': 2 };
  const parted = (above: string, train: string, test: string) => [
    ...pictures(`${above}${train}/`, 'glioma', 'pituitary'),
    ...pictures(`${above}${test}/`, 'glioma', 'pituitary'),
  ];
  const archive = folderOf([...parted('archive/brain/', 'Training', 'Testing'), 'archive/licence.txt']);
  assert.deepEqual(listed(archive).counts, counts);
  assert.match(listed(archive).notes, /the classes are those of archive\/brain; left aside: 1 \.txt file/);
  assert.deepEqual(listed(folderOf(parted('', 'seg_train/seg_train', 'seg_test/seg_test'))).counts, counts);
  assert.deepEqual(listed(folderOf(pictures('archive/pets/', 'cat', 'dog'))).counts, { cat: 2, dog: 2 });
  const within = folderOf(['cat/train/0.jpg', 'cat/test/1.jpg', 'dog/Train/2.jpg', 'dog/Test/3.jpg']);
  assert.deepEqual(listed(within).counts, { 'train cat': 1, 'train dog': 1, 'test cat': 1, 'test dog': 1 });
  const beside = folderOf([...pictures('', 'cat', 'dog'), ...pictures('test/', 'cat', 'dog')]);
  assert.deepEqual(listed(beside).counts, { 'train cat': 2, 'train dog': 2, 'test cat': 2, 'test dog': 2 });
  assert.match(listed(beside).notes, /the class folders beside test are for training/);
});

test('a class may be called train or test; a part without class folders is left aside and said so', () => {
  const vehicles = listed(folderOf(pictures('', 'car', 'plane', 'train')));
  assert.deepEqual(vehicles.counts, { car: 2, plane: 2, train: 2 });
  assert.match(vehicles.notes, /train, which holds pictures and no class folders, is taken for a class/);
  const unlabelled = listed(folderOf([...pictures('train/', 'cat', 'dog'), 'test/0.jpg', 'test/1.jpg', 'extra/2.jpg']));
  assert.deepEqual(unlabelled.counts, { 'train cat': 2, 'train dog': 2 });
  assert.match(unlabelled.notes, /test is left aside: it holds 2 pictures and no class folders/);
  assert.match(unlabelled.notes, /extra is left aside: it stands beside the parts \(1 picture\)/);
});

test('folders within class folders belong to the class where that is clear, and else are asked about', () => {
  const clear = listed(folderOf([...pictures('', 'cat'), 'cat/more/2.jpg', 'dog/deep/0.jpg']));
  assert.deepEqual(clear.counts, { cat: 3, dog: 1 });
  assert.match(clear.notes, /the pictures of cat\/more and dog\/deep are of the class of the folder above/);
  const patients = folderOf(['glioma/p1/0.png', 'glioma/p2/1.png', 'none/p3/2.png', 'none/p4/3.png']);
  refused(
    patients,
    /glioma and none hold no pictures but folders of them \(p1, p2, p3 and p4\); .*classFolder: 'first'/,
  );
  assert.deepEqual(listed(patients, { classFolder: 'first' }).counts, { glioma: 2, none: 2 });
  const group = (file: string) => path.basename(path.dirname(file));
  const grouped = listed(patients, { classFolder: 'first', group });
  assert.deepEqual(grouped.files.map((file) => file.group).sort(), ['p1', 'p2', 'p3', 'p4']);
  const hospitals = folderOf([...pictures('north/', 'cat', 'dog'), ...pictures('south/', 'cat', 'dog')]);
  refused(hospitals, /classFolder/);
  assert.deepEqual(listed(hospitals, { classFolder: 'last' }).counts, { cat: 4, dog: 4 });
  refused(folderOf([...pictures('images/', 'cat'), ...pictures('extra/', 'dog')]), /extra and images hold no pictures/);
  refused(folderOf([...pictures('', 'cat', 'dog'), ...pictures('all/', 'cat', 'dog')]), /all hold no pictures but/);
});

test('what cannot be class folders is refused in one sentence, never one class "images"', () => {
  refused(folderOf(['images/0.jpg', 'images/1.jpg']), /images would be the only class, which names no class/);
  refused(folderOf(['images/0.jpg', 'masks/0.png']), /images and masks would be the only classes/);
  refused(folderOf(['train/images/0.jpg', 'valid/images/1.jpg']), /images would be the only class/);
  refused(folderOf(['train/0.jpg', 'test/1.jpg']), /test and train hold pictures and no class folders/);
  refused(folderOf(['trainA/0.jpg', 'trainB/1.jpg']), /trainA and trainB hold pictures and no class folders/);
  refused(
    folderOf([...pictures('val/', 'cat'), ...pictures('test/', 'cat')]),
    /found test and val, and no folder train beside/,
  );
  refused(folderOf(['0.jpg', '1.jpg']), /there are 2 pictures and no class folders here; expected CLASS/);
  refused(folderOf(['readme.txt']), /there are no class folders here/);
  refused(
    folderOf([...pictures('', 'cat'), 'dog/list.txt']),
    /dog: there is no picture in this class folder \(but 1 \.txt file/,
  );
  refused(folderOf(pictures('', 'Cat', 'cat')), /the classes "Cat" \(2\) and "cat" \(2\) differ in writing only/);
  refused(
    folderOf([...pictures('train/', 'cat', 'dog'), ...pictures('test/', 'cow')]),
    /test\/cow: there is no class cow in train/,
  );
  refused(path.join(root, 'nowhere'), /nowhere: there is no such folder or file/);
});

test('a class whose name is composed in two ways is one class, and its files are found', () => {
  const { counts, files } = listed(
    folderOf(['été/0.jpg', 'été/1.jpg', 'hiver/2.jpg'].map((name, i) => name.normalize(i === 0 ? 'NFC' : 'NFD'))),
  );
  assert.deepEqual(counts, { été: 2, hiver: 1 });
  for (const { file } of files) assert.ok(fs.existsSync(file), file);
});

test('numbers before texts, numbers by number: one order whatever comes first', () => {
  const names = ['10', '9', '1a', '2', 'b', '-1'];
  const expected = ['-1', '2', '9', '10', '1a', 'b'];
  assert.deepEqual(listed(folderOf(pictures('', ...names))).classNames, expected);
});

test('copies are one group and are told, with those in different classes', () => {
  const folder = folderOf([], {
    'cat/a.jpg': 'same',
    'cat/b.jpg': 'same',
    'cat/c.jpg': 'diff',
    'dog/a.jpg': 'same',
    'dog/d.jpg': 'd',
    'dog/empty.jpg': '',
    'cat/empty.jpg': '',
  });
  const { files, notes } = listed(folder);
  assert.match(notes, /2 files are byte for byte a copy of another: cat\/a\.jpg = cat\/b\.jpg = dog\/a\.jpg/);
  assert.match(notes, /copies stand in different classes: cat\/a\.jpg = cat\/b\.jpg = dog\/a\.jpg/);
  const groupOf = (name: string) => files.find(({ file }) => file.endsWith(name))!.group;
  assert.ok(groupOf('cat/a.jpg') !== undefined);
  assert.equal(groupOf('cat/a.jpg'), groupOf('dog/a.jpg'));
  assert.equal(groupOf('cat/c.jpg'), undefined);
  // Two patients with one picture in common are one group.
  const byLetter = listed(folder, { group: (file) => path.basename(path.dirname(file)) });
  assert.equal(new Set(byLetter.files.map(({ group }) => group)).size, 1);
});
