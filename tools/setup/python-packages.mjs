/** The virtual environment .venv with the pinned packages: JupyterLab, nbclient, nbconvert, and TensorFlow's libraries. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { environmentOf } from './environment.mjs';
import { SetupFailure } from './failure.mjs';
import { inPackage, inRoot, isInstalled } from './paths.mjs';
import { run } from './run.mjs';
import { findGpus, findPython } from './toolchain.mjs';
import { pythonProblem } from './versions.mjs';

export const venv = inRoot('.venv');
export const venvPython = path.join(venv, 'bin', 'python');

/** What a finished installation leaves: the requirements' checksum and the *.dist-info folders that satisfy them. */
const STAMP = path.join(venv, 'cahier.json');

/**
 * The pinned requirements; where an NVIDIA GPU answers, with the CUDA build of the same TensorFlow.
 * @param {{ gpu: boolean }} machine
 */
export function requirements({ gpu }, text = fs.readFileSync(inPackage('requirements.txt'), 'utf8')) {
  const all = gpu ? text.replace(/^tensorflow-cpu==/m, 'tensorflow[and-cuda]==') : text;
  return isInstalled ? onlyTensorFlow(all) : all;
}

/** A program needs TensorFlow's libraries and no Python. */
export const onlyTensorFlow = (text) => (text.match(/^tensorflow\b.*\n/gm) ?? []).join('');

/** TensorFlow's own Python needs others; its libraries need those of CUDA alone. */
const withoutOthers = (text) => (isInstalled && !text.includes('[and-cuda]') ? ['--no-deps'] : []);

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
  const answer = askPython([inPackage('tools', 'setup', 'inspect_packages.py'), file]);
  return answer === null ? null : JSON.parse(answer);
}

/** What .venv's Python prints, null where it cannot answer. */
function askPython(args) {
  const answer = spawnSync(venvPython, args, { encoding: 'utf8', env: environmentOf('python') });
  return answer.status === 0 ? answer.stdout : null;
}

/** @returns {any} null where the file is missing or was cut off */
function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Whether the last finished installation was of these requirements and all of it is still there. */
function stampHolds(text) {
  const packages = sitePackages();
  const stamp = readJson(STAMP);
  return (
    packages !== null &&
    stamp?.requirements === checksum(text) &&
    stamp.installed.every((name) => fs.existsSync(path.join(packages, name, 'RECORD')))
  );
}

/** Requirements for this machine. */
const requirementsHere = () => requirements({ gpu: findGpus().length > 0 });

/** A file that holds them. */
export function requirementsFile(text = requirementsHere()) {
  const file = inRoot('.cache', 'setup', 'requirements.txt');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

export const virtualEnvironment = {
  name: 'Python environment .venv',
  inPlace: () => hasPip(),
  async make() {
    const python = findPython();
    await run('venv', python.executable, ['-m', 'venv', '--clear', venv]);
    if (!hasPip()) {
      throw new SetupFailure(`${python.executable} made a .venv without pip.`, 'Type: sudo apt install python3-venv');
    }
  },
};

/** Whether .venv has a whole pip, which is the last that comes into it: RECORD is the last file of a package. */
function hasPip() {
  const packages = sitePackages();
  if (packages === null || !fs.existsSync(path.join(packages, 'pip'))) return false;
  const names = fs.readdirSync(packages).filter((name) => /^pip-.*\.dist-info$/.test(name));
  return names.some((name) => fs.existsSync(path.join(packages, name, 'RECORD')));
}

export const pythonPackages = {
  name: 'Python packages',
  inPlace: () => stampHolds(requirementsHere()),
  async make() {
    const text = requirementsHere();
    const file = requirementsFile(text);
    const before = inspectPackages(file);
    // pip takes a package that was cut off for an installed one.
    for (const folder of before?.broken ?? []) fs.rmSync(folder, { recursive: true });
    const others = otherTensorFlows(text);
    if (others.length > 0) await pip(['uninstall', '--yes', ...others]);
    // What the extra [and-cuda] brings is not in the list: pip itself must say that all of it is there.
    const complete =
      before !== null && before.missing.length === 0 && others.length === 0 && !text.includes('[and-cuda]');
    if (!complete) await pip(['install', '--no-user', ...withoutOthers(text), '-r', file]);
    const after = inspectPackages(file);
    if (after === null) throw new SetupFailure('.venv is damaged: its Python does not answer.', ANEW);
    if (after.missing.length > 0) throw elsewhere(after.missing);
    const stamp = { requirements: checksum(text), installed: after.installed };
    fs.writeFileSync(`${STAMP}.part`, JSON.stringify(stamp));
    fs.renameSync(`${STAMP}.part`, STAMP);
  },
};

const ANEW = 'Type: rm -rf .venv   then the command again.';

const pip = (args) => run('pip', venvPython, ['-m', 'pip', '--disable-pip-version-check', ...args]);

/** pip said that it installed all, and .venv does not hold it: a settings file sent it elsewhere. */
function elsewhere(missing) {
  const settings = askPython(['-m', 'pip', 'config', 'list']) ?? '';
  const found = settings.split('\n').filter((line) => /\.(target|prefix|root|dry-run|no-deps)=/.test(line));
  return new SetupFailure(
    `pip installed ${missing.length} packages elsewhere than in .venv, ${missing[0]} among them${found.length > 0 ? `: its settings say ${found.join(', ')}` : ''}.`,
    'Type: python3 -m pip config unset NAME   with its name (or: PIP_CONFIG_FILE=/dev/null npm run setup).',
  );
}

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
