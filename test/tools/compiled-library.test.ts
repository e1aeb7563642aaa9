import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import library from '../../tools/kernel/compiled-library.cjs';
import { ROOT } from '../../tools/repository';

/** Reads files as they are, but for those that the test "edits". */
const systemWith = (edits: Record<string, string>) => ({
  readFile: (file: string) => edits[file] ?? fs.readFileSync(file, 'utf8'),
});

const source = path.join(ROOT, 'lib', 'random.ts');
const sideOutputs = [{ path: source.replace(/\.ts$/, '.js'), data: 'made by the converter' }];
const converter = { convert: () => ({ sideOutputs }) };

test('every source of lib is compiled, and set-up knows when it is not', () => {
  const { files } = library.readLibrary()!;
  const names = (fs.readdirSync(path.join(ROOT, 'lib'), { recursive: true }) as string[]).map((name) => `lib/${name}`);
  const sources = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  assert.deepEqual(Object.keys(files).sort(), sources.sort());
  assert.equal(library.isCompiled(), true);
});

test('an unedited source is read as declarations and runs as the compiled JavaScript', () => {
  const system = systemWith({});
  const wrapped = library.withCompiledLibrary(system)(converter) as typeof converter;
  const read = system.readFile(source);
  assert.match(read, /export declare function createRandom/);
  assert.ok(!read.includes('Math.imul'), 'no code');
  const [output] = wrapped.convert().sideOutputs;
  const module = { exports: {} as typeof import('../../lib/random') };
  new Function('exports', 'require', output.data)(module.exports, require);
  // The numbers of the source itself (test/random.test.ts holds them to a second implementation).
  const { createRandom } = require('../../lib/random') as typeof import('../../lib/random');
  assert.equal(module.exports.createRandom(7).next(), createRandom(7).next());
});

test('an edited source is read, and runs, as the compiler finds it; other files are none of its business', () => {
  const edited = `${fs.readFileSync(source, 'utf8')}\nexport const more = 1;\n`;
  const other = path.join(ROOT, 'package.json');
  const system = systemWith({ [source]: edited });
  const wrapped = library.withCompiledLibrary(system)(converter) as typeof converter;
  assert.equal(system.readFile(source), edited);
  assert.equal(wrapped.convert().sideOutputs[0].data, 'made by the converter');
  assert.equal(system.readFile(other), fs.readFileSync(other, 'utf8'));
});
