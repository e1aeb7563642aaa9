/**
 * The JavaScript of cells and of sources, made file by file without looking at types, as esbuild and tsx do.
 *
 * tslab compiles twice (types, then modules) and gives a cell `exports` for its variables. Here a cell is a function
 * whose variables are its own, so that loops over them are quick and any name may be declared, `exports` and `require`
 * too; for later cells it hands out an accessor for each.
 */

const { SourceMap } = require('node:module');
const ts = require('typescript');

/**
 * In which line of the source a place of the JavaScript was, all from 1; undefined where it is the compiler's own.
 * @typedef {(row: number, column: number) => number | undefined} LineOf
 */

const OPTIONS = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
  importHelpers: true,
  sourceMap: true,
  newLine: ts.NewLineKind.LineFeed,
  allowJs: true,
};

/**
 * A source as a CommonJS module whose `module` also has `import`, for `import()`, and `meta`, for `import.meta`.
 * @param text TypeScript, or JavaScript of either kind of modules
 * @returns {{ text: string, lineOf: LineOf }}
 */
function moduleJavascript(text, fileName) {
  const { factory } = ts;
  const ofModule = (name) => factory.createPropertyAccessExpression(factory.createIdentifier('module'), name);
  return transpiled(text, fileName.replace(/\.[cm]([jt]s)$/, '.$1'), {
    before: [importsReplaced(ofModule('import'), ofModule('meta'))],
  });
}

function transpiled(source, fileName, transformers) {
  const { outputText, sourceMapText } = ts.transpileModule(source, {
    fileName,
    compilerOptions: OPTIONS,
    transformers,
  });
  const map = new SourceMap(JSON.parse(sourceMapText));
  const lineOf = (row, column) => {
    const { originalLine } = map.findEntry(row - 1, column - 1);
    return originalLine === undefined ? undefined : originalLine + 1;
  };
  return { text: outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, ''), lineOf };
}

/**
 * A cell as the text of a function that runs it and returns a promise. Its arguments: `declare`, which it calls at its
 * end with the accessors; `result`, whose `value` is set; `import` and `import.meta`; the `require` of its imports; and
 * what CELL_GLOBALS lists.
 * @param {import('./cell-names.cjs').Cell} cell
 * @param taken what it takes from other cells (Scope.taken)
 * @returns {{ text: string, lineOf: LineOf }}
 */
function cellJavascript({ code, declared }, taken) {
  const names = hiddenNames(code);
  const values = taken.filter((one) => one.as !== 'type');
  const imports = values.map((one) => `import { ${one.name} } from '${one.module}';`);
  const accessors = [...declared].filter(([, { value }]) => value).map(([name, meaning]) => accessor(name, meaning));
  const tail = `export {};\n${imports.join('\n')}\n${names.declare}({ ${accessors.join(', ')} });`;
  const { factory } = ts;
  const { text, lineOf } = transpiled(`${code}\n${tail}`, 'cell.ts', {
    before: [
      importsReplaced(factory.createIdentifier(names.import), factory.createIdentifier(names.meta)),
      importsFirst,
      resultKept(names.result, code.length),
    ],
    after: [withoutModuleMark, requireRenamed(names.require)],
  });
  const parameters = [...Object.values(names), ...CELL_GLOBALS].join(', ');
  // A function within: what the cell declares may have the parameters' names.
  const lines = code.split('\n').length;
  return {
    text: `(function (${parameters}) { return (async function () { ${text}\n})(); })`,
    // What stands behind the code is not the reader's.
    lineOf: (row, column) => (lineOf(row, column) <= lines ? lineOf(row, column) : undefined),
  };
}

/** What each cell finds besides the globals of Node, as in a module. */
const CELL_GLOBALS = ['require', 'module', 'exports', '__filename', '__dirname'];

/** Names that stand nowhere in the cell. */
function hiddenNames(code) {
  let prefix = 'cahier$';
  while (code.includes(prefix)) prefix += '$';
  const hidden = ['declare', 'result', 'import', 'meta', 'require'];
  return Object.fromEntries(hidden.map((name) => [name, prefix + name]));
}

function accessor(name, { value }) {
  const get = `get ${name}() { return ${name}; }`;
  return value === 'variable' ? `${get}, set ${name}(value) { ${name} = value; }` : get;
}

/** `import()` and `import.meta`, which CommonJS has not or resolves from elsewhere. */
function importsReplaced(importer, meta) {
  return (context) => (file) => {
    const visit = (node) => {
      if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
        const values = ts.visitNodes(node.arguments, visit);
        return ts.setTextRange(context.factory.createCallExpression(importer, undefined, values), node);
      }
      if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return meta;
      return ts.visitEachChild(node, visit, context);
    };
    return ts.visitNode(file, visit);
  };
}

/** Imports hold for the whole module wherever they stand; the compiler leaves them there. */
const importsFirst = (context) => (file) => {
  const imports = file.statements.filter(ts.isImportDeclaration);
  const others = file.statements.filter((statement) => !ts.isImportDeclaration(statement));
  return context.factory.updateSourceFile(file, [...imports, ...others]);
};

/** Keeps the value of the cell's last statement where it is an expression: what a cell shows without being told to. */
const resultKept = (name, codeEnd) => (context) => (file) => {
  const { factory } = context;
  const last = file.statements.filter(({ pos }) => pos >= 0 && pos < codeEnd).at(-1);
  if (!last || !ts.isExpressionStatement(last)) return file;
  const kept = factory.createAssignment(
    factory.createPropertyAccessExpression(factory.createIdentifier(name), 'value'),
    last.expression,
  );
  const statement = ts.setTextRange(factory.createExpressionStatement(kept), last);
  return factory.updateSourceFile(
    file,
    file.statements.map((one) => (one === last ? statement : one)),
  );
};

const isGenerated = ({ pos }) => pos < 0;

/** A cell exports nothing, and `Object.defineProperty(exports, ...)` would need two names that it may declare. */
const withoutModuleMark = (context) => (file) =>
  context.factory.updateSourceFile(
    file,
    file.statements.filter((statement) => !isModuleMark(statement)),
  );

function isModuleMark(statement) {
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return false;
  const [target, name] = statement.expression.arguments;
  return isGenerated(statement) && target?.text === 'exports' && name?.text === '__esModule';
}

/** The compiler's own calls of `require`; those of the cell keep the name, which it may declare anew. */
const requireRenamed = (name) => (context) => (file) => {
  const visit = (node) => {
    if (ts.isIdentifier(node) && isGenerated(node) && node.text === 'require')
      return context.factory.createIdentifier(name);
    return ts.visitEachChild(node, visit, context);
  };
  const isCompilers = (statement) => isGenerated(statement) || ts.isImportDeclaration(ts.getOriginalNode(statement));
  return context.factory.updateSourceFile(
    file,
    file.statements.map((statement) => (isCompilers(statement) ? ts.visitNode(statement, visit) : statement)),
  );
};

module.exports = { cellJavascript, moduleJavascript };
