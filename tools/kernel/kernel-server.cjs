const { ZmqServer } = require('tslab/dist/jupyter');
const { queueSends } = require('./send-queue.cjs');

/** How long a cell that still works may keep the process alive after Jupyter asked it to end, in milliseconds. */
const SHUTDOWN_GRACE = 500;

/** tslab's Jupyter server with queued sends; execution itself is the handler's. */
class KernelServer extends ZmqServer {
  async init() {
    await super.init();
    // The receiving loops hold the sockets themselves; everything that sends looks them up here.
    this.iopub = queueSends(this.iopub);
    this.shell = queueSends(this.shell);
    this.control = queueSends(this.control);
  }

  async bindSocket(socket, port) {
    // By default zeromq drops what a subscriber has not fetched after 1,000 messages.
    if ('sendHighWaterMark' in socket) socket.sendHighWaterMark = 0;
    await super.bindSocket(socket, port);
  }

  async handleExecute(socket, request) {
    const answer = (type, content, channel) => {
      const message = request.createReply();
      message.header.msg_type = type;
      message.content = content;
      message.signAndSend(this.connInfo.key, channel);
    };
    const publish = (type, content) => answer(type, content, this.iopub);
    const reply = await this.handler.execute(request.content, publish);
    answer('execute_reply', reply, socket);
  }

  close() {
    super.close();
    setTimeout(() => process.exit(0), SHUTDOWN_GRACE).unref();
  }
}

module.exports = { KernelServer };
