/** The thread of side-channels.cjs. */

const inspector = require('node:inspector');
const { parentPort, workerData } = require('node:worker_threads');
const zmq = require('zeromq');
const { GRACE } = require('./interrupt.cjs');
const { readPipe } = require('./output-pipes.cjs');
const { queueSends } = require('./send-queue.cjs');
const { STATE } = require('./side-channels.cjs');

const { connection, port, outputPort, pipes, state } = workerData;

for (const [name, file] of Object.entries(pipes)) {
  readPipe(file, Buffer.from(workerData.mark), {
    output: (bytes) => outputPort.postMessage({ name, bytes }),
    marked() {
      Atomics.add(state, STATE.marks, 1);
      Atomics.notify(state, STATE.marks);
    },
  });
}

const sockets = { control: new zmq.Router(), stdin: new zmq.Router(), hb: new zmq.Reply() };
const queues = {};

function tell(message) {
  port.postMessage(message);
  Atomics.add(state, STATE.messages, 1);
  Atomics.notify(state, STATE.messages);
}

async function serve(channel) {
  const socket = sockets[channel];
  await socket.bind(`${connection.transport}://${connection.ip}:${connection[`${channel}_port`]}`);
  queues[channel] = queueSends(socket, () => {});
  receive(channel, socket);
}

async function receive(channel, socket) {
  for await (const frames of socket) {
    if (channel === 'hb') queues.hb.send(frames);
    else {
      const isInterrupt = channel === 'control' && frames.some((frame) => frame.includes('"interrupt_request"'));
      if (isInterrupt) watchInterrupt();
      tell({ channel, frames, isInterrupt });
    }
  }
}

/** Node ends the process where it checks and code in a callback is ended by force: see the kernelspec (tools/setup). */
const isChecked = !process.execArgv.includes('--no-force-async-hooks-checks');

/** A cell that holds the main thread hears of no interrupt: once it had its time, its code is ended from here. */
function watchInterrupt() {
  if (isChecked) return process.kill(process.pid, 'SIGINT'); // ends what a cell does before it first awaits
  Atomics.store(state, STATE.isInterruptSeen, 0);
  setTimeout(() => {
    if (Atomics.load(state, STATE.isInterruptSeen) === 1 || Atomics.load(state, STATE.isCellRunning) === 0) return;
    const session = new inspector.Session();
    session.connectToMainThread();
    session.post('Runtime.terminateExecution', () => {
      session.disconnect();
      tell({ isEnded: true });
    });
  }, GRACE);
}

port.on('message', ({ channel, frames }) => {
  if (channel !== 'close') return queues[channel].send(frames);
  for (const socket of Object.values(sockets)) socket.close();
  process.exit(0);
});

Promise.all(Object.keys(sockets).map(serve)).then(() => parentPort.postMessage('ready'));
