/** The virtual environment .venv with the pinned packages: JupyterLab, nbclient, nbconvert, and TensorFlow's libraries. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';
import { findGpus, findPython } from './toolchain.mjs';
import { pythonProblem } from './versions.mjs';

export const venv = inRoot('.venv');
export const venvPython = path.join(venv, 'bin', 'python');

/** What a finished installation leaves: the requirements' checksum and the *.dist-info folders that satisfy them. */
const STAMP = path.join(venv, 'cahier.json');

const NETWORK =
  'Is the Python registry reached? Type: .venv/bin/python -m pip download six -d .cache   (a mirror: pip config set global.index-url URL), then the command again.';

/**
 * The pinned requirements; where an NVIDIA GPU answers, with the CUDA build of the same TensorFlow.
 * @param {{ gpu: boolean }} machine
 */
export function requirements({ gpu }, text = fs.readFileSync(inRoot('requirements.txt'), 'utf8')) {
  return gpu ? text.replace(/^tensorflow-cpu==/m, 'tensorflow[and-cuda]==') : text;
}

const checksum = (text) => createHash('sha256').update(text).digest('hex');

/** The folder of .venv's packages, or null where .venv is no usable environment. */
export function sitePackages(folder = venv) {
  // A dangling link: the Python it was made from is gone.
  if (!fs.existsSync(path.join(folder, 'bin', 'python'))) return null;
  const configuration = path.join(folder, 'pyvenv.cfg');
  const version =
    fs.existsSync(configuration) && /^version\s*=\s*(\S+)/m.exec(fs.readFileSync(configuration, 'utf8'))?.[1];
  if (!version || pythonProblem(version)) return null;
  const [major, minor] = version.split('.');
  return path.join(folder, 'lib', `python${major}.${minor}`, 'site-packages');
}

/**
 * The version of the TensorFlow wheel in a folder of packages, null without one.
 * @returns {string | null}
 */
export function tensorflowVersion(packages = sitePackages()) {
  if (!packages || !fs.existsSync(packages)) return null;
  const found = fs.readdirSync(packages).map((name) => /^tensorflow(?:_cpu)?-([\d.]+)\.dist-info$/.exec(name)?.[1]);
  return found.find((version) => version !== undefined) ?? null;
}

/** Asks .venv's own Python: slow (0.3 s), exact. Null where it cannot answer. */
export function inspectPackages(file) {
  const inspection = spawnSync(venvPython, [inRoot('tools', 'setup', 'inspect_packages.py'), file], {
    encoding: 'utf8',
  });
  return inspection.status === 0 ? JSON.parse(inspection.stdout) : null;
}

/** Whether the last finished installation was of these requirements and all of it is still there. */
function stampHolds(text) {
  const packages = sitePackages();
  if (!packages || !fs.existsSync(STAMP)) return false;
  const stamp = JSON.parse(fs.readFileSync(STAMP, 'utf8'));
  return (
    stamp.requirements === checksum(text) &&
    stamp.installed.every((name) => fs.existsSync(path.join(packages, name, 'RECORD')))
  );
}

/** Requirements for this machine, and the file that holds them. */
export function requirementsHere() {
  const text = requirements({ gpu: findGpus().length > 0 });
  const file = inRoot('.cache', 'setup', 'requirements.txt');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return { text, file };
}

export const virtualEnvironment = {
  name: 'Python environment .venv',
  inPlace: () => sitePackages() !== null && fs.existsSync(path.join(/** @type {string} */ (sitePackages()), 'pip')),
  async make() {
    const python = findPython();
    await run('venv', python.executable, ['-m', 'venv', '--clear', venv], {
      remedy: `Type: sudo apt install python${python.version.split('.').slice(0, 2).join('.')}-venv   then the command again.`,
    });
  },
};

export const pythonPackages = {
  name: 'Python packages',
  inPlace: () => stampHolds(requirementsHere().text),
  async make() {
    const { text, file } = requirementsHere();
    const before = inspectPackages(file);
    // pip takes a package that was cut off for an installed one.
    for (const folder of before?.broken ?? []) fs.rmSync(folder, { recursive: true });
    const others = otherTensorFlows(text);
    if (others.length > 0) {
      await run('pip', venvPython, ['-m', 'pip', 'uninstall', '--yes', ...others], {
        remedy: 'Type: rm -rf .venv   then the command again.',
      });
    }
    // What the extra [and-cuda] brings is not in the list: pip itself must say that all of it is there.
    const complete =
      before !== null && before.missing.length === 0 && others.length === 0 && !text.includes('[and-cuda]');
    if (!complete) {
      await run('pip', venvPython, ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', file], {
        remedy: NETWORK,
      });
    }
    const after = inspectPackages(file);
    const stamp = { requirements: checksum(text), installed: after.installed };
    fs.writeFileSync(`${STAMP}.part`, JSON.stringify(stamp));
    fs.renameSync(`${STAMP}.part`, STAMP);
  },
};

/** tensorflow and tensorflow-cpu own the same files: the one that is not wanted goes first, and takes them with it. */
function otherTensorFlows(text) {
  const packages = sitePackages();
  if (!packages) return [];
  const wanted =
    /^tensorflow\[and-cuda\]==/m.test(text) || process.platform !== 'linux' || process.arch !== 'x64'
      ? 'tensorflow'
      : 'tensorflow_cpu';
  const installed = ['tensorflow', 'tensorflow_cpu'].filter((name) =>
    fs.readdirSync(packages).some((folder) => folder.startsWith(`${name}-`) && folder.endsWith('.dist-info')),
  );
  return installed.some((name) => name !== wanted) ? installed : [];
}

/** The scripts of .venv/bin name their Python by its full path: wrong once the clone was moved. */
export const movedScripts = {
  name: 'scripts of .venv (the folder was moved)',
  inPlace: () => foreignScripts().length === 0,
  async make() {
    const [script] = foreignScripts();
    const former = path.dirname(path.dirname(/** @type {string} */ (interpreterOf(script))));
    const bin = path.join(venv, 'bin');
    const files = fs.readdirSync(bin).map((name) => path.join(bin, name));
    for (const file of [...files, path.join(venv, 'pyvenv.cfg')]) {
      // Links lead to the Python itself.
      if (!fs.lstatSync(file).isFile()) continue;
      const text = fs.readFileSync(file, 'latin1');
      if (text.includes(former)) fs.writeFileSync(file, asScript(text.replaceAll(former, venv)), 'latin1');
    }
  },
};

/** No space and at most 127 characters in a script's first line; where that is not so the shell helps, as in pip's. */
function asScript(text) {
  const first = text.slice(0, text.indexOf('\n'));
  if (!first.startsWith(`#!${venv}/`) || (!first.includes(' ') && first.length < 127)) return text;
  return `#!/bin/sh\n'''exec' "${first.slice(2)}" "$0" "$@"\n' '''\n${text.slice(first.length + 1)}`;
}

/** @returns {string[]} scripts that start another clone's Python */
export function foreignScripts(folder = venv) {
  const bin = path.join(folder, 'bin');
  if (!fs.existsSync(bin)) return [];
  return fs
    .readdirSync(bin)
    .map((name) => path.join(bin, name))
    .filter((file) => {
      const interpreter = interpreterOf(file);
      return interpreter !== null && path.dirname(interpreter) !== bin;
    });
}

/** The virtual environment's Python that a script starts, null for anything else. */
function interpreterOf(file) {
  if (!fs.lstatSync(file).isFile()) return null;
  const start = firstBytes(file, 1024);
  return /^(?:#!|#!\/bin\/sh\n'''exec' "?)(\/.*?\/\.venv\/bin\/python[\d.]*)["\s]/.exec(start)?.[1] ?? null;
}

function firstBytes(file, count) {
  const descriptor = fs.openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(count);
    return bytes.toString('latin1', 0, fs.readSync(descriptor, bytes, 0, count, 0));
  } finally {
    fs.closeSync(descriptor);
  }
}
