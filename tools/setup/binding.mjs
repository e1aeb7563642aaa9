/** The native TensorFlow add-on: one call of the C++ compiler, against the libraries of the Python wheel. */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';
import { inPackage, inRoot, isInstalled } from './paths.mjs';
import { sitePackages, tensorflowVersion } from './python-packages.mjs';
import { run } from './run.mjs';
import { findCompiler } from './toolchain.mjs';

/** Node-API is stable: an add-on built for this version loads in Node 20, 22 and 24. */
export const NODE_API = 8;

const NATIVE = inPackage('lib', 'tensorflow', 'native');
const FILES = fs
  .readdirSync(NATIVE)
  .sort()
  .map((name) => path.join(NATIVE, name));
/** Our own; package.cc includes those of the package. */
export const SOURCES = FILES.filter((file) => file.endsWith('.cc'));
const PACKAGE = isInstalled ? inPackage('dist', 'tfjs-node') : inRoot('node_modules', '@tensorflow', 'tfjs-node-gpu');
export const bindingFile = path.join(PACKAGE, 'lib', `napi-v${NODE_API}`, 'tfjs_binding.node');
/** Beside the add-on: what it was built from. */
const RECORD = `${bindingFile}.json`;

/** The package's headers, TensorFlow's and Node's count as a system's: warnings are of our own sources alone. */
const FLAGS = ['-std=c++17', '-O3', '-fPIC', '-Wall', '-Wextra', `-DNAPI_VERSION=${NODE_API}`];

/** The libraries' names in the wheel; macOS is untested. */
const LIBRARIES = {
  linux: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  darwin: ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'],
};

/** The call that compiles `files`, to be followed by what is to come of them. */
export function compilerCall(files, compiler = findCompiler()) {
  const headers = [path.join(nodeHeaders(), 'include'), PACKAGE, path.join(libraryFolder(), 'include')];
  const includes = headers.flatMap((folder) => ['-isystem', folder]);
  return { executable: compiler.executable, arguments: [...compiler.arguments, ...FLAGS, ...includes, ...files] };
}

/** npm may put what a package needs beside it. */
const nodeHeaders = () =>
  isInstalled
    ? path.dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json'))
    : inRoot('node_modules', 'node-api-headers');

const libraryFolder = () => path.join(/** @type {string} */ (sitePackages()), 'tensorflow');

/**
 * What the add-on should be built from, null while TensorFlow is missing.
 * @returns {{ tensorflow: string, nodeApi: number, libraries: string, source: string, flags: string, machine: string } | null}
 */
export function wantedBinding() {
  const tensorflow = tensorflowVersion();
  if (tensorflow === null) return null;
  return {
    tensorflow,
    nodeApi: NODE_API,
    // Relative, so that the clone may be moved.
    libraries: path.relative(path.dirname(bindingFile), libraryFolder()),
    source: FILES.reduce((hash, file) => hash.update(fs.readFileSync(file)), createHash('sha256')).digest('hex'),
    flags: FLAGS.join(' '),
    machine: `${process.platform}-${process.arch}`,
  };
}

/** What the add-on at hand was built from, null where there is none. */
export function builtBinding() {
  if (!fs.existsSync(bindingFile)) return null;
  try {
    return JSON.parse(fs.readFileSync(RECORD, 'utf8'));
  } catch {
    return null; // missing or cut off
  }
}

export const binding = {
  name: 'native TensorFlow add-on',
  inPlace: () => {
    const wanted = wantedBinding();
    return wanted !== null && JSON.stringify(builtBinding()) === JSON.stringify(wanted);
  },
  async make() {
    const wanted = wantedBinding();
    if (wanted === null)
      throw new SetupFailure('.venv holds no TensorFlow.', 'Type: rm -rf .venv   then the command again.');
    const libraries = libraryFolder();
    const names = LIBRARIES[/** @type {'linux' | 'darwin'} */ (process.platform)];
    const absent = names.filter((name) => !fs.existsSync(path.join(libraries, name)));
    if (absent.length > 0) {
      throw new SetupFailure(
        `The TensorFlow wheel lacks ${absent.join(' and ')}.`,
        'Type: rm -rf .venv   then the command again.',
      );
    }
    const compile = compilerCall(SOURCES);
    const mac = process.platform === 'darwin';
    const part = `${bindingFile}.part`;
    fs.mkdirSync(path.dirname(bindingFile), { recursive: true });
    fs.rmSync(RECORD, { force: true });
    // Node itself provides the symbols of Node-API when it loads the add-on.
    const shared = mac ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared'];
    await run('compiler', compile.executable, [
      ...[...compile.arguments, ...shared, '-o', part],
      ...names.map((name) => path.join(libraries, name)),
      `-Wl,-rpath,${mac ? '@loader_path' : '$ORIGIN'}/${wanted.libraries}`,
    ]);
    fs.renameSync(part, bindingFile);
    fs.writeFileSync(`${RECORD}.part`, JSON.stringify(wanted));
    fs.renameSync(`${RECORD}.part`, RECORD);
  },
};
