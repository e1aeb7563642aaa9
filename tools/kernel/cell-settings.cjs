/**
 * The language of cells: one for the kernel and for `npm run check-notebooks`, which reads this file too. Both compile
 * by the repository's TypeScript and tsconfig.json; the check is stricter about types, never about the language.
 */

const path = require('node:path');
const ts = require('typescript');

const ROOT = path.resolve(__dirname, '..', '..');

/** Declares what the kernel adds to Node's globals. */
const GLOBALS = path.join(__dirname, 'globals.d.ts');

/** @param strict whether types are checked as strictly as in lib; in the kernel a sketch of a function may do without */
function compilerOptions({ strict }) {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  const rules = { strict, noUnusedLocals: strict, noImplicitOverride: strict, noFallthroughCasesInSwitch: strict };
  // What Node 20 has.
  return { ...options, ...rules, lib: ['lib.es2023.d.ts'], noEmit: true };
}

/**
 * A cell as a module for the compiler: as it stands, so that all places are the reader's own, and behind it what it
 * takes from other cells and what it gives them.
 * @param {import('./cell-names.cjs').Cell} cell
 * @param taken what it takes from other cells (Scope.taken)
 * @param given the names that others may take
 */
function checkedText({ code }, taken, given) {
  const lines = taken.map(({ name, module, as }) => {
    // An imported variable could not be assigned.
    if (as === 'variable') return `declare let ${name}: typeof import('${module}').${name};`;
    if (as === 'constant') return `declare const ${name}: typeof import('${module}').${name};`;
    return `import ${as === 'type' ? 'type ' : ''}{ ${name} } from '${module}';`;
  });
  return `${code}\nexport { ${[...given].join(', ')} };\n${lines.join('\n')}\n`;
}

/** Names that mean one thing everywhere: declared by a cell, they would mean another in all later ones. */
const FIXED = ['undefined', 'NaN', 'Infinity', 'globalThis'];

/**
 * What is wrong with a cell before its types are looked at: its syntax, an `export`, a name that no cell may declare.
 * @param {import('./cell-names.cjs').Cell} cell
 * @returns {{ start: number, message: string }[]}
 */
function syntaxErrors({ code, declared, export: exported }) {
  // As it stands first: with more behind it, what is missing at its end has other names.
  for (const text of [code, `${code}\nexport {};`]) {
    const found = parseErrors(text);
    if (found.length > 0) return found.map((error) => ({ ...error, start: Math.min(error.start, code.length) }));
  }
  if (exported) {
    const message = 'A cell exports nothing: leave out "export"; later cells see what it declares.';
    return [{ start: exported.getStart(), message }];
  }
  return FIXED.filter((name) => declared.has(name)).map((name) => ({
    start: code.search(new RegExp(`\\b${name}\\b`)),
    message: `A cell cannot declare "${name}": later cells mean what it always is; take another name.`,
  }));
}

function parseErrors(text) {
  const { diagnostics } = ts.transpileModule(text, {
    reportDiagnostics: true,
    fileName: 'cell.ts',
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return diagnostics.map(({ start = 0, messageText }) => ({
    start,
    message: ts.flattenDiagnosticMessageText(messageText, '\n'),
  }));
}

module.exports = { GLOBALS, ROOT, checkedText, compilerOptions, syntaxErrors };
