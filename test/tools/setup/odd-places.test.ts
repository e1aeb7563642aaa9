import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fakeMachine } from './fake-machine';

function temporary(t: test.TestContext): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-odd-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const ODD = {
  NODE_ENV: 'production',
  NPM_CONFIG_OMIT: 'optional',
  PIP_USER: '1',
  PIP_TARGET: '/elsewhere',
  PYTHONPATH: '/elsewhere',
  PYTHONHOME: '/elsewhere',
  TMPDIR: '/missing',
  LC_ALL: 'fr_FR.ISO-8859-1',
};

test('a set-up in an odd folder and an odd environment is made once, and moves with its folder', (t) => {
  const folder = temporary(t);
  const { clone, setup } = fakeMachine(folder, `mes cours été/é #1 (copie) "l'été" 100%`);
  const first = setup(ODD);
  assert.equal(first.status, 0, first.output);
  assert.match(
    first.output,
    /Not heeded here: NODE_ENV, NPM_CONFIG_OMIT, PIP_USER, PIP_TARGET, PYTHONPATH, PYTHONHOME/,
  );
  assert.doesNotMatch(first.output, /was moved/);
  assert.deepEqual(
    first.calls.map(({ program }) => program),
    ['npm', 'python', 'python', 'compiler'],
  );
  const [npm, venv, pip, compiler] = first.calls;
  for (const [{ env }, names] of [
    [npm, ['NODE_ENV', 'NPM_CONFIG_OMIT']],
    [venv, ['PYTHONPATH', 'PYTHONHOME']],
    [pip, ['PYTHONPATH', 'PYTHONHOME', 'PIP_USER', 'PIP_TARGET']],
  ] as const) {
    for (const name of names) assert.equal(env[name], undefined, name);
    assert.equal(env.TMPDIR, path.join(clone, '.cache', 'setup', 'tmp'));
  }
  for (const flag of ['--include=dev', '--include=optional', '--ignore-scripts']) assert.ok(npm.args.includes(flag));
  assert.equal(compiler.env.LC_ALL, 'C');
  assert.deepEqual(setup(ODD), { status: 0, output: '', calls: [] });

  const moved = path.join(folder, 'où êtes-vous');
  fs.renameSync(clone, moved);
  const second = setup({}, moved);
  assert.equal(second.status, 0, second.output);
  assert.match(second.output, /was moved/);
  assert.deepEqual(second.calls, []);
  assert.ok(
    fs.readFileSync(path.join(moved, '.venv', 'bin', 'jupyter'), 'utf8').includes(`"${moved}/.venv/bin/python"`),
  );
  assert.ok(fs.readFileSync(path.join(moved, '.venv', 'pyvenv.cfg'), 'utf8').includes(`venv ${moved}/.venv\n`));
  assert.equal(setup({}, moved).output, '');
});

test('a set-up that was killed, at any step, goes on at the next call', (t) => {
  const { setup } = fakeMachine(temporary(t), 'cahier');
  for (const mishap of ['npm is killed', 'venv is killed', 'pip is killed', 'the compiler is killed']) {
    assert.equal(setup({ MISHAP: mishap }).status, null, mishap);
  }
  const last = setup();
  assert.equal(last.status, 0, last.output);
  assert.deepEqual(
    last.calls.map(({ program }) => program),
    ['compiler'],
  );
  assert.equal(setup().output, '');
});

test('npm that could not write all files, or left packages out, is not believed, and asked again', (t) => {
  const { setup } = fakeMachine(temporary(t), 'cahier');
  const full = setup({ MISHAP: 'npm cannot write all' });
  assert.equal(full.status, 1);
  assert.match(full.output, /✗ The disk is full/);
  const without = setup({ MISHAP: 'npm leaves optional out' });
  assert.equal(without.status, 1);
  assert.match(without.output, /✗ npm left out \d+ packages, .* among them/);
  assert.equal(setup().status, 0);
});

test('a failure is one sentence, with the log and what to do, and no stack', (t) => {
  const { setup } = fakeMachine(temporary(t), 'cahier');
  const failed = setup({ MISHAP: 'npm fails' });
  assert.equal(failed.status, 1);
  assert.match(
    failed.output,
    /✗ package\.json and package-lock\.json do not belong together.*\.cache\/setup\/npm\.log/,
  );
  assert.match(failed.output, /Type: git checkout/);
  assert.doesNotMatch(failed.output, /\n\s+at /);
  const bare = setup({ MISHAP: 'no ensurepip' });
  assert.match(bare.output, /✗ Python 3\.11\.7 .* cannot make virtual environments/);
  const elsewhere = setup({ MISHAP: 'pip installs elsewhere' });
  assert.match(elsewhere.output, /✗ pip installed 1 packages elsewhere than in \.venv.*global\.target='\/elsewhere'/);
  assert.equal(setup().status, 0);
});

test('a folder with a colon is refused before anything is installed', (t) => {
  const { setup } = fakeMachine(temporary(t), 'a:b');
  const refused = setup();
  assert.equal(refused.status, 1);
  assert.match(refused.output, /✗ The path of this folder holds a colon/);
  assert.deepEqual(refused.calls, []);
});

test('records that were cut off count as missing', (t) => {
  const { clone, setup } = fakeMachine(temporary(t), 'cahier');
  assert.equal(setup().status, 0);
  const records = [
    'node_modules/.package-lock.json',
    '.venv/cahier.json',
    'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node.json',
  ];
  for (const record of records) fs.writeFileSync(path.join(clone, record), '{"pack');
  const again = setup();
  assert.equal(again.status, 0, again.output);
  assert.deepEqual(
    again.calls.map(({ program }) => program),
    ['npm', 'compiler'],
  );
});
