/**
 * Compiles lib and the command into dist, as npm's package holds them: CommonJS, which Node imports into ES modules as
 * well, so that there is one TensorFlow and one UserError whoever imports it, and declarations beside it.
 *
 *   node tools/package/build.mjs     npm pack and npm publish run it, unless npm is told to run no scripts
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { inRoot } from '../setup/paths.mjs';
import { BINDING, copyTfjsNode } from './tfjs-node.mjs';

const DIST = inRoot('dist');

fs.rmSync(DIST, { recursive: true, force: true });
const compiled = spawnSync(
  process.execPath,
  [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', inRoot('tools', 'package', 'tsconfig.json')],
  { stdio: 'inherit' },
);
if (compiled.status !== 0) process.exit(1);

// What a thread starts from is JavaScript as it stands.
for (const name of files(inRoot('lib')).filter((name) => name.endsWith('.mjs'))) {
  fs.copyFileSync(inRoot('lib', name), path.join(DIST, 'lib', name));
}
const { bundlePage } = createRequire(import.meta.url)(path.join(DIST, 'lib', 'live', 'page-script.js'));
fs.writeFileSync(path.join(DIST, 'lib', 'live', 'page.bundle.js'), await bundlePage(inRoot('lib')));
copyTfjsNode(path.join(DIST, BINDING));
for (const name of files(DIST).filter((name) => /^(lib|tools)\/.*\.(js|d\.ts)$/.test(name))) {
  const file = path.join(DIST, name);
  const text = fs.readFileSync(file, 'utf8');
  const to = path.relative(path.dirname(file), path.join(DIST, BINDING, 'dist', 'index'));
  fs.writeFileSync(
    file,
    text.replace(/(["'])@tensorflow\/tfjs-node-gpu\1/, (_, quote) => quote + to + quote),
  );
}

/** Names of all files below a folder. */
function files(folder) {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)));
}
