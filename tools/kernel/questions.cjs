/**
 * Questions of cells to the notebook's reader, on Jupyter's stdin channel, one at a time. Where nobody can answer, as in
 * a run by `npm run notebooks`, the cell ends at once with a sentence. tslab knows no input: a cell that asked waited for
 * ever.
 */

const { Interrupted } = require('./interrupt.cjs');

const DELIMITER = '<IDS|MSG>';

class NoAnswer extends Error {
  name = 'NoAnswer';
}

class Questions {
  /** @param {import('./side-channels.cjs').SideChannels} side */
  constructor(side, key) {
    this.side = side;
    this.key = key;
    /** The execute_request of the cell that runs. */
    this.request = null;
    this.waiting = [];
    /** Called before a question is put: what was printed before it is shown. */
    this.onAsk = () => {};
    /** Called with the sentence where nobody can answer. */
    this.onRefusal = () => {};
    side.onAnswer = (frames) => this.answered(frames);
  }

  begin(request) {
    this.request = request;
  }

  /** The cell is at its end: nobody waits for an answer any more. */
  end() {
    this.request = null;
    this.waiting = [];
  }

  /** @throws NoAnswer, of which the running cell also ends */
  checkAllowed() {
    if (this.request?.content.allow_stdin) return;
    const sentence = this.request
      ? 'This cell asks for input, and nobody can answer here: write the value into the cell instead, for instance const answer = "yes".'
      : 'No cell is running: input can be asked for by a running cell alone, which awaits the answer.';
    const error = new NoAnswer(sentence);
    this.onRefusal(error);
    throw error;
  }

  /** Asks, and waits with the whole thread. @returns the answer, one line without its end */
  ask(prompt) {
    const question = this.put(prompt);
    while (question.answer === undefined) {
      if (this.side.waitForMessage()) throw new Interrupted();
    }
    return question.answer;
  }

  /** Asks, and lets other things happen meanwhile. @returns {Promise<string>} */
  async askLater(prompt) {
    const question = this.put(prompt);
    await new Promise((resolve) => {
      question.resolve = resolve;
    });
    return question.answer;
  }

  put(prompt) {
    this.checkAllowed();
    const question = { prompt: String(prompt), answer: undefined, resolve: () => {} };
    this.waiting.push(question);
    if (this.waiting.length === 1) this.sendFirst();
    return question;
  }

  sendFirst() {
    this.onAsk();
    const [question] = this.waiting;
    const message = this.request.createReply();
    message.header.msg_type = 'input_request';
    message.content = { prompt: question.prompt, password: false };
    question.id = message.header.msg_id;
    message.signAndSend(this.key, this.side.socket('stdin'));
  }

  answered(frames) {
    const head = frames.findIndex((frame) => frame.toString() === DELIMITER);
    const [parent, content] = [frames[head + 3], frames[head + 5]].map((frame) => JSON.parse(frame.toString()));
    const [question] = this.waiting;
    // An answer to a question of an earlier cell, which was interrupted.
    if (!question || (parent.msg_id && parent.msg_id !== question.id)) return;
    this.waiting.shift();
    question.answer = String(content.value ?? '');
    question.resolve();
    if (this.waiting.length > 0) this.sendFirst();
  }
}

module.exports = { NoAnswer, Questions };
