/**
 * The channels that must be served while a cell holds the main thread: control, by which Jupyter interrupts; stdin, on
 * which a cell waits for its reader's answer; and the heartbeat. They live in a thread of their own
 * (side-channels-worker.cjs). tslab serves control in the main thread, where an endless loop is never interrupted, and
 * has no use for stdin.
 */

const path = require('node:path');
const { MessageChannel, Worker, receiveMessageOnPort } = require('node:worker_threads');

/** Places in the shared memory: counts of messages and of marks in the output, to wait for; and two flags. */
const STATE = { messages: 0, marks: 1, isCellRunning: 2, isInterruptSeen: 3, length: 4 };

class SideChannels {
  /**
   * @param connection Jupyter's connection file
   * @param {{ control(frames: Buffer[]): void, ended(): void }} handler what happens on a message of the control channel,
   *   and when an endless loop was ended by force
   * @param native {import('./native-output.cjs').NativeOutput} pipes that the thread reads as well
   */
  constructor(connection, handler, { pipes, mark }) {
    this.handler = handler;
    this.state = new Int32Array(new SharedArrayBuffer(4 * STATE.length));
    this.onAnswer = () => {};
    this.onOutput = () => {};
    const [messages, output] = [new MessageChannel(), new MessageChannel()];
    this.port = messages.port1.on('message', (message) => this.receive(message));
    this.output = output.port1.on('message', (message) => this.onOutput(message));
    const ports = { port: messages.port2, outputPort: output.port2 };
    this.worker = new Worker(path.join(__dirname, 'side-channels-worker.cjs'), {
      workerData: { connection, ...ports, pipes, mark, state: this.state },
      transferList: Object.values(ports),
    });
    this.ready = new Promise((resolve, reject) => this.worker.once('message', resolve).once('error', reject));
  }

  receive({ channel, frames, isEnded }) {
    if (isEnded) return this.handler.ended();
    const buffers = frames.map((frame) => Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength));
    if (channel === 'stdin') return this.onAnswer(buffers);
    Atomics.store(this.state, STATE.isInterruptSeen, 1);
    this.handler.control(buffers);
  }

  /** @returns a socket as tslab's messages want it */
  socket(channel) {
    return {
      send: (frames) => this.port.postMessage({ channel, frames }),
      close: () => {},
    };
  }

  /** Loops may be ended by force while a cell runs, and at no other time. */
  setRunning(isRunning) {
    Atomics.store(this.state, STATE.isCellRunning, isRunning ? 1 : 0);
  }

  /**
   * Waits, the whole thread with it, until there is a message, and handles it.
   * @returns whether it was an interrupt
   */
  waitForMessage() {
    for (;;) {
      const count = Atomics.load(this.state, STATE.messages);
      const received = receiveMessageOnPort(this.port);
      if (received) {
        this.receive(received.message);
        return received.message.isInterrupt === true;
      }
      Atomics.wait(this.state, STATE.messages, count);
    }
  }

  /** How many marks were read from the pipes so far. */
  marksRead() {
    return Atomics.load(this.state, STATE.marks);
  }

  /** Waits until so many marks were read, and shows what was written before them. @param patience in milliseconds */
  waitForMarks(count, patience) {
    const end = performance.now() + patience;
    for (let read = this.marksRead(); read < count && performance.now() < end; read = this.marksRead()) {
      Atomics.wait(this.state, STATE.marks, read, end - performance.now());
    }
    for (let one = receiveMessageOnPort(this.output); one; one = receiveMessageOnPort(this.output))
      this.onOutput(one.message);
  }

  /** @returns when the sockets are closed, without which zeromq would end the process with an error */
  close() {
    return new Promise((resolve) => {
      this.worker.once('exit', resolve);
      this.port.postMessage({ channel: 'close' });
    });
  }
}

module.exports = { STATE, SideChannels };
