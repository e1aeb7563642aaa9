import assert from 'node:assert/strict';
import test from 'node:test';
import type { Notebook } from '../../tools/check/notebook-file';
import { checkTypes } from '../../tools/check/notebook-types';
import { runCells } from './run-cells';

/**
 * Cells in TypeScript's and JavaScript's newer corners, and in those where a kernel differs from a file. `shows` is what
 * the cell prints; `refused` the beginning of the compiler's sentence. Earlier cells are seen by later ones.
 */
const CELLS: ({ code: string } & ({ shows: string } | { refused: RegExp }))[] = [
  // Awaiting, wherever a statement or an expression may stand.
  { code: 'for await (const x of [1, Promise.resolve(2)]) console.log(x);', shows: '1\n2\n' },
  { code: 'if (await true) console.log(await 1);', shows: '1\n' },
  { code: 'for (let i = await 0; i < (await 2); i += await 1) console.log(i);', shows: '0\n1\n' },
  { code: 'let n = 0;\nwhile ((await n) < 2) n++;\ndo { n--; } while (await n);\nn', shows: '0\n' },
  { code: 'try { await Promise.reject(1); } catch { console.log(await 2); } finally { await 3; }', shows: '2\n' },
  { code: 'switch (await 1) { case await 1: console.log("one"); }', shows: 'one\n' },
  { code: ['`$', '{await 1}$', '{await Promise.resolve("a")}`'].join(''), shows: '1a\n' },
  {
    code: 'const { a = await 1, ...rest } = await Promise.resolve({ b: 2, a: undefined });\n[a, rest.b].join()',
    shows: '1,2\n',
  },
  { code: 'const [first, second = await 5] = [await 4];\nfirst + second', shows: '9\n' },
  { code: 'class Awaited2 { [await "name"]() { return 1; } }\n(new Awaited2() as any).name()', shows: '1\n' },
  { code: 'class Later extends (await Promise.resolve(class { deep = 1; })) {}\nnew Later().deep', shows: '1\n' },
  { code: 'await (async () => 1)()', shows: '1\n' },
  { code: 'label: for (const x of [1, 2]) { for (;;) { await 0; continue label; } }\n"ended"', shows: 'ended\n' },
  { code: 'function late() { await 1; }', refused: /^'await' expressions are only allowed within async functions/ },
  { code: 'return 1;', refused: /^A 'return' statement can only be used within a function body/ },
  { code: 'yield 1;', refused: /./ },
  // Resources.
  {
    code: '{ using file = { [Symbol.dispose]() { console.log("closed"); } }; console.log("open"); }',
    shows: 'open\nclosed\n',
  },
  {
    code: '{ await using file = { async [Symbol.asyncDispose]() { console.log("closed"); } }; console.log("open"); }',
    shows: 'open\nclosed\n',
  },
  {
    code: 'using whole = { value: 1, [Symbol.dispose]() { console.log("end"); } };\nconsole.log(whole.value);',
    shows: '1\nend\n',
  },
  { code: 'whole.value', shows: '1\n' },
  { code: 'using wrong = 5;', refused: /^The initializer of a 'using' declaration must be/ },
  // Modules.
  { code: "import data from './package.json' with { type: 'json' };\ndata.name", shows: 'cahier\n' },
  {
    code: "const imported = await import('./package.json', { with: { type: 'json' } });\nimported.default.name",
    shows: 'cahier\n',
  },
  {
    code: "import fs, { existsSync as there } from 'node:fs';\nimport * as path from 'node:path';\n[typeof fs.statSync, there('.'), path.basename('a/b')].join()",
    shows: 'function,true,b\n',
  },
  { code: "[typeof fs.statSync, there('.'), path.sep].join()", shows: 'function,true,/\n' },
  { code: "console.log(basename('x/y'));\nimport { basename } from 'node:path';", shows: 'y\n' },
  {
    code: "import type { Stats } from 'node:fs';\nconst stats: Stats = fs.statSync('.');\nstats.isDirectory()",
    shows: 'true\n',
  },
  {
    code: "import fs2 = require('node:fs');",
    refused: /^Import assignment cannot be used when targeting ECMAScript modules/,
  },
  { code: 'typeof import.meta.url', shows: 'string\n' },
  { code: "require('./package.json').name", shows: 'cahier\n' },
  { code: 'export const exported = 1;', refused: /^A cell exports nothing: leave out "export"/ },
  { code: 'export default 1;', refused: /^A cell exports nothing/ },
  { code: 'const plain = 1;\nexport { plain };', refused: /^A cell exports nothing/ },
  { code: "export * from 'node:fs';", refused: /^A cell exports nothing/ },
  // Types.
  {
    code: 'const isText = (x: string | number) => typeof x === "string";\nconst texts: string[] = ["a", 1].filter(isText);\ntexts.join()',
    shows: 'a\n',
  },
  { code: 'const known = [1, undefined].filter((x) => x !== undefined);\nknown[0].toFixed()', shows: '1\n' },
  {
    code: 'function choose<T extends string>(all: T[], one: NoInfer<T>) { return all.indexOf(one); }\nchoose(["a", "b"], "b")',
    shows: '1\n',
  },
  { code: 'choose(["a", "b"], "c")', refused: /^Argument of type '"c"' is not assignable/ },
  {
    code: 'const palette = { red: [255, 0, 0], blue: "#00f" } satisfies Record<string, string | number[]>;\npalette.blue.toUpperCase() + palette.red.length',
    shows: '#00F3\n',
  },
  { code: '({ a: 1 }) satisfies { a: string };', refused: /^Type 'number' is not assignable to type 'string'/ },
  {
    code: 'function exact<const T>(value: T) { return value; }\nconst literal: readonly ["a", "b"] = exact(["a", "b"]);\nliteral.length',
    shows: '2\n',
  },
  { code: 'enum Color { Red = "r", Blue = "b" }\nconst enum Small { One = 1 }\nColor.Blue + Small.One', shows: 'b1\n' },
  { code: 'const color: Color = Color.Red;\n[color, Small.One].join()', shows: 'r,1\n' },
  {
    code: 'namespace Space { export const inner = 1; export interface Shape { side: number } }\nSpace.inner',
    shows: '1\n',
  },
  { code: 'const shape: Space.Shape = { side: Space.inner + 1 };\nshape.side', shows: '2\n' },
  { code: '1;', shows: '1\n' },
  { code: 'Space.inner', shows: '1\n' },
  {
    code: 'type Pair<T> = [T, T];\ninterface Named { name: string }\nabstract class Base<T> { abstract get(): T; protected kept = 1; }',
    shows: '',
  },
  {
    code: 'class Own extends Base<number> implements Named { name = "own"; get() { return this.kept; } }\nconst pair: Pair<number> = [new Own().get(), 2];\npair.join()',
    shows: '1,2\n',
  },
  {
    code: 'function over(x: string): string;\nfunction over(x: number): number;\nfunction over(x: any) { return x; }',
    shows: '',
  },
  { code: 'over("a").length + over(1.5).toFixed()', shows: '12\n' },
  {
    code: 'function mixin() { return class { private hidden = 1; read() { return this.hidden; } }; }\nnew (mixin())().read()',
    shows: '1\n',
  },
  { code: 'function assertText(x: unknown): asserts x is string { if (typeof x !== "string") throw x; }', shows: '' },
  { code: 'const unknown: unknown = "text";\nassertText(unknown);\nunknown.length', shows: '4\n' },
  { code: 'const unique = Symbol("u");\nconst keyed = { [unique]: 1 };\nkeyed[unique]', shows: '1\n' },
  { code: 'const again: number = keyed[unique];\nagain', shows: '1\n' },
  { code: 'type Late = string;\nconst Late = 5;', shows: '' },
  { code: 'const bothKinds: Late = "a" + Late;\nbothKinds', shows: 'a5\n' },
  {
    code: 'declare global { interface Array<T> { second(): T } }\nArray.prototype.second = function () { return this[1]; };\n[1, 2].second()',
    shows: '2\n',
  },
  { code: '[3, 4].second()', shows: '4\n' },
  // Classes.
  {
    code: 'function logged(method: (this: any) => number, context: ClassMethodDecoratorContext) { return function (this: any) { return method.call(this) + String(context.name).length; }; }\nclass Decorated { @logged method() { return 1; } @doubled accessor field = 2; static made = false; static { Decorated.made = true; } #own = 3; get own() { return this.#own; } static is(x: object) { return #own in x; } }\nfunction doubled<This>(target: ClassAccessorDecoratorTarget<This, number>, _: ClassAccessorDecoratorContext): ClassAccessorDecoratorResult<This, number> { return { get() { return 2 * target.get.call(this); } }; }\n[new Decorated().method(), new Decorated().field, new Decorated().own, Decorated.is(new Decorated())].join()',
    shows: '7,4,3,true\n',
  },
  { code: '@((value: Function) => void console.log(value.name)) class Tagged {}', shows: 'Tagged\n' },
  // JavaScript.
  { code: "/(?<year>\\d{4})/dgu.exec('in 2024')!.indices!.groups!.year.join()", shows: '3,7\n' },
  { code: '/a/gg', refused: /^Duplicate regular expression flag/ },
  { code: '[3, 1].toSorted().join() + [1, 2].findLast((x) => x < 2) + [1].at(-1)', shows: '1,311\n' },
  { code: '1_000 + 0b11 + (2 ** 3) + ([][0] ?? 1)', shows: '1012\n' },
  {
    code: 'let maybe: { deep?: { value: number } } | undefined;\nmaybe ??= { deep: { value: 1 } };\nmaybe.deep?.value',
    shows: '1\n',
  },
  { code: 'var hoisted = 1;\nif (hoisted) { var inBlock = 2; }', shows: '' },
  { code: 'hoisted + inBlock', shows: '3\n' },
  { code: "'use strict';\n010;", refused: /^Octal literals are not allowed/ },
  { code: 'delete hoisted;', refused: /./ },
  { code: 'function* numbers() { yield 1; yield* [2]; }\n[...numbers()].join()', shows: '1,2\n' },
  { code: 'const big = 2n ** 64n;\nbig', shows: '18446744073709551616n\n' },
  { code: '"only a text"', shows: 'only a text\n' },
  { code: '/** @module pretended */\n/** @browser */\n1', shows: '1\n' },
  { code: '// a comment alone', shows: '' },
  { code: 'const 1x = 2;', refused: /./ },
  { code: '/* never closed', refused: /^'\*\/' expected/ },
  { code: 'const text = `never closed', refused: /^Unterminated template literal/ },
  { code: 'let open = {', refused: /^'}' expected/ },
  { code: 'let twice = 1;\nlet twice = 2;', refused: /^Cannot redeclare block-scoped variable 'twice'/ },
  // Earlier cells' variables.
  { code: 'let counter = 0;\nconst increase = () => ++counter;', shows: '' },
  { code: 'counter = 5;\nincrease();\ncounter', shows: '6\n' },
  {
    code: '({ deep: { counter } } = { deep: { counter: 7 } });\n[counter] = [counter + 1];\ncounter++;\nincrease()',
    shows: '10\n',
  },
  { code: 'counter = "text";', refused: /^Type 'string' is not assignable to type 'number'/ },
  { code: 'const fixed = { counter };\nfixed.counter', shows: '10\n' },
  { code: 'fixed = { counter: 1 };', refused: /^Cannot assign to 'fixed' because it is a constant/ },
  { code: 'const counter = "another type";\ncounter.length', shows: '12\n' },
  { code: 'increase()', shows: '11\n' },
  { code: 'let early: number = typeof earlyToo;\nlet earlyToo = early;', refused: /./ },
  // Names that the kernel, its compiler or Node use.
  {
    code: 'const exports = 1, require = 2, module = 3, __filename = 4, __dirname = 5;\nexports + require + module + __filename + __dirname',
    shows: '15\n',
  },
  {
    code: 'const console2 = console;\nconst console = { log: () => {} };',
    refused: /^Block-scoped variable 'console' used before its declaration/,
  },
  {
    code: 'const process = { mine: 1 }, Buffer = 2, global = 3, _ = 4, display = 5, tslab = 6, tsLastExpr = 7, __tslab__ = 8, cahier$result = 9;\nprocess.mine + Buffer + _ + tsLastExpr + cahier$result',
    shows: '23\n',
  },
  {
    code: "import { sep } from 'node:path';\nclass Object {}\nconst Promise = 1, Symbol = 2, Error = 3, Map = 4, Array = 5;\nconst later = () => sep;\nPromise + later()",
    shows: '1/\n',
  },
  {
    code: 'const then = 1, __proto__ = 2, constructor = 3, toString = 4, __esModule = 5, get = 6, set = 7, value = 8;\nthen + value',
    shows: '9\n',
  },
  { code: 'then + __proto__ + constructor + toString + __esModule + get + set + value', shows: '36\n' },
  { code: 'const undefined = 1;', refused: /^A cell cannot declare "undefined"/ },
  { code: 'const { a: globalThis } = { a: 1 };', refused: /^A cell cannot declare "globalThis"/ },
  { code: 'let await = 1;', refused: /./ },
  { code: 'const eval = 1;', refused: /./ },
  { code: 'const console = { log: (x: unknown) => process.mine };\nconsole.log(1)', shows: '1\n' },
  { code: 'console.log(2)', shows: '1\n' },
  { code: 'let x = 1;\nx', shows: '1\n' },
];

test('the kernel and check-notebooks accept one language, and what they refuse they refuse alike', async () => {
  const cells: Notebook['cells'] = CELLS.map(({ code }) => ({ cell_type: 'code', metadata: {}, source: code }));
  const problems = checkTypes(new Map([['language', { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }]])).get(
    'language',
  )!;
  const outcomes = await runCells(CELLS.map(({ code }) => code));
  const wrong = CELLS.flatMap((cell, i) => {
    const checked = problems.find(({ cell: number, message }) => number === i + 1 && !isUnused(message))?.message;
    const { errors, stdout, stderr } = outcomes[i];
    const run = errors[0] ? errors[0].evalue.replace(/^line \d+, column \d+: /, '') : undefined;
    const fits =
      'refused' in cell
        ? cell.refused.test(checked ?? '') && errors[0]?.ename === 'TypeScript' && cell.refused.test(run ?? '')
        : checked === undefined && run === undefined && stdout === cell.shows && stderr === '';
    return fits ? [] : [{ code: cell.code, checked, run, stdout, stderr }];
  });
  assert.deepEqual(wrong, []);
});

/** Whether it is of an import that the table does not use: asked of lessons alone. */
const isUnused = (message: string): boolean => /is declared but its value is never read|is never used/.test(message);
