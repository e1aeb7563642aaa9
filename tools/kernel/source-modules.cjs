/**
 * `require` for cells and for the sources that they import: TypeScript and folders as tsx finds them, JSON, and both
 * kinds of JavaScript modules. An edited file, and whatever imports it, is evaluated anew by the next import. tslab
 * knows TypeScript and .js alone, and leaves the rest to Node, which keeps a file for ever.
 */

const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { fileURLToPath, pathToFileURL } = require('node:url');
const { fileStamp } = require('./file-stamp.cjs');
const { moduleJavascript } = require('./javascript.cjs');

/** What is read here rather than by Node. */
const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];

class SourceModules {
  /**
   * @param root the folder that a cell's paths begin at
   * @param library what set-up compiled of lib (compiled-library.cjs), or null
   */
  constructor(root, library) {
    this.root = root;
    this.library = library;
    /** Modules by file, each with the stamp that its file had and the files that imported it. */
    this.known = new Map();
    /** Where in a source the lines of its JavaScript come from, by its file. */
    this.lines = new Map();
    this.native = Module.createRequire(path.join(root, 'cell.js'));
    /** What a cell calls. */
    this.require = Object.assign((name) => this.load(name, this.root, this.native), this.native);
    this.import = (name) => this.loadAsync(name, this.root, this.native);
  }

  /** Forgets edited files and all that imported them, directly or not. To be called before a cell runs. */
  refresh() {
    const edited = [...this.known].filter(([file, { stamp }]) => fileStamp(file) !== stamp);
    for (const [file] of edited) this.forget(file);
  }

  forget(file) {
    const record = this.known.get(file);
    if (!record) return;
    this.known.delete(file);
    for (const importer of record.importers) this.forget(importer);
  }

  /** @returns the file that is meant where it is one of ours, or null: Node finds the others */
  find(name, folder) {
    const [plain] = name.startsWith('file:') ? [fileURLToPath(name)] : name.split('?');
    if (!/^\.{0,2}(\/|$)|^\.\.?$/.test(plain)) return null;
    const place = path.resolve(folder, plain);
    const found = isFile(place) ? place : this.findWithEnding(place);
    return found && ENDINGS.includes(path.extname(found)) && !found.includes(`${path.sep}node_modules${path.sep}`)
      ? found
      : null;
  }

  findWithEnding(place) {
    // TypeScript's own habit: './x.js' means x.ts where there is no x.js.
    const source = /\.[cm]?js$/.test(place) ? [place.replace(/js$/, 'ts')] : [];
    const candidates = [
      ...source,
      ...ENDINGS.map((ending) => place + ending),
      ...ENDINGS.map((ending) => path.join(place, `index${ending}`)),
    ];
    return candidates.find(isFile);
  }

  load(name, folder, native, importer) {
    if (name === 'tslab') return require('tslab');
    const file = this.find(name, folder);
    return file ? this.loadFile(file, importer) : native(name);
  }

  loadFile(file, importer) {
    const known = this.known.get(file);
    if (known) {
      if (importer) known.importers.add(importer);
      return known.module.exports;
    }
    const module = new Module(file);
    const stamp = fileStamp(file);
    this.known.set(file, { module, stamp, importers: new Set(importer && [importer]) });
    try {
      this.evaluate(module, file, stamp);
    } catch (error) {
      // What failed is tried again by the next import.
      this.known.delete(file);
      throw error;
    }
    return module.exports;
  }

  evaluate(module, file, stamp) {
    const folder = path.dirname(file);
    const native = Module.createRequire(file);
    module.filename = file;
    module.paths = Module._nodeModulePaths(folder);
    module.require = (name) => this.load(name, folder, native, file);
    module.import = (name) => this.loadAsync(name, folder, native, file);
    module.meta = {
      url: pathToFileURL(file).href,
      filename: file,
      dirname: folder,
      resolve: (name) => this.urlOf(name, folder, native),
    };
    if (file.endsWith('.json')) module.exports = parseJson(file);
    else module._compile(this.library?.find(file, stamp)?.javascript ?? this.compile(file), file);
    module.loaded = true;
  }

  compile(file) {
    const { text, lineOf } = moduleJavascript(fs.readFileSync(file, 'utf8'), file);
    this.lines.set(file, lineOf);
    return text;
  }

  /** `import()`: the module as a namespace. Packages that are ES modules alone and await go to Node. */
  async loadAsync(name, folder, native, importer) {
    const text = String(name);
    if (importer === undefined) this.refresh();
    try {
      return namespaceOf(this.load(text, folder, native, importer));
    } catch (error) {
      if (error?.code !== 'ERR_REQUIRE_ESM' && error?.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
      return import(this.urlOf(text, folder, native));
    }
  }

  urlOf(name, folder, native) {
    const file = this.find(name, folder) ?? native.resolve(name);
    return path.isAbsolute(file) ? pathToFileURL(file).href : file;
  }
}

const isFile = (place) => fs.statSync(place, { throwIfNoEntry: false })?.isFile() ?? false;

function parseJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    error.message = `${file}: ${error.message}`;
    throw error;
  }
}

/** What `import()` makes of a CommonJS module: its properties, and all of it as `default`. */
function namespaceOf(exported) {
  if (exported?.__esModule || require('node:util').types.isModuleNamespaceObject(exported)) return exported;
  const own =
    typeof exported === 'object' || typeof exported === 'function'
      ? Object.getOwnPropertyDescriptors(exported ?? {})
      : {};
  return Object.create(null, { ...own, default: { value: exported, enumerable: true } });
}

module.exports = { SourceModules };
