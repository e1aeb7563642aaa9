import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { updateWorkingCopies } from '../../tools/lab/working-copies.mjs';

function notebook(source: string, outputs: unknown[] = []): string {
  return JSON.stringify({ cells: [{ cell_type: 'code', source: [source], outputs, execution_count: outputs.length }] });
}

function lessons(t: test.TestContext) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-work-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const folders = { notebooks: path.join(folder, 'notebooks'), work: path.join(folder, 'work') };
  fs.mkdirSync(folders.notebooks);
  return {
    ...folders,
    publish: (text: string) => fs.writeFileSync(path.join(folders.notebooks, '01.ipynb'), text),
    edit: (text: string) => fs.writeFileSync(path.join(folders.work, '01.ipynb'), text),
    copy: (name = '01.ipynb') => fs.readFileSync(path.join(folders.work, name), 'utf8'),
    update: () => updateWorkingCopies(folders),
  };
}

test('a lesson without a copy is copied, once', (t) => {
  const { publish, update, copy } = lessons(t);
  publish(notebook('1'));
  assert.deepEqual(update(), [{ file: '01.ipynb', action: 'copied' }]);
  assert.equal(copy(), notebook('1'));
  assert.deepEqual(update(), [{ file: '01.ipynb', action: 'kept' }]);
});

test('a copy that was run but not edited follows a new lesson', (t) => {
  const { publish, update, edit, copy } = lessons(t);
  publish(notebook('1'));
  update();
  edit(notebook('1', ['an output']));
  publish(notebook('2'));
  assert.deepEqual(update(), [{ file: '01.ipynb', action: 'refreshed' }]);
  assert.equal(copy(), notebook('2'));
});

test('an edited copy stays, the new lesson lies beside it, and that is said once', (t) => {
  const { publish, update, edit, copy } = lessons(t);
  publish(notebook('1'));
  update();
  edit(notebook('mine'));
  assert.equal(update()[0].action, 'kept');
  publish(notebook('2'));
  const [{ file, action }] = update();
  assert.equal(action, 'beside');
  assert.match(file, /^01\.new-[0-9a-f]{7}\.ipynb$/);
  assert.equal(copy(), notebook('mine'));
  assert.equal(copy(file), notebook('2'));
  assert.equal(update()[0].action, 'kept');
});

test('a copy that no notebook program can read counts as edited', (t) => {
  const { publish, update, edit, copy } = lessons(t);
  publish(notebook('1'));
  update();
  edit('{ "cells": [');
  publish(notebook('2'));
  assert.equal(update()[0].action, 'beside');
  assert.equal(copy(), '{ "cells": [');
});
