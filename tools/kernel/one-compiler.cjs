/**
 * tslab brings a TypeScript of its own, 5.0.4. What is left of tslab here, its Jupyter protocol and its displays, needs
 * no more of it than the repository's TypeScript has too: so that one compiler is loaded, and one version told.
 */

const Module = require('node:module');

const resolve = Module._resolveFilename;

Module._resolveFilename = function (name, ...rest) {
  return resolve.call(this, name === '@tslab/typescript-for-tslab' ? 'typescript' : name, ...rest);
};
