/**
 * How a running cell hears that the user pressed stop.
 *
 * For each cell the kernel puts a new AbortController at `globalThis[Symbol.for('cahier.interrupt')]`. Long work in
 * lib reads its signal once, when it starts, and looks at it between steps:
 *
 *   const signal: AbortSignal | undefined = (globalThis as any)[Symbol.for('cahier.interrupt')]?.signal;
 *   for (...) { signal?.throwIfAborted(); ...; await new Promise(setImmediate); }
 *
 * The interrupt arrives as an event, so the work must let the event loop turn now and then (setImmediate; a promise
 * that is already resolved is not enough). It stops by throwing: `signal.reason` becomes the cell's error, shown as
 * one sentence. A cell that has not stopped by itself after GRACE is ended, though what it started runs on.
 *
 * What a cell does before its first await runs under Node's own watch (`breakOnSigint`), which alone can end an
 * endless loop. Node changes its signal handlers at both ends of that part: a SIGINT that arrives within those
 * microseconds ends the process.
 */

const KEY = Symbol.for('cahier.interrupt');

/** Milliseconds between the signal and the end of a cell that did not heed it. */
const GRACE = 1000;

class Interrupted extends Error {
  name = 'Interrupted';
  constructor() {
    super('The cell was interrupted.');
  }
}

function renewInterrupt() {
  globalThis[KEY] = new AbortController();
}

function signalInterrupt() {
  globalThis[KEY]?.abort(new Interrupted());
}

/** The two errors by which tslab ends a cell on SIGINT: synchronous code, and an await. */
function isInterruption(error) {
  return error?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED' || error?.message === 'Interrupted asynchronously';
}

module.exports = { GRACE, Interrupted, isInterruption, renewInterrupt, signalInterrupt };
