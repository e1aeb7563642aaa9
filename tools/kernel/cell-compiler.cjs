/**
 * What the compiler says of cells: which it refuses, what may come next, what a name is. TypeScript's language service
 * reads each cell as a module that imports from earlier ones. tslab has a TypeScript of its own, years older, with
 * settings of its own, and watches files: an edit reached it late, a new file not at all or with an error.
 */

const path = require('node:path');
const ts = require('typescript');
const { parseCell } = require('./cell-names.cjs');
const { GLOBALS, ROOT, checkedText, compilerOptions, syntaxErrors } = require('./cell-settings.cjs');
const { fileStamp } = require('./file-stamp.cjs');

/** The cell that is looked at; those that ran are kept beside it. */
const CURRENT = path.join(ROOT, '.cell.ts');

/** Imports all cells that are kept, so that what they import is not read anew for each cell that does not. */
const KEPT = path.join(ROOT, '.cells.ts');

const moduleFile = (module) => path.join(ROOT, `.${module.replace(':', '-')}.ts`);

/** Files that an edit is looked for in: those of packages and of the compiler do not change while a kernel runs. */
const isLocal = (file) => !file.includes('/node_modules/');

class CellCompiler {
  /** @param library what set-up compiled of lib (compiled-library.cjs), or null */
  constructor(library) {
    this.library = library;
    /** Texts of cells by file: that which is looked at and those that ran. */
    this.cells = new Map([CURRENT, KEPT].map((file) => [file, { text: 'export {};', version: 0 }]));
    /** What each kept cell takes from others. */
    this.kept = new Map();
    this.stamps = new Map();
    this.snapshots = new Map();
    this.unresolved = new Set();
    this.stale = new Set();
    this.options = compilerOptions({ strict: false });
    this.packages = ts.createModuleResolutionCache(ROOT, (file) => file, this.options);
    this.service = ts.createLanguageService(this.host());
  }

  host() {
    return {
      getCompilationSettings: () => this.options,
      getScriptFileNames: () => [CURRENT, KEPT, GLOBALS],
      getScriptVersion: (file) => this.version(file),
      getScriptSnapshot: (file) => this.snapshot(file),
      getCurrentDirectory: () => ROOT,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: (file) => this.cells.has(file) || ts.sys.fileExists(file),
      readFile: (file) => this.read(file),
      directoryExists: ts.sys.directoryExists,
      getModuleResolutionCache: () => this.packages,
      getDirectories: ts.sys.getDirectories,
      readDirectory: ts.sys.readDirectory,
      realpath: ts.sys.realpath,
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      resolveModuleNameLiterals: (literals, file) => this.resolveAll(literals, file),
      // What was not found may be there by now, and what a reader's own file imports may have moved.
      hasInvalidatedResolutions: (file) => this.stale.has(file),
    };
  }

  /** Forgets what it knew of files: to be called before each look at a cell. */
  refresh() {
    this.stamps.clear();
    this.stale = new Set(this.unresolved);
  }

  version(file) {
    const cell = this.cells.get(file);
    if (cell) return String(cell.version);
    if (!isLocal(file)) return '0';
    if (!this.stamps.has(file)) this.stamps.set(file, fileStamp(file));
    return this.stamps.get(file);
  }

  snapshot(file) {
    const version = this.version(file);
    const known = this.snapshots.get(file);
    if (known?.version === version) return known.snapshot;
    const text = this.read(file);
    const snapshot = text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    this.snapshots.set(file, { version, snapshot });
    return snapshot;
  }

  read(file) {
    return this.cells.get(file)?.text ?? this.compiled(file)?.declarations ?? ts.sys.readFile(file);
  }

  /** What set-up made of a file of lib; its types were checked then. */
  compiled(file) {
    return isLocal(file) ? this.library?.find(file, this.version(file)) : undefined;
  }

  resolveAll(literals, file) {
    const resolutions = literals.map(({ text }) => this.resolve(text, file));
    if (resolutions.every(({ resolvedModule }) => resolvedModule)) this.unresolved.delete(file);
    else if (isLocal(file)) {
      this.unresolved.add(file);
      this.packages.clear();
    }
    return resolutions;
  }

  resolve(name, file) {
    if (name.startsWith('cell:')) {
      return { resolvedModule: { resolvedFileName: moduleFile(name), extension: ts.Extension.Ts } };
    }
    return ts.resolveModuleName(name, file, this.options, ts.sys, name.startsWith('.') ? undefined : this.packages);
  }

  /**
   * @param {import('./cell-names.cjs').Cell} cell
   * @param taken what it takes from other cells
   * @returns {{ file?: string, line: number, column: number, message: string }[]} what the compiler refuses, from 1
   */
  check(cell, taken) {
    const syntax = syntaxErrors(cell);
    if (syntax.length > 0) return syntax.map(({ start, message }) => ({ ...place(cell.code, start), message }));
    this.refresh();
    this.write(CURRENT, checkedText(cell, taken, cell.declared.keys()));
    const program = this.service.getProgram();
    this.stale.clear();
    const checked = [
      CURRENT,
      ...program
        .getSourceFiles()
        .map(({ fileName }) => fileName)
        .filter((file) => this.isOwn(file)),
    ];
    return checked.flatMap((file) =>
      [...this.service.getSyntacticDiagnostics(file), ...this.service.getSemanticDiagnostics(file)].map((found) => ({
        ...(file !== CURRENT && { file: path.relative(ROOT, file) }),
        ...place(found.file.text, Math.min(found.start, file === CURRENT ? cell.code.length : Infinity)),
        message: ts.flattenDiagnosticMessageText(found.messageText, '\n'),
      })),
    );
  }

  /** A source of the reader's, or an edited one of lib: nobody has checked its types yet. */
  isOwn(file) {
    return (
      isLocal(file) &&
      /\.[cm]?tsx?$/.test(file) &&
      !file.endsWith('.d.ts') &&
      !this.cells.has(file) &&
      !this.compiled(file)
    );
  }

  write(file, text) {
    const version = (this.cells.get(file)?.version ?? 0) + 1;
    this.cells.set(file, { text, version });
  }

  /**
   * Keeps the cell that was checked last for later ones, and forgets those whose names it took over.
   * @param taken what it took from other cells
   * @param {import('./cell-names.cjs').Scope} scope what later cells will see
   */
  keep(cell, taken, scope) {
    if (cell.declared.size === 0 && !cell.augments) return;
    this.write(moduleFile(cell.module), this.cells.get(CURRENT).text);
    this.kept.set(cell.module, { from: taken.map(({ module }) => module), augments: cell.augments });
    const needed = new Set();
    const need = (module) => {
      if (needed.has(module)) return;
      needed.add(module);
      this.kept.get(module).from.forEach(need);
    };
    scope.modules().forEach(need);
    for (const [module, { augments }] of this.kept) if (augments) need(module);
    for (const module of this.kept.keys()) {
      if (needed.has(module)) continue;
      this.kept.delete(module);
      this.cells.delete(moduleFile(module));
    }
    this.write(KEPT, `export {};\n${[...this.kept.keys()].map((module) => `import '${module}';`).join('\n')}`);
  }

  /** Reads what every cell needs, before the first one comes. */
  warmUp() {
    this.service.getSemanticDiagnostics(CURRENT);
  }

  /** Puts unfinished code where the service can look at it, with all that it might take. */
  look(code, scope) {
    const cell = parseCell(code, 'cell:');
    this.refresh();
    this.write(CURRENT, checkedText(cell, scope.taken({ declared: cell.declared }), []));
  }

  /** @returns {{ start: number, end: number, candidates: string[] }} what may stand at the position, and in which stretch */
  complete(code, position, scope) {
    this.look(code, scope);
    const start = position - /[\w$]*$/.exec(code.slice(0, position))[0].length;
    const end = position + /^[\w$]*/.exec(code.slice(position))[0].length;
    const prefix = code.slice(start, position).toLowerCase();
    const found = this.service.getCompletionsAtPosition(CURRENT, position, {})?.entries ?? [];
    const rank = (name) =>
      name.startsWith(code.slice(start, position)) ? 0 : name.toLowerCase().startsWith(prefix) ? 1 : 2;
    const fitting = found.filter(({ name }) => name.toLowerCase().includes(prefix));
    fitting.sort(
      (a, b) => rank(a.name) - rank(b.name) || a.sortText.localeCompare(b.sortText) || a.name.localeCompare(b.name),
    );
    return { start, end, candidates: fitting.map(({ name }) => name) };
  }

  /** @returns the compiler's description of what stands at the position, or undefined */
  inspect(code, position, scope) {
    this.look(code, scope);
    return this.service.getQuickInfoAtPosition(CURRENT, position);
  }

  close() {
    this.service.dispose();
  }
}

/** Line and column, from 1. */
function place(text, offset) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1).length + 1 };
}

module.exports = { CellCompiler };
