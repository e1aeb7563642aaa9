import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { type LayoutOptions, listLabelledFiles } from '../../lib/data/labelled-files';
import { UserError } from '../../lib/errors';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-label-table-'));
test.after(() => fs.rmSync(root, { recursive: true }));

for (const file of [
  'a.jpg',
  'b.jpg',
  'scan 1.jpg',
  'x/c.jpg',
  'x/Été #1 50%.JPG',
  'Doe, John.jpg',
  'sub/back\\slash.jpg',
]) {
  fs.mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
  fs.writeFileSync(path.join(root, file.normalize('NFC')), file);
}

const refusal = (message: RegExp) => (error: Error) => error instanceof UserError && message.test(error.message);

/** The files of a table as "path class", and the notes. */
function listed(text: string | Uint8Array, options?: LayoutOptions) {
  const table = path.join(root, 'list.csv');
  fs.writeFileSync(table, text);
  const { files, classNames, notes } = listLabelledFiles(table, 'picture', options);
  const rows = files.map(({ file, label }) => `${path.relative(root, file)} ${classNames[label]}`);
  return { rows, files, notes: notes.join('; ') };
}

const refused = (text: string, message: RegExp, options?: LayoutOptions) =>
  assert.throws(() => listed(text, options), refusal(message), text);

test('columns by their usual names, or as the options say', () => {
  for (const header of [
    'path,label',
    'Path , LABEL',
    'file,class',
    'filename,category',
    'image,label',
    'chemin,étiquette',
  ]) {
    assert.deepEqual(listed(`${header}\na.jpg,cat\nb.jpg,dog\n`).rows, ['a.jpg cat', 'b.jpg dog'], header);
  }
  // Ours go before the others; other columns are left alone.
  assert.deepEqual(listed('file,path,label,class\nz.png,a.jpg,cat,1\n').rows, ['a.jpg cat']);
  const columns = { path: 'id', label: 'species' };
  assert.deepEqual(listed('id,species\na.jpg,cat\n', { columns }).rows, ['a.jpg cat']);
  refused(
    'id,species\na.jpg,cat\n',
    /expected the columns path and label, found id, species; rename them, or say which/,
  );
  refused('id,species\na.jpg,cat\n', /there is no column kind; the columns are id, species/, {
    columns: { label: 'kind' },
  });
  refused(
    'file,image,label\na.jpg,a.jpg,cat\n',
    /the columns file and image may both be the path; say which: columns: \{ path: 'file' \}/,
  );
  refused('path,label,label\na.jpg,cat,1\n', /line 1: the column label comes twice/);
  refused('a.jpg,cat\nb.jpg,dog\n', /the first line \(a\.jpg, cat\) is no header but a row; write a line above it/);
  refused('path label\na.jpg cat\n', /found path label; rename them/);
  refused('path,label\n', /there is no picture listed below the first line/);
});

test('parts, folds and groups', () => {
  const { files, notes } = listed(
    'path,label,split,fold,patient_id\na.jpg,x,Train,1,p1\nb.jpg,x,val,2,\nx/c.jpg,x,testing,3,p1\n',
  );
  assert.deepEqual(
    files.map(({ part, fold, group }) => [part, fold, group]),
    [
      ['train', 1, 'p1'],
      ['validation', 2, undefined],
      ['test', 3, 'p1'],
    ],
  );
  assert.match(notes, /groups are those of the column patient_id/);
  refused('path,label,part\na.jpg,x,exam\n', /line 2: part is "exam"; expected train, validation or test/);
  refused('path,label,fold\na.jpg,x,0\n', /line 2: fold is "0"; expected 1, 2/);
});

test('labels: empty, doubled, and two ways of writing one', () => {
  refused('path,label\na.jpg,\n', /line 2: label is empty; give both/);
  refused('path,label\n,cat\n', /line 2: path is empty; give both/);
  refused('path,label\na.jpg,cat\nb.jpg,Cat\n', /the classes "Cat" \(1\) and "cat" \(1\) differ in writing only/);
  refused('path,label\na.jpg,no tumor\nb.jpg,no  tumor\n', /differ in writing only/);
  refused('path,label\na.jpg,1\nb.jpg,01\n', /the classes "01" \(1\) and "1" \(1\) differ in writing only/);
  assert.deepEqual(listed('path,label\na.jpg, cat \nb.jpg,cat\n').rows, ['a.jpg cat', 'b.jpg cat']);
  assert.deepEqual(listed('path,label\na.jpg,e\u0301te\u0301\nb.jpg,\u00e9t\u00e9\n').rows, ['a.jpg été', 'b.jpg été']);
  refused(
    'path,label\na.jpg,cat\nb.jpg,dog\n./a.jpg,dog\n',
    /line 4: a\.jpg has the label dog, but cat in line 2; leave one/,
  );
  const repeated = listed('path,label\na.jpg,cat\na.jpg,cat\nb.jpg,dog\n');
  assert.deepEqual(repeated.rows, ['a.jpg cat', 'b.jpg dog']);
  assert.match(repeated.notes, /1 row repeats another and count once/);
});

test('paths of other systems, in other capitals, with accents composed otherwise, with spaces, # and %', () => {
  for (const [written, found] of [
    ['./a.jpg', 'a.jpg'],
    ['.\\a.jpg', 'a.jpg'],
    ['x\\c.jpg', 'x/c.jpg'],
    ['.\\x/c.jpg', 'x/c.jpg'],
    ['x/../a.jpg', 'a.jpg'],
    ['sub/back\\slash.jpg', 'sub/back\\slash.jpg'],
    ['scan 1.jpg', 'scan 1.jpg'],
    ['"Doe, John.jpg"', 'Doe, John.jpg'],
    [path.join(root, 'a.jpg'), 'a.jpg'],
    ['X/C.JPG', 'x/c.jpg'],
    ['x/Été #1 50%.JPG'.normalize('NFD'), 'x/Été #1 50%.JPG'],
    ['X\\été #1 50%.jpg'.normalize('NFD'), 'x/Été #1 50%.JPG'],
  ]) {
    assert.deepEqual(listed(`path,label\n${written},cat\n`).rows, [`${found} cat`], written);
  }
  assert.match(listed('path,label\nA.JPG,cat\n').notes, /1 path found in other capitals or accents than the table's/);
  // A file that is not there keeps its path: it is told with those that cannot be read.
  assert.deepEqual(listed('path,label\na.jpg,cat\ngone.jpg,cat\n').rows, ['a.jpg cat', 'gone.jpg cat']);
});

test('paths begin where the options say; a tilde is the home', (t) => {
  assert.deepEqual(listed('path,label\nc.jpg,cat\n', { folder: path.join(root, 'x') }).rows, ['x/c.jpg cat']);
  const { HOME } = process.env;
  t.after(() => {
    process.env.HOME = HOME;
  });
  process.env.HOME = root;
  assert.deepEqual(listed('path,label\n~/x/c.jpg,cat\n~\\a.jpg,cat\n').rows, ['x/c.jpg cat', 'a.jpg cat']);
});

test('paths that cannot be meant here are refused by their line', () => {
  refused(
    'path,label\nhttps://example.org/a.jpg,cat\n',
    /line 2: https:\/\/example\.org\/a\.jpg is an address, no path/,
  );
  refused('path,label\n"data:image/png;base64,iVBO",cat\n', /line 2: data:image.* is an address/);
  refused(
    'path,label\nC:\\Users\\x\\a.jpg,cat\n',
    /line 2: C:\\Users\\x\\a\.jpg is a path of another machine \(Windows\)/,
  );
  refused('path,label\n\\\\server\\share\\a.jpg,cat\n', /is a path of another machine/);
  refused(
    'path,label\nimages/0.jpg,cat\nimages/1.jpg,dog\n',
    /not one of its 2 files is there: the first is .*images\/0\.jpg/,
  );
});

test('two files that differ in capitals alone: the one that is written is taken, and no other guessed', () => {
  fs.writeFileSync(path.join(root, 'twin.jpg'), '1');
  fs.writeFileSync(path.join(root, 'TWIN.jpg'), '2');
  assert.deepEqual(listed('path,label\ntwin.jpg,cat\nTWIN.jpg,dog\n').rows, ['twin.jpg cat', 'TWIN.jpg dog']);
  assert.deepEqual(listed('path,label\nTwin.jpg,cat\na.jpg,dog\n').rows, ['Twin.jpg cat', 'a.jpg dog']);
});
