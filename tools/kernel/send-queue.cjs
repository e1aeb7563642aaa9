/**
 * A zeromq socket whose `send` may be called any number of times without awaiting it.
 *
 * zeromq allows one send in flight (about 512 pass at once, then it throws EBUSY), and tslab never awaits: in a burst
 * lines, figures and even the idle message would vanish. Here a message goes out directly while the socket takes it,
 * so that a cell which never yields still shows its output, and waits its turn otherwise. A message that cannot be sent
 * is lost by itself: those behind it follow.
 */

/** A send that has not ended after so many milliseconds is forgotten: a cell that was ended by force took it along. */
const FORGOTTEN = 2000;

/** @param onLoss is told of the message and of the reason where one could not be sent */
function queueSends(socket, onLoss) {
  const waiting = [];
  let inFlight = null;

  /** @returns whether the socket took the message, or lost it */
  function attempt(message) {
    try {
      const current = { since: performance.now() };
      inFlight = current;
      socket.send(message).then(
        () => ended(current),
        (error) => {
          onLoss(message, error);
          ended(current);
        },
      );
      return true;
    } catch (error) {
      if (error.code === 'EBUSY') return false;
      inFlight = null;
      onLoss(message, error);
      return true;
    }
  }

  function ended(current) {
    if (current === inFlight) inFlight = null;
    drain();
  }

  function drain() {
    while (waiting.length > 0 && !socket.closed) {
      if (!attempt(waiting[0])) {
        if (!inFlight) setTimeout(drain, 10); // busy by itself: nothing of ours will end
        return;
      }
      waiting.shift();
    }
  }

  return {
    send(message) {
      waiting.push(message);
      // While one is in flight the socket may take more; where it does not, the end of that one goes on.
      const isForgotten = inFlight && performance.now() - inFlight.since > FORGOTTEN;
      if (waiting.length === 1 || isForgotten) drain();
    },
    close: () => socket.close(),
  };
}

module.exports = { queueSends };
