/**
 * The TypeScript kernel of the lessons: tslab's compiler and executor behind our own Jupyter handler and server.
 *
 *   node tools/kernel/main.cjs CONNECTION_FILE     what the kernelspec runs
 *
 * What it adds to tslab: the working directory is the repository's root wherever the notebook lies, no output is
 * lost (send-queue.cjs), lib's folders are importable (source-modules.cjs) and compiled in advance
 * (compiled-library.cjs), cells are numbered, and every failure of a cell is an `error` output and an `error` reply
 * (cell-error.cjs): a throw, a type error, a promise rejected without await, an interrupt (interrupt.cjs).
 */

const path = require('node:path');

process.chdir(path.resolve(__dirname, '..', '..'));
require('./environment.cjs');

const ts = require('@tslab/typescript-for-tslab');
const { createConverter } = require('tslab/dist/converter');
const { createExecutor } = require('tslab/dist/executor');
const { CellHandler } = require('./cell-handler.cjs');
const { withCompiledLibrary } = require('./compiled-library.cjs');
const { KernelServer } = require('./kernel-server.cjs');
const { withPropertyNames } = require('./property-names.cjs');
const { shareRebuildTimer } = require('./rebuild-timer.cjs');
const { withSourceModules } = require('./source-modules.cjs');

const [connectionFile] = process.argv.slice(2);
if (!connectionFile) {
  console.error('usage: node tools/kernel/main.cjs CONNECTION_FILE (Jupyter starts it: npm run lab)');
  process.exit(2);
}

shareRebuildTimer(ts.sys);
const compiled = withCompiledLibrary(ts.sys);
const converter = withPropertyNames(withSourceModules(compiled(createConverter({ isJS: false, isBrowser: false }))));
const converters = { node: converter, browser: converter, close: () => converter.close() };
const handler = new CellHandler((console) => createExecutor(process.cwd(), converters, console));

process.on('SIGINT', () => handler.interrupt());
process.on('unhandledRejection', (reason) => handler.fail(reason));
process.on('uncaughtException', (error) => handler.fail(error));

new KernelServer(handler, connectionFile).init();
