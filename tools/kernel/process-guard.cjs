/**
 * What cells may do to the process that they live in. In tslab `process.exit` ends the kernel without a word, and a
 * callback that throws after its cell has ended does too once a cell has removed the listeners.
 */

const { ROOT } = require('./cell-settings.cjs');
const { replace } = require('./replace.cjs');

/** Ends the process; for the kernel alone. */
const endProcess = process.exit.bind(process);

function guardProcess() {
  for (const name of ['exit', 'abort']) {
    process[name] = () => {
      throw new Error(
        `process.${name}() would end the kernel and all its variables: leave it out. A cell ends with its last line, or with throw.`,
      );
    };
  }
  replace(process, 'chdir', (original) => (folder) => {
    original(folder);
    if (process.cwd() === ROOT) return;
    process.stderr.write(
      `The working directory is now ${process.cwd()}: relative paths begin there, the library's too; imports still begin at ${ROOT}.\n`,
    );
  });
}

/**
 * Listens to events of the process, also where a cell has removed all listeners.
 * @param {Record<string, (...values: any[]) => void>} listeners by the event's name
 * @returns a function that listens again where that is needed
 */
function listening(listeners) {
  const renew = () => {
    for (const [name, listener] of Object.entries(listeners)) {
      if (!process.listeners(name).includes(listener)) process.on(name, listener);
    }
  };
  renew();
  return renew;
}

module.exports = { endProcess, guardProcess, listening };
