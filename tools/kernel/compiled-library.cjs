/**
 * lib, compiled in advance: for each source its JavaScript, and its declarations.
 *
 *   node tools/kernel/compiled-library.cjs     compiles it into .cache/kernel/library.json (set-up runs this)
 *
 * In a kernel the compiler reads the declarations in the place of a source, which spares it most of its work: the
 * first import of a lesson takes a third of the time. A source that was edited since is read, checked and compiled as
 * any other. Where other sources' types follow from the edited one by inference, they do so from the next set-up on.
 */

const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..', '..');
const FILE = path.join(ROOT, '.cache', 'kernel', 'library.json');

/** Is bundled for pages, and knows no Node. */
const FOR_BROWSERS = 'lib/live/page/';

const hashOf = (text) => createHash('sha256').update(text).digest('hex');

/** The library's TypeScript, relative to the root, sorted; declarations of packages too. */
function typescript() {
  const names = fs.readdirSync(path.join(ROOT, 'lib'), { recursive: true });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `lib/${name.split(path.sep).join('/')}`)
    .filter((name) => !name.startsWith(FOR_BROWSERS))
    .sort();
}

const sources = () => typescript().filter((name) => !name.endsWith('.d.ts'));

const read = (source) => fs.readFileSync(path.join(ROOT, source), 'utf8');

/** What the compiled library follows from besides its sources. */
const COMPILER = [
  'package-lock.json',
  'tsconfig.json',
  'tools/kernel/compiled-library.cjs',
  'tools/kernel/cell-settings.cjs',
  'tools/kernel/javascript.cjs',
];

/** Names everything that the compiled library follows from. */
function libraryKey() {
  return hashOf([...typescript(), ...COMPILER].map((file) => `${file}\0${hashOf(read(file))}`).join('\n'));
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
  // Set-up asks whether the library is compiled before there are any packages.
  const ts = require('typescript');
  const { compilerOptions } = require('./cell-settings.cjs');
  const { moduleJavascript } = require('./javascript.cjs');
  const program = ts.createProgram(
    typescript().map((source) => path.join(ROOT, source)),
    { ...compilerOptions({ strict: true }), noEmit: false, declaration: true, emitDeclarationOnly: true },
  );
  const files = {};
  for (const source of sources()) {
    const parsed = program.getSourceFile(path.join(ROOT, source));
    // A source with mistakes is left to the kernel, which shows them.
    const mistakes = [...program.getSyntacticDiagnostics(parsed), ...program.getSemanticDiagnostics(parsed)];
    if (mistakes.length > 0) continue;
    let declarations = '';
    program.emit(parsed, (_, text) => {
      declarations = text;
    });
    const text = read(source);
    // Checked by npm test; in a file that is not named .d.ts some declarations would be refused.
    files[source] = {
      hash: hashOf(text),
      declarations: `// @ts-nocheck\n${declarations}`,
      javascript: moduleJavascript(text, source).text,
    };
  }
  fs.mkdirSync(path.dirname(FILE), { recursive: true });
  const temporary = `${FILE}.${process.pid}.part`;
  fs.writeFileSync(temporary, JSON.stringify({ key: libraryKey(), files }));
  fs.renameSync(temporary, FILE);
}

/** The compiled library in a kernel, as far as its sources are still the same. */
class CompiledLibrary {
  /** @returns {CompiledLibrary | null} */
  static read() {
    const library = readLibrary();
    return library && new CompiledLibrary(library.files);
  }

  constructor(files) {
    this.files = files;
    /** By file: the stamp at which its content was last compared, and what came of it. */
    this.compared = new Map();
  }

  /**
   * @param file its whole path
   * @param stamp its fileStamp
   * @returns {{ declarations: string, javascript: string } | undefined} nothing where it is another's or was edited
   */
  find(file, stamp) {
    const known = this.files[path.relative(ROOT, file)];
    if (!known) return undefined;
    if (this.compared.get(file)?.stamp !== stamp) {
      const isSame = stamp !== '' && hashOf(fs.readFileSync(file, 'utf8')) === known.hash;
      this.compared.set(file, { stamp, isSame });
    }
    return this.compared.get(file).isSame ? known : undefined;
  }
}

module.exports = { CompiledLibrary, isCompiled, readLibrary };

if (require.main === module) compileLibrary();
