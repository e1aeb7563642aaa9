/**
 * Runs cells one after the other; each ends in exactly one reply: ok, error or aborted. tslab reports a failed cell as
 * red text, and answers the cells behind it with a status that nbclient takes for success.
 */

const { setImmediate: nextTurn } = require('node:timers/promises');
const jupyter = require('tslab/dist/jupyter');
const { compileError, thrownError } = require('./cell-error.cjs');
const { GRACE, renewInterrupt, signalInterrupt } = require('./interrupt.cjs');

/** Cells that arrive this long after a failure were sent before it was seen, in milliseconds. */
const ABORT_WINDOW = 100;

class CellHandler extends jupyter.JupyterHandlerImpl {
  /**
   * @param executor {import('./cell-executor.cjs').CellExecutor}
   * @param output {import('./cell-output.cjs').CellOutput}
   */
  constructor(executor, output) {
    super(executor, false);
    this.output = output;
    this.last = Promise.resolve();
    this.count = 0;
    this.abortUntil = Number.NEGATIVE_INFINITY;
    this.publish = () => {};
    this.cell = null;
    /** Called when a cell begins, with its request, and when it has ended. */
    this.onBegin = () => {};
    this.onEnd = () => {};
  }

  handleKernel() {
    const info = super.handleKernel();
    info.language_info.version = require('typescript').version;
    return { ...info, status: 'ok' };
  }

  /**
   * @param request the message; its content is the cell
   * @param publish {(type: string, content: object) => void} sends a message to everybody who watches this cell
   */
  execute(request, publish) {
    const arrived = performance.now();
    const reply = this.last.then(() => {
      if (arrived <= this.abortUntil) return { status: 'aborted' };
      return this.run(request, publish);
    });
    this.last = reply.catch(() => {});
    return reply;
  }

  async run(request, publish) {
    const { code, silent, stop_on_error: stopOnError } = request.content;
    const execution_count = silent ? this.count : ++this.count;
    if (!silent) publish('execute_input', { code, execution_count });
    this.showIn(publish);
    renewInterrupt();
    const cell = { failure: null };
    this.cell = cell;
    this.onBegin(request);
    try {
      const { refused, result } = await this.executor.execute(code, `cell ${execution_count}`);
      if (refused.length > 0) this.fail(null, compileError(refused));
      else if (result !== undefined && result !== null) console.log(result);
      // Node reports a promise rejected without await at the end of the turn in which it was rejected.
      await nextTurn();
    } catch (error) {
      this.fail(error);
    } finally {
      this.cell = null;
      this.onEnd();
      this.output.end();
    }
    if (!cell.failure) return { status: 'ok', execution_count, user_expressions: {}, payload: [] };
    if (stopOnError !== false) this.abortUntil = performance.now() + ABORT_WINDOW;
    return { status: 'error', execution_count, ...cell.failure };
  }

  /** As in Python's kernel, what a finished cell still prints goes on to appear under the last one. */
  showIn(publish) {
    this.output.begin((name, text) => publish('stream', { name, text }));
    this.publish = (type, content) => {
      this.output.flush();
      publish(type, content);
    };
    jupyter.lastWriteDisplayData = (data, update) =>
      this.publish(update ? 'update_display_data' : 'display_data', data);
  }

  /** Makes the running cell fail; when none runs, the error appears under the last one. Its first error counts. */
  fail(thrown, failure = thrownError(thrown, this.executor.places())) {
    if (this.cell?.failure) return;
    if (this.cell) this.cell.failure = failure;
    if (failure.ename === 'Interrupted') signalInterrupt();
    this.publish('error', failure);
  }

  /** Ends the running cell with an error that it would not hear of by itself. */
  stop(error) {
    this.fail(error);
    this.executor.stop(error);
  }

  interrupt() {
    const { cell } = this;
    if (!cell) return;
    signalInterrupt();
    setTimeout(() => {
      if (this.cell === cell) this.executor.interrupt();
    }, GRACE).unref();
  }

  /** The code of the running cell was ended by force: nothing of it will end it. */
  ended() {
    if (this.cell) this.executor.interrupt();
  }

  /** A message could not be sent: the notebook is told, unless it is that which cannot be told. */
  lost(message, error) {
    if (this.isTellingLoss) return;
    this.isTellingLoss = true;
    const megabytes = message.reduce((sum, part) => sum + part.length, 0) / 1e6;
    this.output.write(
      'stderr',
      `An output of ${megabytes.toFixed(1)} MB did not reach the notebook: ${error.message}.\n`,
    );
    this.isTellingLoss = false;
  }

  handleShutdown({ restart }) {
    return { status: 'ok', restart };
  }
}

module.exports = { CellHandler };
