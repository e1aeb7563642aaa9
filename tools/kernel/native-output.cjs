/**
 * What is written to the notebook past `process.stdout`: by native code, by child processes that inherit the kernel's
 * output, by `fs.writeSync(1)`. All that goes into pipes that a thread of its own reads (output-pipes.cjs), so that no
 * child waits while a cell holds the main thread. Native code's own standard error, TensorFlow's log, stays with the
 * terminal that Jupyter was started from. In tslab all of it went there.
 */

const childProcess = require('node:child_process');
const { randomBytes } = require('node:crypto');
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { PiecewiseText } = require('./piecewise-text.cjs');
const { replace } = require('./replace.cjs');

/** Milliseconds that a cell waits at most for what was written to come out of the pipes. */
const PATIENCE = 1000;

/** Redirects file descriptors 1 and 2 of this process. To be made before anything else opens a file. */
class NativeOutput {
  constructor() {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-kernel-'));
    const [stdout, stderr] = ['stdout', 'stderr'].map((name) => path.join(this.folder, name));
    childProcess.execFileSync('mkfifo', ['-m', '600', stdout, stderr]);
    /** Pipes by their files, for the thread that reads them. */
    this.pipes = { stdout, stderr };
    // Opened for reading too: nobody waits for a reader, and none is told that there is none.
    this.fds = { stdout: takeDescriptor(1, stdout), stderr: fs.openSync(stderr, 'r+') };
    /** What is written into both pipes to learn that all before it was read. */
    this.mark = Buffer.from(`\0${randomBytes(12).toString('hex')}\0`);
    this.texts = { stdout: new PiecewiseText(), stderr: new PiecewiseText() };
    this.redirectFiles();
    this.redirectChildren();
    syncBuiltinESMExports();
  }

  /**
   * @param output {import('./cell-output.cjs').CellOutput} where it is shown
   * @param side {import('./side-channels.cjs').SideChannels} whose thread reads the pipes
   */
  attach(output, side) {
    const { fds, mark } = this;
    this.show = ({ name, bytes }) => output.append(name, this.texts[name].add(Buffer.from(bytes)));
    side.onOutput = this.show;
    this.drain = () => {
      const marks = side.marksRead();
      for (const fd of [fds.stdout, fds.stderr]) write(fd, mark);
      side.waitForMarks(marks + 2, PATIENCE);
    };
    output.drain = this.drain;
    // The pipes live on until the kernel ends, and nobody has to clean up.
    side.ready.then(() => fs.rmSync(this.folder, { recursive: true }));
  }

  drain() {}

  redirectFiles() {
    const { stderr } = this.fds;
    const target = (place) => {
      if (place === 2 || place === '/dev/stderr') return stderr;
      return place === '/dev/stdout' ? 1 : place;
    };
    for (const name of WRITERS) {
      replace(fs, name, (original) => (place, ...rest) => {
        const fd = target(place);
        const written = original(fd, ...rest);
        if (fd === 1 || fd === stderr) this.drain();
        return written;
      });
    }
    // The kernel's own stay open, as a terminal does when a program ends its output.
    const isOwn = (fd) => fd < 3 || fd === stderr;
    replace(fs, 'closeSync', (original) => (fd) => (isOwn(fd) ? undefined : original(fd)));
    replace(
      fs,
      'close',
      (original) =>
        (fd, done = () => {}) =>
          isOwn(fd) ? process.nextTick(done, null) : original(fd, done),
    );
  }

  redirectChildren() {
    const { stderr } = this.fds;
    const { prototype } = childProcess.ChildProcess;
    replace(prototype, 'spawn', (original) => {
      const drain = () => this.drain();
      return function (options) {
        // What it wrote is shown before the cell hears of its end.
        this.prependListener('exit', drain);
        return original.call(this, { ...options, stdio: redirected(options.stdio, stderr) });
      };
    });
    const withOutput = (value) =>
      isOptions(value) && value.stdio !== undefined ? { ...value, stdio: redirected(value.stdio, stderr) } : value;
    for (const name of ['spawnSync', 'execSync', 'execFileSync']) {
      replace(childProcess, name, (original) => (...values) => {
        try {
          return original(...values.map(withOutput));
        } finally {
          this.drain();
        }
      });
    }
  }
}

/** As it is before it is redirected: marks are no output. */
const write = fs.writeSync;

/** A file that is opened gets the lowest descriptor that is free. */
function takeDescriptor(wanted, pipe) {
  fs.closeSync(wanted);
  let fd = fs.openSync(pipe, 'r+');
  // Those below it are free too where Jupyter gave the kernel no input; they stay taken.
  while (fd < wanted) fd = fs.openSync(pipe, 'r+');
  return fd;
}

/** Functions of fs whose first argument says where they write. */
const WRITERS = [
  'write',
  'writeSync',
  'writev',
  'writevSync',
  'writeFile',
  'writeFileSync',
  'appendFile',
  'appendFileSync',
];

const isOptions = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The child's standard error where it would be the kernel's. */
function redirected(stdio, stderr) {
  if (stdio === 'inherit') return ['inherit', 'inherit', stderr];
  if (!Array.isArray(stdio)) return stdio;
  return stdio.map((place, index) => (place === 2 || (place === 'inherit' && index === 2) ? stderr : place));
}

module.exports = { NativeOutput };
