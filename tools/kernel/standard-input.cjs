/**
 * The ways by which programs read from a terminal, put as questions to the notebook's reader (questions.cjs):
 * `process.stdin`, readline's `question` and lines, `fs.readSync(0)`, and a browser's `prompt`, `confirm` and `alert`.
 * In tslab all of them wait for ever or read nothing.
 */

const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const readline = require('node:readline');
const { Readable } = require('node:stream');
const { replace } = require('./replace.cjs');

/** @param {import('./questions.cjs').Questions} questions */
function installStandardInput(questions) {
  installStream(questions);
  installReadline(questions);
  installFiles(questions);
  installDialogs(questions);
  syncBuiltinESMExports();
}

/**
 * Lines of the reader, asked for one by one as somebody wants to read them, in the cell in which they began to: what an
 * earlier cell left listening asks nothing, and takes no answer from a later one.
 */
class ReaderLines extends Readable {
  /** @param isWanted whether what listens also waits for a line: readline listens all the time */
  constructor(questions, isWanted = () => true) {
    super();
    this.questions = questions;
    this.isWanted = isWanted;
    this.fd = 0;
    /** The execute_request of the cell that wants lines. */
    this.cell = questions.request;
    this.hasRoom = false;
    this.isAsking = false;
    this.on('newListener', (name) => (name === 'data' || name === 'readable') && this.wantedNow());
    this.on('resume', () => this.askSoon());
  }

  resume() {
    this.wantedNow();
    return super.resume();
  }

  wantedNow() {
    this.cell = this.questions.request;
    this.askSoon();
  }

  _read() {
    this.hasRoom = true;
    this.askSoon();
  }

  /** Not at once: who has just read a line may go away in this turn. */
  askSoon() {
    setImmediate(() => setImmediate(() => this.askIfWanted()));
  }

  async askIfWanted() {
    const isRead = (this.readableFlowing && this.listenerCount('data') > 0) || this.listenerCount('readable') > 0;
    const { request } = this.questions;
    if (!request || this.cell !== request || !this.hasRoom || this.isAsking || !isRead || !this.isWanted()) return;
    this.isAsking = true;
    try {
      const answer = await this.questions.askLater('');
      this.hasRoom = false;
      this.push(`${answer}\n`);
    } catch {
      // The cell has ended of it (questions.cjs); the stream is there for the next one.
    } finally {
      this.isAsking = false;
    }
  }
}

function installStream(questions) {
  let stream = new ReaderLines(questions);
  let owner = null;
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    enumerable: true,
    get() {
      // A new one for each cell that reads: what an earlier cell left listening takes nothing from it.
      if (owner !== questions.request) stream = new ReaderLines(questions);
      owner = questions.request;
      return stream;
    },
  });
}

function installReadline(questions) {
  for (const module of [readline, readline.promises]) {
    const { createInterface: create, Interface } = module;
    module.createInterface = (...values) => {
      const options = values[0]?.input ? { ...values[0] } : { input: values[0], output: values[1] };
      if (!(options.input instanceof ReaderLines)) return create(...values);
      options.input = new ReaderLines(questions, () => lines.listenerCount('line') > 0);
      const lines = create(options);
      lines.on('newListener', (name) => name === 'line' && options.input.wantedNow());
      return lines;
    };
    module.Interface = new Proxy(Interface, { construct: (_, values) => module.createInterface(...values) });
  }
  const isReaders = (lines) => lines.input instanceof ReaderLines && !lines.closed;
  const { prototype: lines } = readline.Interface;
  replace(lines, 'question', (original) => {
    return function (query, ...rest) {
      if (!isReaders(this)) return original.call(this, query, ...rest);
      const signal = rest.find((value) => value?.signal)?.signal;
      questions.askLater(query).then(
        (answer) => signal?.aborted || rest.at(-1)(answer),
        () => {}, // the cell has ended of it
      );
    };
  });
  const { prototype: awaited } = readline.promises.Interface;
  replace(awaited, 'question', (original) => {
    return function (query, options) {
      if (!isReaders(this)) return original.call(this, query, options);
      return unlessAborted(questions.askLater(query), options?.signal);
    };
  });
}

function unlessAborted(answer, signal) {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const abort = () =>
      reject(new DOMException('The operation was aborted', { name: 'AbortError', cause: signal.reason }));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject);
  });
}

/** Reading from file descriptor 0: one line at a time, or one line as a whole file. */
function installFiles(questions) {
  let rest = Buffer.alloc(0);
  const isInput = (place) => place === 0 || place === '/dev/stdin';
  const take = ({ view, length }) => {
    const count = rest.copy(view, 0, 0, length);
    rest = rest.subarray(count);
    return count;
  };
  const line = (answer) => Buffer.from(`${answer}\n`);
  replace(fs, 'readSync', (original) => (fd, buffer, ...values) => {
    if (!isInput(fd)) return original(fd, buffer, ...values);
    if (rest.length === 0) rest = line(questions.ask(''));
    return take(stretch(buffer, ...values));
  });
  replace(fs, 'read', (original) => (fd, ...values) => {
    if (!isInput(fd)) return original(fd, ...values);
    const done = values.pop();
    const buffer = ArrayBuffer.isView(values[0]) ? values.shift() : (values[0]?.buffer ?? Buffer.alloc(16384));
    const ready = rest.length > 0 ? Promise.resolve() : questions.askLater('').then((answer) => (rest = line(answer)));
    ready.then(
      () => done(null, take(stretch(buffer, ...values)), buffer),
      () => {}, // the cell has ended of it
    );
  });
  const encoded = (answer, options) => {
    const encoding = typeof options === 'string' ? options : options?.encoding;
    return encoding ? line(answer).toString(encoding) : line(answer);
  };
  replace(
    fs,
    'readFileSync',
    (original) => (file, options) => (isInput(file) ? encoded(questions.ask(''), options) : original(file, options)),
  );
  replace(fs, 'readFile', (original) => (file, ...values) => {
    if (!isInput(file)) return original(file, ...values);
    questions.askLater('').then(
      (answer) => values.at(-1)(null, encoded(answer, values[0])),
      () => {},
    );
  });
}

/** The part of a buffer that `fs.read` and `fs.readSync` are to fill, in either way of naming it. */
function stretch(buffer, first, length) {
  const options = typeof first === 'object' && first !== null ? first : { offset: first, length };
  const offset = options.offset ?? 0;
  const view = Buffer.from(buffer.buffer, buffer.byteOffset + offset, buffer.byteLength - offset);
  return { view, length: Math.min(options.length ?? view.length, view.length) };
}

/** As in browsers; an empty answer stands for the initial value. */
function installDialogs(questions) {
  globalThis.prompt = (message = '', initial) =>
    questions.ask(message) || (initial === undefined ? '' : String(initial));
  globalThis.confirm = (message = '') => /^\s*(y|yes|o|oui|true|1)\s*$/i.test(questions.ask(`${message} [y/n]`));
  globalThis.alert = (message = '') => void process.stdout.write(`${message}\n`);
}

module.exports = { installStandardInput };
