/** Finds what the machine must bring: a Python, a C++ compiler; and whether an NVIDIA GPU answers. */

import { spawnSync } from 'node:child_process';
import { environmentOf } from './environment.mjs';
import { SetupFailure } from './failure.mjs';
import { nodeProblem, platformProblem, pythonProblem } from './versions.mjs';

const PYTHONS = ['python3', 'python3.12', 'python3.11', 'python3.13', 'python3.10', 'python'];
const COMPILERS = ['c++', 'g++', 'clang++'];

const DESCRIBE_PYTHON = `
import importlib.util as find, json, platform
print(json.dumps({
  "version": platform.python_version(),
  "venv": all(find.find_spec(name) for name in ("venv", "ensurepip")),
}))`;

/** @throws {SetupFailure} on a system or a Node that the course does not run on */
export function checkNode() {
  const platform = platformProblem(process.platform);
  if (platform)
    throw new SetupFailure(platform, 'On Windows, open a WSL terminal (type: wsl --install) and clone there.');
  const node = nodeProblem(process.versions.node);
  if (node) throw new SetupFailure(node, 'Type: nvm install 22   (or take it from nodejs.org, or: conda env create)');
}

/**
 * @param {string} executable a name on the PATH or a path
 * @returns {{ executable: string, version: string, venv: boolean } | null} null where it does not run
 */
export function describePython(executable, env = process.env) {
  const run = spawnSync(executable, ['-c', DESCRIBE_PYTHON], { encoding: 'utf8', env: environmentOf('python', env) });
  if (run.status !== 0) return null;
  try {
    return { executable, ...JSON.parse(run.stdout) };
  } catch {
    return null; // a program of this name that is no Python
  }
}

/**
 * The first Python that the course can use; `CAHIER_PYTHON` names one.
 * @returns {{ executable: string, version: string, venv: boolean }}
 */
export function findPython(env = process.env) {
  const asked = env.CAHIER_PYTHON;
  const found = (asked ? [asked] : PYTHONS)
    .map((name) => describePython(name, env))
    .filter((python) => python !== null);
  const usable = found.find((python) => pythonProblem(python.version) === null && python.venv);
  if (usable) return usable;
  if (asked && found.length === 0) {
    throw new SetupFailure(
      `CAHIER_PYTHON names ${asked}, which does not run.`,
      'Type: unset CAHIER_PYTHON   (or name a Python 3.10 to 3.13)',
    );
  }
  const bare = found.find((python) => pythonProblem(python.version) === null);
  if (bare) {
    const minor = bare.version.split('.').slice(0, 2).join('.');
    throw new SetupFailure(
      `Python ${bare.version} (${bare.executable}) cannot make virtual environments.`,
      `Type: sudo apt install python${minor}-venv`,
    );
  }
  if (found.length > 0) {
    throw new SetupFailure(
      /** @type {string} */ (pythonProblem(found[0].version)),
      'Install another beside it and name it, for instance: CAHIER_PYTHON=python3.12 npm start',
    );
  }
  throw new SetupFailure(
    'No Python was found.',
    'Type: sudo apt install python3 python3-venv   (macOS: brew install python@3.12)',
  );
}

/**
 * The C++ compiler: `CXX`, else the first of c++, g++ and clang++.
 * @returns {{ executable: string, arguments: string[], version: string }}
 */
export function findCompiler(env = process.env) {
  for (const candidate of env.CXX ? [env.CXX] : COMPILERS) {
    // CXX may hold options, as in "ccache g++".
    const [executable, ...rest] = candidate.trim().split(/\s+/);
    const run = spawnSync(executable, [...rest, '--version'], {
      encoding: 'utf8',
      env: environmentOf('compiler', env),
    });
    if (run.status === 0) return { executable, arguments: rest, version: run.stdout.split('\n')[0] };
  }
  if (env.CXX) throw new SetupFailure(`CXX names ${env.CXX}, which does not run.`, 'Type: unset CXX');
  throw new SetupFailure(
    'No C++ compiler was found.',
    'Type: sudo apt install g++   (Fedora: sudo dnf install gcc-c++; macOS: xcode-select --install)',
  );
}

/**
 * The names of the NVIDIA GPUs that answer; `CAHIER_DEVICE=cpu` says not to look.
 * @returns {string[]}
 */
export function findGpus(env = process.env) {
  if (env.CAHIER_DEVICE === 'cpu' || process.platform !== 'linux') return [];
  const run = spawnSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (run.status !== 0) return [];
  return run.stdout.split('\n').filter((line) => line.trim() !== '');
}
