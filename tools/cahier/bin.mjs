#!/usr/bin/env node
/** npx cahier: from the sources in the repository, compiled in an installed package. */

import fs from 'node:fs';

const source = new URL('program.ts', import.meta.url);
if (fs.existsSync(source)) {
  await import('tsx');
  await import(source.href);
} else {
  await import(new URL('../../dist/tools/cahier/program.js', import.meta.url).href);
}
