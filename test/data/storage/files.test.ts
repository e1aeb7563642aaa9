import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { readJson, writeFileAtomic } from '../../../lib/data';
import { UserError } from '../../../lib/errors';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-files-'));
test.after(() => fs.rmSync(folder, { recursive: true }));

test('a file is written whole, in folders made for it, and nothing else is left', () => {
  const file = path.join(folder, 'a', 'b.json');
  writeFileAtomic(file, '{"x": 1}');
  writeFileAtomic(file, '{"x": 2}');
  assert.deepEqual(readJson(file), { x: 2 });
  assert.deepEqual(fs.readdirSync(path.dirname(file)), ['b.json']);
});

test('a write that fails leaves nothing behind', () => {
  const taken = path.join(folder, 'taken');
  fs.mkdirSync(path.join(taken, 'inside'), { recursive: true });
  assert.throws(() => writeFileAtomic(taken, 'text'));
  assert.deepEqual(fs.readdirSync(folder).sort(), ['a', 'taken']);
});

test('missing and damaged JSON get one sentence', () => {
  const file = path.join(folder, 'damaged.json');
  fs.writeFileSync(file, '{"x":');
  for (const [name, message] of [
    [file, /this is not valid JSON/],
    [path.join(folder, 'none.json'), /none\.json: there is no such file; check the path\.$/],
    [folder, /this is a folder/],
  ] as const) {
    assert.throws(
      () => readJson(name),
      (error: Error) => error instanceof UserError && message.test(error.message),
    );
  }
});

test('where a part of the path is a file, that is said', () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-files-')), 'file');
  fs.writeFileSync(file, 'whole');
  assert.throws(() => writeFileAtomic(path.join(file, 'inside', 'other'), ''), {
    name: 'UserError',
    message: `${path.join(file, 'inside', 'other')} cannot be written: a part of its path is a file, where a folder was expected; choose another path.`,
  });
  assert.equal(fs.readFileSync(file, 'utf8'), 'whole');
});
