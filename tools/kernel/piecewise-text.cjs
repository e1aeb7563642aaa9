/** Text out of pieces: a character may come in several writes, byte by byte or as two halves of a pair. */

const { StringDecoder } = require('node:string_decoder');

const HIGH_HALF = /[\ud800-\udbff]$/;

class PiecewiseText {
  constructor() {
    this.bytes = new StringDecoder('utf8');
    this.half = '';
  }

  /**
   * @param chunk text, or bytes of UTF-8; text in another encoding stands for the bytes that it names, as in Node
   * @returns the text that is whole by now
   */
  add(chunk, encoding = 'utf8') {
    const isText = typeof chunk === 'string' && /^(utf-?8|buffer)$/i.test(encoding);
    const text = isText
      ? this.bytes.end() + chunk
      : this.bytes.write(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    return this.whole(this.half + text);
  }

  whole(text) {
    this.half = HIGH_HALF.exec(text)?.[0] ?? '';
    return text.slice(0, text.length - this.half.length).toWellFormed();
  }

  /** @returns what remained of a character, with the sign for what is none */
  end() {
    const rest = (this.half + this.bytes.end()).toWellFormed();
    this.half = '';
    return rest;
  }
}

module.exports = { PiecewiseText };
