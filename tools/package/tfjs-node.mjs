/**
 * TensorFlow's binding for Node as a part of the package. As a dependency it would fetch a TensorFlow of its own, years
 * old and half a gigabyte, while npm installs it, and let the whole installation fail where its server is not reached.
 */

import fs from 'node:fs';
import path from 'node:path';
import { NODE_API } from '../setup/binding.mjs';
import { inRoot } from '../setup/paths.mjs';

/** Where it lies in dist; tools/setup/binding.mjs compiles the add-on there. */
export const BINDING = 'tfjs-node';

const ORIGINAL = inRoot('node_modules', '@tensorflow', 'tfjs-node-gpu');

/** How the original looks for its add-on, and what takes its place. */
const FINDS = /var binary = require\('@mapbox\/node-pre-gyp'\);[\s\S]*?(?=\/\/ tslint[^\n]*\nvar bindings = )/;
const KNOWS = `var bindingPath = path.join(__dirname, '..', 'lib', 'napi-v${NODE_API}', 'tfjs_binding.node');
if (!require('fs').existsSync(bindingPath)) {
    throw new Error('TensorFlow is not set up here yet. Type: npx cahier setup');
}
`;

export function copyTfjsNode(to) {
  const ofProgram = (file) => !/_test\.(js|d\.ts)$|run_tests|\.map$/.test(file);
  fs.cpSync(path.join(ORIGINAL, 'dist'), path.join(to, 'dist'), { recursive: true, filter: ofProgram });
  fs.cpSync(path.join(ORIGINAL, 'binding'), path.join(to, 'binding'), { recursive: true });
  const { name, version, license, main, types } = JSON.parse(
    fs.readFileSync(path.join(ORIGINAL, 'package.json'), 'utf8'),
  );
  fs.writeFileSync(
    path.join(to, 'package.json'),
    `${JSON.stringify({ name, version, license, main, types }, null, 2)}\n`,
  );
  // Its licence, which is not in its own package; TypeScript's is the same text.
  fs.copyFileSync(inRoot('node_modules', 'typescript', 'LICENSE.txt'), path.join(to, 'LICENSE'));

  const index = path.join(to, 'dist', 'index.js');
  const text = fs.readFileSync(index, 'utf8');
  if (!FINDS.test(text)) throw new Error(`${index} does not look for its add-on as this file knows it`);
  fs.writeFileSync(index, text.replace(FINDS, KNOWS));
}
