/**
 * Compiles and runs cells, one at a time, and keeps what they declare for later ones. It stands in the place of tslab's
 * executor, which belongs to tslab's compiler. A cell that fails declares nothing.
 */

const path = require('node:path');
const { pathToFileURL } = require('node:url');
const vm = require('node:vm');
const { parseCell, Scope } = require('./cell-names.cjs');
const { ROOT } = require('./cell-settings.cjs');
const { cellJavascript } = require('./javascript.cjs');

/** Where a cell's function finds its arguments: it is called in the script itself, where Node watches for an interrupt. */
const CALL = 'cahier.call';

/** What `__filename` and `import.meta` say of a cell. */
const FILE = path.join(ROOT, 'cell.ts');

class CellExecutor {
  /** @param {{ compiler: import('./cell-compiler.cjs').CellCompiler, modules: import('./source-modules.cjs').SourceModules }} parts
   *   and `onRun`, which is told when code of a cell begins to run and when it has ended
   */
  constructor({ compiler, modules, onRun = () => {} }) {
    this.compiler = compiler;
    this.modules = modules;
    this.onRun = onRun;
    this.scope = new Scope();
    this.count = 0;
    /** What each cell declared, as accessors of its variables, by the name of its module. */
    this.declared = new Map();
    /** Where in a cell the lines of its JavaScript come from, by the cell's name. */
    this.lines = new Map();
    this.stop = () => {};
  }

  /**
   * @param name of the cell in the stacks of errors
   * @returns what the compiler refused (nothing ran then), or else the value of the cell's last expression
   * @throws what the cell throws
   */
  async execute(code, name) {
    const cell = parseCell(code, `cell:${++this.count}`);
    const taken = this.scope.taken(cell);
    const refused = this.compiler.check(cell, taken);
    if (refused.length > 0) return { refused };
    this.modules.refresh();
    const result = await this.run(cell, taken, name);
    this.scope.add(cell);
    this.compiler.keep(cell, taken, this.scope);
    return { refused, result };
  }

  async run(cell, taken, name) {
    const { text, lineOf } = cellJavascript(cell, taken);
    this.lines.set(name, lineOf);
    const result = { value: undefined };
    this.onRun(true);
    await new Promise((resolve, reject) => {
      this.stop = reject;
      // In a turn of its own: what ends a cell by force ends the turn, and nothing that waits for the cell.
      setImmediate(() => {
        try {
          // Not resolve(promise): it could no longer be stopped.
          this.call(text, name, this.argumentsOf(cell, result)).then(resolve, reject);
        } catch (error) {
          reject(error);
        }
      });
    }).finally(() => this.onRun(false));
    return result.value;
  }

  /** In the order of the parameters of cellJavascript. */
  argumentsOf({ module }, result) {
    const declare = (accessors) => this.declared.set(module, accessors);
    const meta = {
      url: pathToFileURL(FILE).href,
      filename: FILE,
      dirname: ROOT,
      resolve: (name) => this.modules.urlOf(name, ROOT, this.modules.native),
    };
    const load = (name) => this.declared.get(name) ?? this.modules.require(name);
    const own = { exports: {} };
    return [declare, result, this.modules.import, meta, load, this.modules.require, own, own.exports, FILE, ROOT];
  }

  call(text, name, values) {
    const key = Symbol.for(CALL);
    globalThis[key] = (cell) => cell(...values);
    const script = new vm.Script(`globalThis[Symbol.for('${CALL}')](${text})`, {
      filename: name,
      // For `new Function('return import(...)')`; those of the cell itself are replaced.
      importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    return script.runInThisContext({ breakOnSigint: true });
  }

  /** Ends the cell that runs; what it started runs on. */
  interrupt() {
    this.stop(new Error('Interrupted asynchronously'));
  }

  /** @returns {Map<string, import('./javascript.cjs').LineOf>} of cells by their names, and of sources by their files */
  places() {
    return new Map([...this.modules.lines, ...this.lines]);
  }

  complete(code, position) {
    return this.compiler.complete(code, position, this.scope);
  }

  inspect(code, position) {
    return this.compiler.inspect(code, position, this.scope);
  }

  close() {
    this.compiler.close();
  }
}

module.exports = { CellExecutor };
