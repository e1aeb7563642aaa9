import assert from 'node:assert/strict';
import test from 'node:test';
import Papa from 'papaparse';
import { csvText, findColumn, parseCsv, requireColumns } from '../../../lib/data/formats/csv';
import { UserError } from '../../../lib/errors';

const refusal = (message: RegExp) => (error: Error) => error instanceof UserError && message.test(error.message);
const table = (text: string | Uint8Array) => parseCsv(typeof text === 'string' ? Buffer.from(text) : text, 't.csv');
const cells = (text: string | Uint8Array) => table(text).rows.map((row) => Object.values(row.cells));

/** Bytes of UTF-16, high byte first where `swapped`. */
const utf16 = (text: string, swapped = false) => {
  const bytes = Buffer.from(text, 'utf16le');
  return swapped ? bytes.swap16() : bytes;
};

test('cells, quotes, line ends of every kind, empty lines; each row knows its line', () => {
  const { columns, rows } = table('path,label\r\na.jpg,1\r\n\r\n"x, y","say ""no"""\n,2\r"two\nlines",3\nb.jpg,4');
  assert.deepEqual(columns, ['path', 'label']);
  assert.deepEqual(
    rows.map(({ line, cells: { path, label } }) => [line, path, label]),
    [
      [2, 'a.jpg', '1'],
      [4, 'x, y', 'say "no"'],
      [5, '', '2'],
      [6, 'two\nlines', '3'],
      [8, 'b.jpg', '4'],
    ],
  );
});

test('delimiters: comma, semicolon, tab, bar, and what a line sep= says', () => {
  for (const delimiter of [',', ';', '\t', '|']) {
    const text = `path${delimiter}label\n"a${delimiter}b.jpg"${delimiter}cat\n`;
    assert.deepEqual([table(text).delimiter, cells(text)], [delimiter, [[`a${delimiter}b.jpg`, 'cat']]]);
    const said = table(`sep=${delimiter}\r\n${text}`);
    assert.deepEqual([said.columns, said.rows[0].line], [['path', 'label'], 3]);
  }
  // Commas within cells of a table of semicolons.
  assert.deepEqual(cells('path;label\na,b.jpg;Doe, John\n'), [['a,b.jpg', 'Doe, John']]);
  assert.deepEqual(cells('"sep=:"\npath:label\na:b\n'), [['a', 'b']]);
  assert.deepEqual(cells('path,label\na b.jpg, x \n'), [['a b.jpg', 'x']]);
});

test('empty cells and columns at the end are a spreadsheet’s; other surplus and missing cells are told by their line', () => {
  for (const text of ['path,label\na,1,\nb,2,,\n', 'path,label,,\na,1,,\nb,2,,\n', 'path,label,\na,1,\nb,2,\n']) {
    assert.deepEqual(cells(text), [
      ['a', '1'],
      ['b', '2'],
    ]);
  }
  assert.deepEqual(table(',path\n0,a\n').columns, ['column 1', 'path']);
  for (const [text, message] of [
    [
      'path,label\na0.jpg,cat\n\nscan 1,left.jpg,glioma\n',
      /^t\.csv, line 4: 3 cells \(scan 1 \| left\.jpg \| glioma\)/,
    ],
    ['path,label\na0.jpg,Doe, John\n', /line 2: 3 cells .* for the 2 columns path, label; quote a cell that holds ","/],
    ['path,label,part\nglioma,a.jpg\n', /line 2: 2 cells .* for the 3 columns path, label, part/],
    ['path,label\na.jpg, "Doe, John"\n', /without a space before the quote/],
    ['path;label\na;b;c\n', /quote a cell that holds ";"/],
    ['path\tlabel\na\tb\tc\n', /quote a cell that holds "tab"/],
    ['path,label\n"a.jpg,x\nb.jpg,y\n', /line 2: a quote is not closed/],
    ['path,label\na.jpg,x\n"b".jpg,y\n', /line 3: a quote is not closed, or text follows it/],
    ['path,label,Label\na,1,2\n', /line 1: the column Label comes twice/],
    ['', /the table is empty/],
    ['\n ,\n', /the table is empty/],
  ] as const) {
    assert.throws(() => table(text), refusal(message), text);
  }
});

test('encodings: UTF-8 and UTF-16 with their mark or without, and Windows-1252', () => {
  const text = 'path,label\nété/0.jpg,Ä\n';
  const expected = [['été/0.jpg', 'Ä']];
  for (const [bytes, encoding] of [
    [Buffer.from(text), 'UTF-8'],
    [Buffer.from(`\ufeff${text}`), 'UTF-8'],
    [Buffer.from(`\ufeff\ufeff${text}`), 'UTF-8'],
    [utf16(`\ufeff${text}`), 'UTF-16 LE'],
    [utf16(`\ufeff${text}`, true), 'UTF-16 BE'],
    [utf16(text), 'UTF-16 LE'],
    [utf16(text, true), 'UTF-16 BE'],
    [Buffer.from(text, 'latin1'), 'Windows-1252'],
  ] as const) {
    assert.deepEqual(cells(bytes), expected, encoding);
    assert.equal(table(bytes).encoding, encoding);
  }
  // 0x80 is the euro in Windows-1252 and nothing in Latin-1.
  assert.deepEqual(cells(Buffer.from('path,label\n\x80,\x9c\n', 'latin1')), [['€', 'œ']]);
});

test('a workbook, an archive or a page in place of a table is named', () => {
  for (const [start, message] of [
    ['PK\x03\x04\x14\0', /a ZIP archive or an Office document, no table of text; save it as CSV/],
    ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', /an old Office document/],
    ['\x1f\x8b\x08', /a gzipped file/],
    ['<!DOCTYPE html><html>', /an HTML page/],
    ['{"path": 1}', /JSON/],
    ['version https://git-lfs.github.com/spec/v1\noid', /a pointer of Git LFS/],
  ] as const) {
    assert.throws(() => table(Buffer.from(start, 'latin1')), refusal(message));
  }
  for (const header of ['MAC address', 'ID3', 'PAR1', 'BM', 'P1', 'BZh', 'II', '#?', '.snd']) {
    assert.deepEqual(cells(`${header},label\na,1\n`), [['a', '1']], header);
  }
});

test('columns are found in any case; one that is missing is told with those found', () => {
  const found = table('Label, PATH \nx,a\n');
  assert.equal(findColumn(found, ['file', 'path']), 'PATH');
  assert.deepEqual(requireColumns(found, ['path', 'label'], 'mend'), [{ line: 2, cells: { path: 'a', label: 'x' } }]);
  assert.throws(
    () => requireColumns(found, ['path', 'fold'], 'number the folds'),
    refusal(/^t\.csv: expected the columns path, fold, found Label, PATH; number the folds\.$/),
  );
});

test('what is written is read again, by us and by Papa Parse', () => {
  const rows = [
    ['name', 'value', 'note'],
    ['a, b', 0.1, null],
    ['say "no"', 1e-9, 'two\nlines'],
    ['été', -3, 'x'],
  ];
  const text = csvText(rows);
  assert.equal(text, 'name,value,note\n"a, b",0.1,\n"say ""no""",1e-9,"two\nlines"\nété,-3,x\n');
  const expected = rows.map((row) => row.map((cell) => String(cell ?? '')));
  assert.deepEqual([table(text).columns, ...cells(text)], expected);
  assert.deepEqual(Papa.parse(text.trimEnd()).data, expected);
});
