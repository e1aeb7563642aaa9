import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { UserError } from '../lib/errors';
import { seenFromHere, setWorkspace, workspace } from '../lib/workspace';

const repository = path.resolve(__dirname, '..');

test('in the repository the workspace is the repository', () => {
  assert.deepEqual(workspace(), {
    root: repository,
    configs: path.join(repository, 'configs'),
    data: path.join(repository, 'data'),
    samples: path.join(repository, 'data', 'samples'),
    cache: path.join(repository, '.cache'),
    outputs: path.join(repository, 'outputs'),
  });
});

test('CAHIER_HOME and setWorkspace move all but what comes with Cahier, setWorkspace last', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-home-'));
  process.env.CAHIER_HOME = folder;
  const home = workspace();
  assert.deepEqual([home.root, home.cache], [folder, path.join(folder, '.cache')]);
  assert.equal(home.samples, path.join(repository, 'data', 'samples'));
  assert.equal(home.configs, path.join(repository, 'configs'));
  fs.mkdirSync(path.join(folder, 'mine', 'configs'), { recursive: true });
  const leave = setWorkspace(path.join(folder, 'mine'), { cache: '/tmp/fast' });
  const { root, cache, configs } = workspace();
  assert.deepEqual(
    [root, cache, configs],
    [path.join(folder, 'mine'), '/tmp/fast', path.join(folder, 'mine', 'configs')],
  );
  leave();
  assert.equal(workspace().root, folder);
  delete process.env.CAHIER_HOME;
  assert.throws(() => setWorkspace(path.join(folder, 'none')), UserError);
  fs.rmSync(folder, { recursive: true });
});

test('a path below the working directory is shown short, another one whole', () => {
  assert.equal(seenFromHere(path.join(process.cwd(), 'data', 'mnist')), path.join('data', 'mnist'));
  assert.equal(seenFromHere('/elsewhere/data'), '/elsewhere/data');
  assert.equal(seenFromHere(path.join(process.cwd(), '..data')), '..data');
});

const PROGRAM = `
import fs from 'node:fs';
import { esc10, mnist } from 'LIB/data';
import { decodeAudio } from 'LIB/features';
import { loadConfig } from 'LIB/config';
import { mnistCnn } from 'LIB/models';
import { fit, saveModel } from 'LIB/training';

async function main() {
  const { train, provenance } = await mnist({ source: 'sample', trainSize: 64 });
  const clip = esc10({ source: 'sample' }).clips[0];
  const { sampleRate } = await decodeAudio(clip.read() as Uint8Array);
  const model = mnistCnn();
  const options = { optimizer: 'adam', learningRate: 1e-3, loss: 'categoricalCrossentropy', batchSize: 32, epochs: 1 } as const;
  await fit(model, { train }, options);
  await saveModel(model, 'digits');
  const { title } = loadConfig('02-mnist-cnn-lstm');
  console.log(JSON.stringify({ source: provenance.source, sampleRate, title: title.length > 0, here: fs.readdirSync('.').sort() }));
}
main();
`;

test('a program elsewhere reads samples, decodes in threads, trains, and saves where it is', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-elsewhere-'));
  const file = path.join(folder, 'program.ts');
  fs.writeFileSync(file, PROGRAM.replaceAll('LIB', path.join(repository, 'lib')));
  const tsx = path.join(repository, 'node_modules', 'tsx', 'dist', 'loader.mjs');
  const run = spawnSync(process.execPath, ['--import', tsx, file], { cwd: folder, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  assert.deepEqual(JSON.parse(run.stdout), {
    source: 'sample',
    sampleRate: 16_000,
    title: true,
    here: ['digits', 'program.ts'],
  });
  fs.rmSync(folder, { recursive: true });
});
