/**
 * Everything a bare clone needs, by Node's built-ins alone; `npm start`, `npm test` and `npm run lab` call it first. In a
 * project that has Cahier as a package, `npx cahier setup` calls it for TensorFlow's part.
 *
 *   node tools/setup/index.mjs
 *
 * A step looks at what is there, not at whether it ran once: what was cut off, deleted or moved is made again, and
 * where all is in place nothing is done. Everything lies below the clone: node_modules, .venv and .cache.
 */

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { binding } from './binding.mjs';
import { systemFailure } from './causes.mjs';
import { command } from './command.mjs';
import { unheeded } from './environment.mjs';
import { folderProblem, spaceProblem, writeProblem } from './folder.mjs';
import { jupyterFiles } from './jupyter.mjs';
import { withLock } from './lock.mjs';
import { movedScripts } from './moved-scripts.mjs';
import { nodePackages, oneTensorFlow } from './node-packages.mjs';
import { inRoot, isInstalled, shown } from './paths.mjs';
import { deadProxies, proxySentence } from './proxies.mjs';
import { pythonPackages, virtualEnvironment } from './python-packages.mjs';
import { seconds } from './run.mjs';
import { checkNode, findCompiler, findPython } from './toolchain.mjs';

const TENSORFLOW = [virtualEnvironment, movedScripts, pythonPackages, binding];

/** In the order in which they need each other. In a project npm has done its part, and there are no lessons. */
export const STEPS = isInstalled
  ? TENSORFLOW
  : [nodePackages, oneTensorFlow, ...TENSORFLOW, jupyterFiles, (await import('./library.mjs')).compiledLibrary];

/** Makes what is missing. @throws {import('./failure.mjs').SetupFailure} with the line that mends it */
export async function setup() {
  checkNode();
  const problem = folderProblem();
  if (problem) throw problem;
  if (STEPS.every((step) => step.inPlace())) return;
  const closed = writeProblem();
  if (closed) throw closed;
  try {
    await withLock(makeMissing);
  } catch (error) {
    throw systemFailure(error);
  }
}

async function makeMissing() {
  const begun = performance.now();
  const missing = STEPS.filter((step) => !step.inPlace());
  if (missing.length === 0) return;
  console.log(`Set-up of ${isInstalled ? shown(inRoot()) : 'this folder'} (nothing outside of it is touched)`);
  if (isInstalled) fs.writeFileSync(inRoot('.gitignore'), '*\n');
  await lookAhead(missing);
  for (const step of STEPS) {
    if (step.inPlace()) continue;
    const from = performance.now();
    console.log(`  ${step.name} …`);
    await step.make();
    console.log(`  ${step.name}: ${seconds(from)}`);
  }
  console.log(`Set-up done in ${seconds(begun)}\n`);
}

/** Asks for all that the machine must bring before the first download. */
async function lookAhead(missing) {
  if (missing.includes(virtualEnvironment)) findPython();
  if (missing.includes(binding)) findCompiler();
  const ignored = unheeded();
  if (ignored.length > 0) console.log(`  Not heeded here: ${ignored.join(', ')}`);
  if (!missing.includes(nodePackages) && !missing.includes(pythonPackages)) return;
  const space = spaceProblem({ node: missing.includes(nodePackages), python: missing.includes(virtualEnvironment) });
  if (space) throw space;
  // It may be that none is needed: a mirror in the house, packages in the caches.
  for (const proxy of await deadProxies()) console.log(`  ${proxySentence(proxy)} On with it:`);
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) command(setup);
