const { setImmediate: nextTurn } = require('node:timers/promises');
const jupyter = require('tslab/dist/jupyter');
const { compileError, thrownError } = require('./cell-error.cjs');
const { GRACE, renewInterrupt, signalInterrupt } = require('./interrupt.cjs');

/** tslab reports what the compiler refuses through this format of its console. */
const DIAGNOSTIC_FORMAT = '%s%d:%d - %s';

/** Cells that arrive this long after a failure were sent before it was seen, in milliseconds. */
const ABORT_WINDOW = 100;

/** Runs cells one after the other; each ends in exactly one reply: ok, error or aborted. */
class CellHandler extends jupyter.JupyterHandlerImpl {
  constructor(createExecutor) {
    const console_ = { log: (...values) => console.log(...values), error: (...values) => this.report(values) };
    super(null, false);
    this.executor = createExecutor(console_);
    this.last = Promise.resolve();
    this.count = 0;
    this.abortUntil = Number.NEGATIVE_INFINITY;
    this.publish = () => {};
    this.cell = null;
  }

  handleKernel() {
    const info = super.handleKernel();
    info.language_info.version = require('@tslab/typescript-for-tslab').version;
    return { ...info, status: 'ok' };
  }

  /** @param publish {(type: string, content: object) => void} sends a message to everybody who watches this cell */
  execute(request, publish) {
    const arrived = performance.now();
    const reply = this.last.then(() => {
      if (arrived <= this.abortUntil) return { status: 'aborted' };
      return this.run(request, publish);
    });
    this.last = reply.catch(() => {});
    return reply;
  }

  async run({ code, silent, stop_on_error: stopOnError }, publish) {
    const execution_count = silent ? this.count : ++this.count;
    if (!silent) publish('execute_input', { code, execution_count });
    // As in Python's kernel, what a finished cell still prints goes on to appear under the last one.
    this.publish = publish;
    redirect(process.stdout, (text) => publish('stream', { name: 'stdout', text }));
    redirect(process.stderr, (text) => publish('stream', { name: 'stderr', text }));
    jupyter.lastWriteDisplayData = (data, update) => publish(update ? 'update_display_data' : 'display_data', data);
    renewInterrupt();

    const cell = { failure: null, diagnostics: [] };
    this.cell = cell;
    try {
      const ok = await this.executor.execute(code);
      // Node reports a promise rejected without await at the end of the turn in which it was rejected.
      await nextTurn();
      if (cell.diagnostics.length > 0 && !ok) this.fail(null, compileError(cell.diagnostics));
      else if (!ok && !cell.failure) this.fail(new Error('The cell failed without saying why.'));
    } catch (error) {
      this.fail(error);
    } finally {
      this.cell = null;
    }
    if (!cell.failure) return { status: 'ok', execution_count, user_expressions: {}, payload: [] };
    if (stopOnError !== false) this.abortUntil = performance.now() + ABORT_WINDOW;
    return { status: 'error', execution_count, ...cell.failure };
  }

  /** What tslab would print in red: collected when the compiler said it, the cell's error otherwise. */
  report([first, ...rest]) {
    if (first !== DIAGNOSTIC_FORMAT) return this.fail(first);
    const [file, line, column, message] = rest;
    this.cell?.diagnostics.push({ file, line, column, message });
  }

  /** Makes the running cell fail; when none runs, the error appears under the last one. Its first error counts. */
  fail(thrown, failure = thrownError(thrown)) {
    if (this.cell?.failure) return;
    if (this.cell) this.cell.failure = failure;
    if (failure.ename === 'Interrupted') signalInterrupt();
    this.publish('error', failure);
  }

  interrupt() {
    const { cell } = this;
    if (!cell) return;
    signalInterrupt();
    setTimeout(() => {
      if (this.cell === cell) this.executor.interrupt();
    }, GRACE).unref();
  }
}

function redirect(stream, show) {
  stream.write = (chunk, encoding, callback) => {
    show(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const done = typeof encoding === 'function' ? encoding : callback;
    if (done) process.nextTick(done);
    return true;
  };
}

module.exports = { CellHandler };
