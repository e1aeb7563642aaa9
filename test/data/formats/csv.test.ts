import assert from 'node:assert/strict';
import test from 'node:test';
import { parseCsv } from '../../../lib/data/formats/csv';

test('cells, quotes, line ends of every kind, empty lines and a byte order mark', () => {
  assert.deepEqual(parseCsv('path,label\na.jpg,1\r\nb.jpg,2\rc.jpg,3'), [
    ['path', 'label'],
    ['a.jpg', '1'],
    ['b.jpg', '2'],
    ['c.jpg', '3'],
  ]);
  assert.deepEqual(parseCsv('\ufeffa,b\n\n"x, y","say ""no"""\n,\n"two\nlines",\n'), [
    ['a', 'b'],
    ['x, y', 'say "no"'],
    ['', ''],
    ['two\nlines', ''],
  ]);
  assert.deepEqual(parseCsv(''), []);
});

test('a quote that is not closed, or stands inside, is told by its line', () => {
  for (const [text, line] of [
    ['a,b\nc,"d', 2],
    ['a,b\nc,d"e\n', 2],
    ['"a"b,c', 1],
  ] as const) {
    assert.throws(() => parseCsv(text), { name: 'RangeError', message: new RegExp(`^line ${line}: a quote`) });
  }
});
