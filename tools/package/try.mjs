/**
 * npm run package:try: packs, installs the package into an empty project as npm's users do, sets it up there, and trains
 * with it. Takes minutes and the network (or npm's and pip's caches), so that it is no part of npm test.
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inPackage } from '../setup/paths.mjs';

const project = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-project-'));

function run(...[executable, ...args]) {
  console.log(`\n$ ${[executable, ...args].join(' ')}`);
  const { status } = spawnSync(executable, args, { cwd: project, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${executable} ended with ${status}; the project is left in ${project}`);
}

const PROGRAM = `
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mnist } from 'cahier/data';
import { mnistCnn } from 'cahier/models';
import { setSeed, tf } from 'cahier/tensorflow';
import { evaluate, fit, loadModel, saveModel } from 'cahier/training';

setSeed(42);
const { train, test } = await mnist({ source: 'sample' });
const model = mnistCnn();
await fit(
  model,
  { train },
  { optimizer: 'adam', learningRate: 1e-3, loss: 'categoricalCrossentropy', batchSize: 32, epochs: 10 },
);
await saveModel(model, 'models/digits');
const { accuracy } = await evaluate(await loadModel('models/digits'), test);
console.log('accuracy', accuracy);
assert.ok(accuracy > 0.8);
// One library, whoever loads it.
assert.equal(createRequire(import.meta.url)('cahier/tensorflow').tf, tf);
`;

fs.writeFileSync(path.join(project, 'package.json'), '{ "name": "mine", "private": true }\n');
fs.writeFileSync(path.join(project, 'program.mjs'), PROGRAM);
spawnSync('npm', ['pack', '--ignore-scripts=false', '--pack-destination', project], {
  cwd: inPackage(),
  stdio: ['ignore', 'ignore', 'inherit'],
});
const [archive] = fs.readdirSync(project).filter((name) => name.endsWith('.tgz'));
// With scripts, as npm does unless it is told otherwise.
run('npm', 'install', '--ignore-scripts=false', `./${archive}`);
run('npx', 'cahier', 'setup');
run('npx', 'cahier', 'doctor');
run(process.execPath, 'program.mjs');
fs.rmSync(project, { recursive: true });
console.log('\nThe package works in an empty project.');
