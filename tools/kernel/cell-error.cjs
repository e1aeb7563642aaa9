/** What a cell's failure looks like in Jupyter's protocol: `ename`, `evalue` and the lines of `traceback`. */

const util = require('node:util');
const { ROOT } = require('./cell-settings.cjs');
const { Interrupted, isInterruption } = require('./interrupt.cjs');

/** Errors whose message says everything: a stack would only hide it. */
const PLAIN = new Set(['UserError', 'Interrupted', 'NoAnswer']);

/** Frames of the kernel and of Node below the cell's own. */
const FOREIGN_FRAME = /^\s+at .*(node:internal|node:vm|node_modules\/tslab\/|tools\/kernel\/)/;

const red = (text) => `\u001b[31m${text}\u001b[39m`;

/**
 * @param {Map<string, import('./javascript.cjs').LineOf>} places where lines were in their sources, by the script's name
 */
function thrownError(thrown, places) {
  const error = isInterruption(thrown) ? new Interrupted() : thrown;
  // Errors of another realm or library may not be `instanceof Error` here.
  if (!util.types.isNativeError(error) && !(error instanceof Error)) {
    const evalue = (typeof error === 'string' ? error : util.inspect(error)).toWellFormed();
    return { ename: 'Thrown', evalue, traceback: [`${red('Thrown')}: ${evalue}`] };
  }
  const [name, message] = [error.name, error.message].map((text) => String(text).toWellFormed());
  const heading = `${red(name)}: ${message}`;
  if (PLAIN.has(name)) return { ename: name, evalue: message, traceback: [heading] };
  const frames = String(error.stack)
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !FOREIGN_FRAME.test(line))
    .map((line) => sourceFrame(line, places))
    .filter((line, index, lines) => line !== null && line !== lines[index - 1]);
  const cause = error.cause === undefined ? [] : [`caused by: ${util.inspect(error.cause)}`];
  const traceback = [heading, ...frames, ...cause].map((text) => text.toWellFormed());
  return { ename: name, evalue: message, traceback };
}

/** A frame of a stack at its place in the source that the reader wrote; of a source compiled in advance, its file. */
function sourceFrame(line, places) {
  const [, head, script, row, column] = /^(\s+at (?:.* \()?)(.+?):(\d+):(\d+)\)?$/.exec(line) ?? [];
  if (!places.has(script)) return relative(line).replace(/(lib\/.*)\.js(:\d+)*/, '$1.ts');
  const sourceLine = places.get(script)(Number(row), Number(column));
  // The kernel's own lines around a cell.
  if (sourceLine === undefined) return null;
  return `${head}${relative(script)}, line ${sourceLine}${head.endsWith('(') ? ')' : ''}`;
}

const relative = (text) => text.replace(`${ROOT}/`, '');

/** @param diagnostics {{ file: string, line: number, column: number, message: string }[]} what the compiler refused */
function compileError(diagnostics) {
  const lines = diagnostics.map(({ file, line, column, message }) => {
    return `${file ? `${file}, ` : ''}line ${line}, column ${column}: ${message}`;
  });
  return { ename: 'TypeScript', evalue: lines[0], traceback: lines.map((line) => `${red('TypeScript')}: ${line}`) };
}

module.exports = { compileError, thrownError };
