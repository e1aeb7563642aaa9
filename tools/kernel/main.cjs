/**
 * The TypeScript kernel of the lessons.
 *
 *   node tools/kernel/main.cjs CONNECTION_FILE     what the kernelspec runs
 *
 * tslab's protocol and displays, with a compiler, an executor and channels of our own. The working directory is the
 * repository's root wherever the notebook lies. Cells are TypeScript of the repository's version (cell-compiler.cjs) and
 * run as modules of one another (cell-executor.cjs); lib's folders are importable (source-modules.cjs) and compiled in
 * advance (compiled-library.cjs); no output is lost (cell-output.cjs, native-output.cjs, send-queue.cjs); questions reach
 * the reader (standard-input.cjs); and every failure of a cell is an `error` output and an `error` reply
 * (cell-error.cjs): a throw, a type error, a promise rejected without await, an interrupt (interrupt.cjs).
 */

const { NativeOutput } = require('./native-output.cjs');

const [connectionFile] = process.argv.slice(2);
if (!connectionFile) {
  console.error('usage: node tools/kernel/main.cjs CONNECTION_FILE (Jupyter starts it: npm run lab)');
  process.exit(2);
}

// First of all, while file descriptors are free.
const native = new NativeOutput();

const { ROOT } = require('./cell-settings.cjs');

process.chdir(ROOT);
require('./one-compiler.cjs');

const { CellCompiler } = require('./cell-compiler.cjs');
const { CellExecutor } = require('./cell-executor.cjs');
const { CellHandler } = require('./cell-handler.cjs');
const { CellOutput } = require('./cell-output.cjs');
const { CompiledLibrary } = require('./compiled-library.cjs');
const { checkDisplays } = require('./displays.cjs');
const { KernelServer } = require('./kernel-server.cjs');
const { guardProcess, listening } = require('./process-guard.cjs');
const { Questions } = require('./questions.cjs');
const { SourceModules } = require('./source-modules.cjs');
const { installStandardInput } = require('./standard-input.cjs');

const output = new CellOutput();
output.install(native.fds);

const library = CompiledLibrary.read();
const compiler = new CellCompiler(library);
const modules = new SourceModules(ROOT, library);
// What must hold before TensorFlow is loaded; a cell may load it without the library.
modules.require('./lib/tensorflow/graph/environment');
const executor = new CellExecutor({ compiler, modules, onRun: (isRunning) => server.side.setRunning(isRunning) });
const handler = new CellHandler(executor, output);
const server = new KernelServer(handler, connectionFile, native);
native.attach(output, server.side);

const questions = new Questions(server.side, server.connInfo.key);
questions.onAsk = () => output.flush();
questions.onRefusal = (error) => handler.stop(error);
installStandardInput(questions);

checkDisplays(() => ({
  ...modules.require('./lib/notebook/plain-figure'),
  ...modules.require('./lib/notebook/plain-value'),
  ...modules.require('./lib/errors'),
}));
guardProcess();
const listenAgain = listening({
  SIGINT: () => handler.interrupt(),
  unhandledRejection: (reason) => handler.fail(reason),
  uncaughtException: (error) => handler.fail(error),
});
handler.onBegin = (request) => {
  listenAgain();
  questions.begin(request);
};
handler.onEnd = () => questions.end();

server.init().then(() => compiler.warmUp());
