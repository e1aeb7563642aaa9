/** What a cell's failure looks like in Jupyter's protocol: `ename`, `evalue` and the lines of `traceback`. */

const util = require('node:util');
const { Interrupted, isInterruption } = require('./interrupt.cjs');

/** Errors whose message says everything: a stack would only hide it. */
const PLAIN = new Set(['UserError', 'Interrupted']);

/** Frames of the kernel and of Node below the cell's own. */
const FOREIGN_FRAME = /^\s+at .*(node:internal|node:vm|node_modules\/tslab\/|tools\/kernel\/)/;

const red = (text) => `\u001b[31m${text}\u001b[39m`;

function thrownError(thrown) {
  const error = isInterruption(thrown) ? new Interrupted() : thrown;
  // Errors of another realm or library may not be `instanceof Error` here.
  if (!util.types.isNativeError(error) && !(error instanceof Error)) {
    const evalue = typeof error === 'string' ? error : util.inspect(error);
    return { ename: 'Thrown', evalue, traceback: [`${red('Thrown')}: ${evalue}`] };
  }
  const heading = `${red(error.name)}: ${error.message}`;
  if (PLAIN.has(error.name)) return { ename: error.name, evalue: error.message, traceback: [heading] };
  const frames = String(error.stack)
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !FOREIGN_FRAME.test(line))
    .map(sourceFrame)
    .filter((line, index, lines) => line !== lines[index - 1]);
  const cause = error.cause === undefined ? [] : [`caused by: ${util.inspect(error.cause)}`];
  return { ename: error.name, evalue: error.message, traceback: [heading, ...frames, ...cause] };
}

/**
 * Positions in a stack are those of the compiled JavaScript, which no reader has: a frame names the source's file
 * and function alone.
 */
function sourceFrame(line) {
  return line
    .replace(/evalmachine\.<anonymous>(:\d+)*/, 'this cell')
    .replace(`${process.cwd()}/`, '')
    .replace(/(lib\/.*)\.js(:\d+)*/, '$1.ts');
}

/** @param diagnostics {{ file: string, line: number, column: number, message: string }[]} what the compiler refused */
function compileError(diagnostics) {
  const lines = diagnostics.map(({ file, line, column, message }) => {
    return `${file ? `${file.trim()}, ` : ''}line ${line}, column ${column}: ${message}`;
  });
  return { ename: 'TypeScript', evalue: lines[0], traceback: lines.map((line) => `${red('TypeScript')}: ${line}`) };
}

module.exports = { compileError, thrownError };
