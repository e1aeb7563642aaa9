/**
 * lib, compiled in advance: for each source the JavaScript that tslab would make of it, and its declarations.
 *
 *   node tools/kernel/compiled-library.cjs     compiles it into .cache/kernel/library.json (set-up runs this)
 *
 * In a kernel the compiler reads the declarations in the place of a source, which spares it most of its work: the
 * first import of a lesson takes a third of the time. A source that was edited since is read, checked and compiled as
 * ever. Where other sources' types follow from the edited one by inference, they do so from the next set-up on.
 */

const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..', '..');
const FILE = path.join(ROOT, '.cache', 'kernel', 'library.json');

const hashOf = (text) => createHash('sha256').update(text).digest('hex');

/** The library's sources, relative to the root, sorted. */
function sources() {
  return fs
    .readdirSync(path.join(ROOT, 'lib'), { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => `lib/${name}`)
    .sort();
}

const read = (source) => fs.readFileSync(path.join(ROOT, source), 'utf8');

/** Names everything that the compiled library follows from. */
function libraryKey() {
  const files = [...sources(), 'package-lock.json', 'tools/kernel/compiled-library.cjs'];
  return hashOf(files.map((file) => `${file}\0${hashOf(read(file))}`).join('\n'));
}

/** @returns {{ key: string, files: Record<string, { hash: string, declarations: string, javascript: string }> } | null} */
function readLibrary() {
  try {
    return JSON.parse(fs.readFileSync(FILE, 'utf8'));
  } catch {
    return null; // missing or damaged: the kernel does without, set-up makes it again
  }
}

const isCompiled = () => readLibrary()?.key === libraryKey();

function compileLibrary() {
  const ts = require('@tslab/typescript-for-tslab');
  const { esModuleToCommonJSModule } = require('tslab/dist/converter');
  const target = ts.ScriptTarget.ES2022;
  // tslab's own settings, or the results would differ from what it makes of an edited source.
  const program = ts.createProgram(
    sources().map((source) => path.join(ROOT, source)),
    {
      target,
      lib: ['lib.es2022.d.ts'],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Node10,
      esModuleInterop: true,
      declaration: true,
      newLine: ts.NewLineKind.LineFeed,
      noImplicitUseStrict: true,
      resolveJsonModule: true,
      skipLibCheck: true,
      rootDir: ROOT,
      outDir: ROOT,
    },
  );
  const files = {};
  for (const source of sources()) {
    const emitted = {};
    const parsed = program.getSourceFile(path.join(ROOT, source));
    // A source with mistakes is left to the kernel, which shows them.
    const mistakes = [...program.getSyntacticDiagnostics(parsed), ...program.getSemanticDiagnostics(parsed)];
    if (mistakes.length > 0) continue;
    program.emit(parsed, (file, text) => {
      emitted[file.endsWith('.d.ts') ? 'declarations' : 'javascript'] = text;
    });
    // Checked by npm test; in a file that is not named .d.ts some declarations would be refused.
    // Imports are kept for their own sake: the compiler watches a source for edits only where something imports it.
    const imports = emitted.javascript.matchAll(/\b(?:import|from)\b\s*\(?\s*['"](\.[^'"]*)['"]/g);
    const specifiers = new Set([...imports].map(([, specifier]) => specifier));
    files[source] = {
      hash: hashOf(read(source)),
      declarations: `// @ts-nocheck\n${emitted.declarations}\n${[...specifiers].map((name) => `import '${name}';`).join('\n')}\n`,
      javascript: esModuleToCommonJSModule(emitted.javascript, target),
    };
  }
  fs.mkdirSync(path.dirname(FILE), { recursive: true });
  const temporary = `${FILE}.${process.pid}.part`;
  fs.writeFileSync(temporary, JSON.stringify({ key: libraryKey(), files }));
  fs.renameSync(temporary, FILE);
}

/**
 * Lets the compiler read the compiled library. To be called before a converter is made.
 * @param sys TypeScript's `ts.sys`
 * @returns {(converter: object) => object} puts the JavaScript in its place in what the converter makes
 */
function withCompiledLibrary(sys) {
  const library = readLibrary();
  if (library === null) return (converter) => converter;
  /** JavaScript of the sources that were last read as declarations, by the path of what the converter makes of them. */
  const compiled = new Map();
  const { readFile } = sys;
  sys.readFile = (file, encoding) => {
    const text = readFile(file, encoding);
    const known = library.files[path.relative(ROOT, file)];
    if (known === undefined || text === undefined) return text;
    const output = file.replace(/\.ts$/, '.js');
    compiled.delete(output);
    if (hashOf(text) !== known.hash) return text;
    compiled.set(output, known.javascript);
    return known.declarations;
  };
  return (converter) => ({
    ...converter,
    convert(previous, code) {
      const converted = converter.convert(previous, code);
      const sideOutputs = converted.sideOutputs?.map((output) => ({
        ...output,
        data: compiled.get(output.path) ?? output.data,
      }));
      return { ...converted, sideOutputs };
    },
  });
}

module.exports = { isCompiled, readLibrary, withCompiledLibrary };

if (require.main === module) compileLibrary();
