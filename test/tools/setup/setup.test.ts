import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { foreignScripts, mendScripts } from '../../../tools/setup/moved-scripts.mjs';
import { differingPackages } from '../../../tools/setup/node-packages.mjs';
import { requirements, sitePackages } from '../../../tools/setup/python-packages.mjs';
import { findCompiler, findPython } from '../../../tools/setup/toolchain.mjs';
import { nodeProblem, platformProblem, pythonProblem } from '../../../tools/setup/versions.mjs';

function temporary(t: test.TestContext): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-setup-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function write(file: string, content = ''): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

test('Node 20, 22 and 24 are taken; another is named in one sentence', () => {
  for (const version of ['20.9.0', 'v22.1.0', '24.21.0']) assert.equal(nodeProblem(version), null);
  for (const version of ['18.20.1', '21.0.0', '26.1.0']) {
    assert.equal(nodeProblem(version), `Node ${version} runs here; the course needs Node 20, 22 or 24.`);
  }
});

test('Python 3.10 to 3.13 are taken', () => {
  for (const version of ['3.10.13', '3.11.2', '3.12.1', '3.13.0']) assert.equal(pythonProblem(version), null);
  for (const version of ['2.7.18', '3.9.18', '3.14.0']) assert.match(String(pythonProblem(version)), /3\.10 to 3\.13/);
});

test('Linux and macOS are taken, Windows is not', () => {
  assert.equal(platformProblem('linux'), null);
  assert.equal(platformProblem('darwin'), null);
  assert.match(String(platformProblem('win32')), /not on Windows itself/);
});

test('a Python or a compiler that is named and does not run is an error with a remedy', () => {
  assert.throws(() => findPython({ CAHIER_PYTHON: '/nowhere/python' }), {
    name: 'SetupFailure',
    remedy: /CAHIER_PYTHON/,
  });
  assert.throws(() => findCompiler({ CXX: 'no-such-compiler' }), { name: 'SetupFailure', remedy: 'Type: unset CXX' });
});

test('CXX may hold a launcher before the compiler', () => {
  assert.deepEqual(findCompiler({ CXX: 'env c++ -O1' }).arguments, ['c++', '-O1']);
});

test('a GPU takes the CUDA build of the same TensorFlow', () => {
  const text = "numpy==2.2.6\ntensorflow-cpu==2.21.0 ; sys_platform == 'linux'  # asked for\n";
  assert.equal(requirements({ gpu: false }, text), text);
  assert.equal(requirements({ gpu: true }, text), text.replace('tensorflow-cpu', 'tensorflow[and-cuda]'));
});

test('npm packages: missing, of another version, and all of them without npm’s own record', (t) => {
  const folder = temporary(t);
  const lock = (versions: Record<string, string>) => {
    const packages = Object.entries(versions).map(([name, version]) => [`node_modules/${name}`, { version }]);
    return JSON.stringify({ packages: Object.fromEntries(packages) });
  };
  const record = path.join(folder, 'node_modules', '.package-lock.json');
  write(path.join(folder, 'package-lock.json'), lock({ a: '1.0.0', b: '2.0.0', c: '3.0.0' }));
  assert.deepEqual(differingPackages(folder), ['node_modules/a', 'node_modules/b', 'node_modules/c']);
  for (const name of ['a', 'b']) write(path.join(folder, 'node_modules', name, 'package.json'), '{}');
  write(record, lock({ a: '1.0.0', b: '2.0.1', c: '3.0.0' }));
  assert.deepEqual(differingPackages(folder), ['node_modules/b', 'node_modules/c']);
});

test('npm packages that other platforms need are not missed, those of this one are', (t) => {
  const folder = temporary(t);
  const here = { os: [process.platform], cpu: [process.arch] };
  const optional = { version: '1.0.0', optional: true };
  const packages = {
    'node_modules/x-other': { ...optional, os: ['aix'], cpu: [process.arch] },
    'node_modules/x-not-here': { ...optional, os: [`!${process.platform}`] },
    'node_modules/x-wasm': { ...optional, cpu: ['wasm32'] },
    'node_modules/x-musl': { ...optional, ...here, libc: ['musl'] },
    'node_modules/x-nice-to-have': optional,
    'node_modules/x-here': { ...optional, ...here, libc: ['glibc'] },
    'node_modules/x-anywhere-but': { ...optional, os: ['!aix', '!sunos'] },
  };
  write(path.join(folder, 'package-lock.json'), JSON.stringify({ packages }));
  assert.deepEqual(differingPackages(folder), ['node_modules/x-here', 'node_modules/x-anywhere-but']);
});

test('a virtual environment counts when its Python is there and fits', (t) => {
  const folder = path.join(temporary(t), '.venv');
  assert.equal(sitePackages(folder), null);
  write(path.join(folder, 'pyvenv.cfg'), 'home = /usr/bin\nversion = 3.12.1\n');
  fs.mkdirSync(path.join(folder, 'bin'));
  fs.symlinkSync('/nowhere/python3.12', path.join(folder, 'bin', 'python'));
  assert.equal(sitePackages(folder), null, 'its Python is gone');
  fs.rmSync(path.join(folder, 'bin', 'python'));
  write(path.join(folder, 'bin', 'python'));
  assert.equal(sitePackages(folder), path.join(folder, 'lib', 'python3.12', 'site-packages'));
  write(path.join(folder, 'pyvenv.cfg'), 'version = 3.9.18\n');
  assert.equal(sitePackages(folder), null, 'an old Python');
});

test('scripts of a moved environment are found, in both forms that pip writes', (t) => {
  const folder = path.join(temporary(t), '.venv');
  const script = (name: string, start: string) => write(path.join(folder, 'bin', name), `${start}\nimport sys\n`);
  script('own', `#!${folder}/bin/python3.12`);
  script('shell', '#!/bin/sh');
  script('moved', '#!/elsewhere/.venv/bin/python');
  script('spaced', `#!/bin/sh\n'''exec' "/else where/.venv/bin/python3" "$0" "$@"\n' '''`);
  const names = foreignScripts(folder).map((file: string) => path.basename(file));
  assert.deepEqual(names.sort(), ['moved', 'spaced']);
});

test('scripts are mended in folders of any name, byte for byte, and programs are left alone', (t) => {
  const root = temporary(t);
  const folder = path.join(root, `été's (1)`, '.venv');
  const former = '/home/zoë/cours/.venv';
  const file = (name: string) => path.join(folder, 'bin', name);
  write(file('pip'), `#!${former}/bin/python3.12\nprint("déjà vu")\n`);
  write(file('activate'), `VIRTUAL_ENV='${former}'\n`);
  const program = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe, ...Buffer.from(former)]);
  fs.writeFileSync(file('program'), program);
  write(path.join(folder, 'pyvenv.cfg'), `home = /usr/bin\ncommand = python3 -m venv ${former}\n`);
  fs.chmodSync(file('pip'), 0o750);
  fs.linkSync(file('pip'), path.join(root, 'copy'));
  assert.deepEqual(foreignScripts(folder), [file('pip')]);
  mendScripts(folder);
  assert.deepEqual(foreignScripts(folder), []);
  const read = (name: string) => fs.readFileSync(name, 'utf8');
  assert.equal(read(file('activate')), `VIRTUAL_ENV='${folder}'\n`);
  assert.ok(read(path.join(folder, 'pyvenv.cfg')).endsWith(`-m venv ${folder}\n`));
  // A space in the first line is no end of the interpreter's name for the shell.
  assert.equal(
    read(file('pip')),
    `#!/bin/sh\n'''exec' "${folder}/bin/python3.12" "$0" "$@"\n' '''\nprint("déjà vu")\n`,
  );
  assert.equal(fs.statSync(file('pip')).mode & 0o777, 0o750);
  assert.deepEqual(fs.readFileSync(file('program')), program);
  assert.ok(read(path.join(root, 'copy')).startsWith(`#!${former}`), 'what shares the file keeps its own');
});

test('an environment in a folder with an accent, in either way of writing it, is not taken for a moved one', (t) => {
  for (const form of ['NFC', 'NFD'] as const) {
    const folder = path.join(temporary(t), 'été'.normalize('NFC'), '.venv');
    write(path.join(folder, 'bin', 'pip'), `#!${folder.normalize(form)}/bin/python\n`);
    assert.deepEqual(foreignScripts(folder), []);
  }
});

test('npm, nothing else, is asked for the packages: no registry address stands in the lock file', () => {
  const lock = fs.readFileSync('package-lock.json', 'utf8');
  assert.doesNotMatch(lock, /"resolved"/);
});

test('every platform package that npm may choose from stands in the lock file', () => {
  const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
  const missing = Object.entries<{ optionalDependencies?: Record<string, string> }>(packages).flatMap(
    ([owner, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${owner}/node_modules/${name}` in packages),
      ),
  );
  assert.deepEqual(missing, [], 'npm ci refuses such a lock file');
});
