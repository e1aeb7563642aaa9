/** lib, compiled for the kernel, so that the first import of a lesson need not (tools/kernel/compiled-library.cjs). */

import library from '../kernel/compiled-library.cjs';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';

export const compiledLibrary = {
  name: 'library for the kernel',
  inPlace: library.isCompiled,
  async make() {
    await run('library', process.execPath, [inRoot('tools', 'kernel', 'compiled-library.cjs')]);
  },
};
