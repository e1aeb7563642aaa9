/**
 * What cells show by tslab's `display`, in a form that every frontend and a notebook's file take. tslab sends whatever it
 * is given: typed arrays in a figure arrive as objects and are not drawn, a number in the place of a text makes the
 * notebook invalid, and bytes of a text as if they were a picture.
 */

const jupyter = require('tslab/dist/jupyter');
const { display } = require('tslab');

const PLOTLY = 'application/vnd.plotly.v1+json';

/** MIME types whose content is any JSON. */
const IS_JSON = /^application\/(.*\+)?json$/;

/** MIME types whose content is text; all others' is bytes, in base64. */
const IS_TEXT = /^text\/|\+xml$|^application\/(javascript|xml)$/;

/** @param load gives lib/notebook's plain-figure and plain-value, which `show` uses as well */
function checkDisplays(load) {
  display.constructor.prototype.raw = function (mime, content) {
    const data = { [mime]: checked(mime, content, load()) };
    // Another call of the same display writes over it.
    const isUpdate = this.update;
    if (this.id) this.update = true;
    jupyter.lastWriteDisplayData({ data, metadata: {}, transient: { display_id: this.id } }, isUpdate);
  };
}

function checked(mime, content, { plainFigure, plainValue, LARGEST_OUTPUT, tooLarge, UserError }) {
  const refuse = (sentence) => {
    throw new UserError(sentence);
  };
  if (mime === PLOTLY) {
    const figure = typeof content === 'string' ? parsed(content, refuse) : content;
    return plainFigure(figure ?? {});
  }
  const plain = IS_JSON.test(mime)
    ? plainValue(typeof content === 'string' ? parsed(content, refuse) : content, mime)
    : textOf(mime, content, refuse);
  const size = typeof plain === 'string' ? plain.length : JSON.stringify(plain).length;
  if (size > LARGEST_OUTPUT) refuse(tooLarge(`This output (${mime})`, size, 'show less of it, or a smaller picture'));
  return plain;
}

function textOf(mime, content, refuse) {
  if (ArrayBuffer.isView(content)) {
    return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString(
      IS_TEXT.test(mime) ? 'utf8' : 'base64',
    );
  }
  if (content instanceof ArrayBuffer) return textOf(mime, new Uint8Array(content), refuse);
  if (content === null || content === undefined || typeof content === 'object' || typeof content === 'function') {
    refuse(
      `display of ${mime} takes ${IS_TEXT.test(mime) ? 'text' : 'bytes, or their base64'}; this is ${content === null ? 'null' : typeof content}.`,
    );
  }
  return String(content).toWellFormed();
}

function parsed(text, refuse) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(`display was given a text that is no JSON (${error.message}): give it the object itself.`);
  }
}

module.exports = { checkDisplays };
