import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import library from '../../tools/kernel/compiled-library.cjs';
import { fileStamp } from '../../tools/kernel/file-stamp.cjs';
import { ROOT } from '../../tools/repository';

const source = path.join(ROOT, 'lib', 'random.ts');

test('every source of lib is compiled, and set-up knows when it is not', () => {
  const { files } = library.readLibrary()!;
  const names = (fs.readdirSync(path.join(ROOT, 'lib'), { recursive: true }) as string[]).map((name) => `lib/${name}`);
  const inNode = names.filter((name) => !name.startsWith('lib/live/page/'));
  const sources = inNode.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  assert.deepEqual(Object.keys(files).sort(), sources.sort());
  assert.equal(library.isCompiled(), true);
});

test('an unedited source is read as declarations and runs as the compiled JavaScript', () => {
  const { declarations, javascript } = library.CompiledLibrary.read()!.find(source, fileStamp(source))!;
  assert.match(declarations, /export declare function createRandom/);
  assert.ok(!declarations.includes('Math.imul'), 'no code');
  const module = { exports: {} as typeof import('../../lib/random') };
  new Function('exports', 'require', javascript)(module.exports, require);
  // The numbers of the source itself (test/random.test.ts holds them to a second implementation).
  const { createRandom } = require('../../lib/random') as typeof import('../../lib/random');
  assert.equal(module.exports.createRandom(7).next(), createRandom(7).next());
});

test('what was made of another text of a source is not used; other files are none of its business', () => {
  const name = path.relative(ROOT, source);
  const edited = { ...library.readLibrary()!.files[name], hash: 'of another text' };
  assert.equal(new library.CompiledLibrary({ [name]: edited }).find(source, fileStamp(source)), undefined);
  const other = path.join(ROOT, 'package.json');
  assert.equal(library.CompiledLibrary.read()!.find(other, fileStamp(other)), undefined);
});
