/**
 * tslab's Jupyter server with channels of our own: sends are queued (send-queue.cjs), what must be heard while a cell
 * works has its own thread (side-channels.cjs), and execution is the handler's.
 */

const fs = require('node:fs');
const { ZmqServer } = require('tslab/dist/jupyter');
const zmq = require('zeromq');
const { endProcess } = require('./process-guard.cjs');
const { queueSends } = require('./send-queue.cjs');
const { SideChannels } = require('./side-channels.cjs');

/** How long a cell that still works may keep the process alive after Jupyter asked it to end, in milliseconds. */
const SHUTDOWN_GRACE = 500;

class KernelServer extends ZmqServer {
  /**
   * @param connectionFile Jupyter's: ports and key
   * @param native {import('./native-output.cjs').NativeOutput}
   */
  constructor(handler, connectionFile, native) {
    super(handler, connectionFile);
    this.connInfo = JSON.parse(fs.readFileSync(connectionFile, 'utf8'));
    const heard = { control: (frames) => this.receive(this.control, frames), ended: () => this.handler.ended() };
    this.side = new SideChannels(this.connInfo, heard, native);
    for (const channel of ['control', 'stdin', 'hb']) this[channel] = this.side.socket(channel);
  }

  async init() {
    const shell = new zmq.Router();
    // By default zeromq drops what a subscriber has not fetched after 1,000 messages.
    const iopub = new zmq.Publisher({ sendHighWaterMark: 0 });
    await Promise.all([this.open('shell', shell), this.open('iopub', iopub), this.side.ready]);
    this.receiveAll(shell);
  }

  async open(channel, socket) {
    await this.bindSocket(socket, this.connInfo[`${channel}_port`]);
    this[channel] = queueSends(socket, (message, error) => this.handler.lost(message, error));
  }

  async receiveAll(shell) {
    for await (const frames of shell) this.receive(this.shell, frames);
  }

  /** A message that cannot be understood is one less, and no end of the kernel. */
  async receive(socket, frames) {
    try {
      const type = typeOf(frames);
      if (type === 'interrupt_request') this.handler.interrupt();
      // Jupyter lets a kernel leave out what it does not know; tslab warns of it in the cell.
      else if (SERVED.has(type)) await this.handleShellMessage(socket, ...frames);
    } catch (error) {
      this.handler.fail(error);
    }
  }

  async handleExecute(socket, request) {
    const answer = (type, content, channel) => {
      const message = request.createReply();
      message.header.msg_type = type;
      message.content = content;
      message.signAndSend(this.connInfo.key, channel);
    };
    const publish = (type, content) => answer(type, content, this.iopub);
    answer('execute_reply', await this.handler.execute(request, publish), socket);
  }

  /** tslab answers under the name of another message. */
  handleCommInfoRequest(socket, request) {
    const message = request.createReply();
    message.header.msg_type = 'comm_info_reply';
    message.content = { status: 'ok', comms: {} };
    message.signAndSend(this.connInfo.key, socket);
  }

  async close() {
    this.handler.close();
    const closed = this.side.close();
    this.iopub.close();
    this.shell.close();
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, SHUTDOWN_GRACE))]);
    endProcess(0);
  }
}

/** Messages that tslab answers. */
const SERVED = new Set(
  ['kernel_info', 'execute', 'is_complete', 'inspect', 'complete', 'comm_info', 'shutdown'].map(
    (name) => `${name}_request`,
  ),
);

/** A message is: identities, a delimiter, the signature, and four parts in JSON of which the first is the header. */
function typeOf(frames) {
  const delimiter = frames.findIndex((frame) => frame.toString() === '<IDS|MSG>');
  return JSON.parse(frames[delimiter + 2].toString()).msg_type;
}

module.exports = { KernelServer };
