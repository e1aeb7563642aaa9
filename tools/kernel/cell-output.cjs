/**
 * What cells print: `process.stdout` and `process.stderr` as streams that end up in the notebook, whole and in order.
 * tslab replaces their `write` alone, decodes each piece by itself and forgets encodings and callbacks.
 */

const { Writable } = require('node:stream');
const { PiecewiseText } = require('./piecewise-text.cjs');

/** So many writes in so many milliseconds are sent one by one, as they come; what is more goes out in larger pieces. */
const EAGER_WRITES = 50;
const WINDOW = 100;

/** Characters of one message at most. */
const LARGEST = 1 << 20;

class CellOutput {
  constructor() {
    this.texts = { stdout: new PiecewiseText(), stderr: new PiecewiseText() };
    this.pending = { name: 'stdout', text: '' };
    this.window = { since: 0, writes: 0 };
    /** Sends a text to the notebook; another one for each cell. */
    this.send = () => {};
    /** Brings in what was written in other ways (native-output.cjs). */
    this.drain = () => {};
  }

  /** From now on everything is shown in another cell. @param send {(name: 'stdout' | 'stderr', text: string) => void} */
  begin(send) {
    this.end();
    this.send = send;
    for (const name of ['stdout', 'stderr']) delete process[name].write; // a cell may have put its own there
  }

  /** Shows what is still held back. */
  end() {
    this.drain();
    for (const [name, text] of Object.entries(this.texts)) this.append(name, text.end());
    this.flush();
  }

  write(name, chunk, encoding) {
    this.append(name, this.texts[name].add(chunk, encoding));
  }

  append(name, text) {
    if (text === '') return;
    if (this.pending.name !== name) this.sendPending();
    this.pending.name = name;
    this.pending.text += text;
    const now = performance.now();
    if (now - this.window.since > WINDOW) this.window = { since: now, writes: 0 };
    if (++this.window.writes <= EAGER_WRITES || this.pending.text.length > LARGEST) this.sendPending();
    else this.timer ??= setTimeout(() => this.flush(), WINDOW);
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sendPending();
  }

  sendPending() {
    const { name, text } = this.pending;
    this.pending.text = '';
    for (let start = 0; start < text.length; ) {
      // A pair of halves stays together.
      const isBetweenHalves = /^[\udc00-\udfff]/.test(text.slice(start + LARGEST, start + LARGEST + 1));
      const end = start + LARGEST - (isBetweenHalves ? 1 : 0);
      this.send(name, text.slice(start, end));
      start = end;
    }
  }

  /** Puts the two streams in the place of the process's own. @param fds the file descriptors by which others write there */
  install(fds) {
    for (const name of ['stdout', 'stderr']) {
      const stream = new StandardStream(this, name, fds[name]);
      Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
      console[`_${name}`] = stream;
    }
  }
}

/** Like a terminal's, it is never closed: a cell that ends it has its callback, and later cells go on. */
class StandardStream extends Writable {
  constructor(output, name, fd) {
    super({ decodeStrings: false, emitClose: false, autoDestroy: false });
    this.show = (chunk, encoding) => output.write(name, chunk, encoding);
    this.fd = fd;
  }

  _write(chunk, encoding, done) {
    this.show(chunk, encoding);
    done();
  }

  end(...values) {
    const done = values.findLast((value) => typeof value === 'function');
    const [chunk, encoding] = values.filter((value) => value !== done);
    if (chunk !== undefined && chunk !== null) this.write(chunk, encoding);
    process.nextTick(() => {
      this.emit('finish');
      done?.();
    });
    return this;
  }

  destroy() {
    return this;
  }
}

module.exports = { CellOutput };
