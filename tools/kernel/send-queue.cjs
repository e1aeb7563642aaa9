/**
 * A zeromq socket whose `send` may be called any number of times without awaiting it.
 *
 * zeromq allows one send in flight (about 512 pass at once, then it throws EBUSY), and tslab never awaits: in a burst
 * lines, figures and even the idle message would vanish. Here a message goes out directly while the socket takes it,
 * so that a cell which never yields still shows its output, and waits its turn otherwise.
 */
function queueSends(socket) {
  const waiting = [];
  let inFlight = Promise.resolve();
  let draining = false;

  async function drain() {
    draining = true;
    while (waiting.length > 0) {
      await inFlight.catch(() => {});
      if (socket.closed) break;
      inFlight = socket.send(waiting.shift());
    }
    draining = false;
  }

  return {
    send(message) {
      if (!draining) {
        try {
          inFlight = socket.send(message);
          inFlight.catch(() => {});
          return;
        } catch (error) {
          if (error.code !== 'EBUSY') throw error;
        }
      }
      waiting.push(message);
      if (!draining) drain();
    },
    close: () => socket.close(),
  };
}

module.exports = { queueSends };
