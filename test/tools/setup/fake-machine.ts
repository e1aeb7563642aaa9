/**
 * A clone with the project's own set-up, and an npm, a Python and a C++ compiler that do at once what the real ones take
 * minutes for: they leave the files that set-up looks at. What they were told is kept; what they fail in is asked for.
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** One call of a program: its name, its arguments and its environment. */
export interface Call {
  readonly program: 'npm' | 'python' | 'compiler';
  readonly args: string[];
  readonly env: NodeJS.ProcessEnv;
}

export interface Answer {
  readonly status: number | null;
  readonly output: string;
  readonly calls: Call[];
}

/** The beginning of each program; `mishap` is what the test asks for. */
const COMMON = `#!${process.execPath}
const fs = require('node:fs');
const path = require('node:path');
const args = process.argv.slice(2);
const mishap = process.env.MISHAP;
const write = (file, text = '') => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
};
const told = (program) =>
  fs.appendFileSync(process.env.CALLS, JSON.stringify({ program, args, env: process.env }) + '\\n');
const endSetup = () => {
  process.kill(process.ppid, 'SIGKILL');
  process.exit(1);
};
`;

const NPM = `${COMMON}
told('npm');
const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
const suits = (list, value) => !list || list.includes(value);
const included = ([name, { optional, os, cpu, libc }]) =>
  name !== '' && (!optional || (suits(os, process.platform) && suits(cpu, process.arch) && suits(libc, 'glibc')));
const packages = Object.entries(lock.packages).filter(included);
fs.rmSync('node_modules', { recursive: true, force: true });
const left = mishap === 'npm leaves optional out' ? packages.filter(([, { optional }]) => !optional) : packages;
left.forEach(([name], i) => {
  if (mishap === 'npm is killed' && i === 2) endSetup();
  write(path.join(name, 'package.json'), '{}');
});
if (mishap === 'npm fails') {
  console.error('npm error code EUSAGE');
  process.exit(1);
}
if (mishap === 'npm cannot write all') console.error('npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write');
write('node_modules/.package-lock.json', JSON.stringify({ packages: Object.fromEntries(left) }));
`;

const PYTHON = `${COMMON}
const venv = path.dirname(path.dirname(__filename));
const packages = (folder) => path.join(folder, 'lib', 'python3.11', 'site-packages');
const tensorflow = path.join(packages(venv), 'tensorflow_cpu-2.21.0.dist-info', 'RECORD');
if (args[0] === '-c') console.log(JSON.stringify({ version: '3.11.7', venv: mishap !== 'no ensurepip' }));
else if (args[0] === '-m' && args[1] === 'venv') {
  told('python');
  const folder = args.at(-1);
  fs.rmSync(folder, { recursive: true, force: true });
  write(path.join(folder, 'pyvenv.cfg'), 'version = 3.11.7\\ncommand = python3 -m venv ' + folder + '\\n');
  write(path.join(folder, 'bin', 'python'), fs.readFileSync(__filename, 'utf8'));
  fs.chmodSync(path.join(folder, 'bin', 'python'), 0o755);
  write(path.join(packages(folder), 'pip', '__init__.py'));
  if (mishap === 'venv is killed') endSetup();
  write(path.join(packages(folder), 'pip-25.0.dist-info', 'RECORD'));
} else if (args.includes('config')) console.log("global.target='/elsewhere'\\nglobal.index-url='https://mirror'");
else if (args.includes('install')) {
  told('python');
  if (mishap === 'pip installs elsewhere') process.exit(0);
  write(path.join(venv, 'bin', 'jupyter'), "#!/bin/sh\\n'''exec' \\"" + venv + "/bin/python\\" \\"$0\\" \\"$@\\"\\n' '''\\n");
  for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'])
    write(path.join(packages(venv), 'tensorflow', name));
  write(path.join(path.dirname(tensorflow), 'METADATA'));
  if (mishap === 'pip is killed') endSetup();
  write(tensorflow);
} else if (args[0].endsWith('inspect_packages.py')) {
  const folder = path.dirname(tensorflow);
  const whole = fs.existsSync(tensorflow);
  console.log(
    JSON.stringify({
      missing: whole ? [] : ['tensorflow-cpu==2.21.0'],
      broken: !whole && fs.existsSync(folder) ? [folder] : [],
      installed: whole ? [path.basename(folder)] : [],
    }),
  );
}
`;

const COMPILER = `${COMMON}
if (args.includes('--version')) console.log('fake c++ 12');
else {
  told('compiler');
  write(args[args.indexOf('-o') + 1]);
  if (mishap === 'the compiler is killed') endSetup();
}
`;

/** The last step compiles lib for the kernel with packages that are not there. */
const LIBRARY = `
const fs = require('node:fs');
const path = require('node:path');
const file = path.join(__dirname, '..', '..', '.cache', 'library');
if (require.main === module) fs.writeFileSync(file, '');
module.exports = { isCompiled: () => fs.existsSync(file) };
`;

/** A few packages of each kind are enough. */
function shortLock(): string {
  const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
  const names = /^node_modules\/(@tensorflow\/tfjs-node-gpu|@esbuild\/.*|fsevents|@emnapi\/runtime|tsx|typescript)$/;
  return JSON.stringify({
    packages: Object.fromEntries(Object.entries(packages).filter(([name]) => names.test(name))),
  });
}

/** Makes the machine in `folder`, with the clone at `name` below it. */
export function fakeMachine(folder: string, name: string) {
  const programs = path.join(folder, 'programs');
  const place = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode: 0o755 });
    return file;
  };
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    npm_execpath: place(path.join(programs, 'npm-cli.js'), NPM),
    CAHIER_PYTHON: place(path.join(programs, 'python'), PYTHON),
    CAHIER_DEVICE: 'cpu',
    CXX: place(path.join(programs, 'c++'), COMPILER),
    CALLS: path.join(folder, 'calls'),
  };
  const clone = path.join(folder, name);
  for (const part of ['tools/setup', 'lib/tensorflow/native', 'package.json', 'requirements.txt']) {
    fs.cpSync(part, path.join(clone, part), { recursive: true });
  }
  fs.writeFileSync(path.join(clone, 'package-lock.json'), shortLock());
  place(path.join(clone, 'tools', 'kernel', 'compiled-library.cjs'), LIBRARY);
  /** Runs the set-up of a clone, which may have been moved. */
  const setup = (odd: NodeJS.ProcessEnv = {}, at = clone): Answer => {
    fs.writeFileSync(env.CALLS, '');
    const run = spawnSync(process.execPath, [path.join(at, 'tools', 'setup', 'index.mjs')], {
      cwd: at,
      env: { ...env, ...odd },
      encoding: 'utf8',
    });
    const lines = fs.readFileSync(env.CALLS, 'utf8').split('\n').filter(Boolean);
    return { status: run.status, output: run.stdout + run.stderr, calls: lines.map((line) => JSON.parse(line)) };
  };
  return { clone, setup };
}
