/** npm's packages as package-lock.json has them, and one TensorFlow where danfojs would bring a second. */

import fs from 'node:fs';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';
import { canWriteBelow, homeFolder } from './folder.mjs';
import { inRoot } from './paths.mjs';
import { failureOf, run } from './run.mjs';

/** @returns {any} null where the file is missing or was cut off */
function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

const recordOf = (folder) => path.join(folder, 'node_modules', '.package-lock.json');

/**
 * Packages that differ from the lock file: missing, of another version, or left half-installed.
 * npm writes node_modules/.package-lock.json last, so that without it nothing counts as installed.
 * @returns {string[]} paths such as 'node_modules/sharp'
 */
export function differingPackages(folder = inRoot()) {
  const wanted = JSON.parse(fs.readFileSync(path.join(folder, 'package-lock.json'), 'utf8')).packages;
  const installed = readJson(recordOf(folder))?.packages ?? {};
  return Object.keys(wanted).filter((name) => {
    // The root itself; and what npm leaves out on this platform.
    if (name === '' || (!installed[name] && mayBeLeftOut(wanted[name]))) return false;
    if (installed[name]?.version !== wanted[name].version) return true;
    return !fs.existsSync(path.join(folder, name, 'package.json'));
  });
}

/** Optional packages made for this platform are the programs of others: esbuild's of tsx, libvips of sharp. */
function mayBeLeftOut({ optional, os, cpu, libc }) {
  if (!optional) return false;
  const isForAll = !os && !cpu && !libc;
  return isForAll || !(suits(os, process.platform) && suits(cpu, process.arch) && suits(libc, 'glibc'));
}

/** npm's lists name what suits, or with a `!` what does not; musl has no TensorFlow, so that libc is glibc. */
function suits(list, value) {
  if (!list) return true;
  return list.includes(value) || (list.every((name) => name.startsWith('!')) && !list.includes(`!${value}`));
}

/** Settings in a user's or a machine's .npmrc that would install something else, or tell us less. */
const FLAGS = [
  ...['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=warn'],
  ...['--include=dev', '--include=optional', '--include=peer', '--install-strategy=hoisted'],
  ...['--no-global', '--no-dry-run', '--package-lock', '--no-package-lock-only', '--bin-links'],
];

export const nodePackages = {
  name: 'npm packages',
  inPlace: () => differingPackages().length === 0,
  async make() {
    // Under another package manager npm_execpath is not npm's.
    const own = process.env.npm_execpath?.endsWith('npm-cli.js');
    const [executable, ...args] = own ? [process.execPath, process.env.npm_execpath] : ['npm'];
    const output = await run('npm', executable, [...args, 'ci', ...FLAGS, ...cacheArguments()]);
    // npm counts a package as installed though some of its files could not be written.
    if (/TAR_ENTRY_ERROR/.test(output)) {
      fs.rmSync(recordOf(inRoot()), { force: true });
      throw await failureOf('npm', output);
    }
    const missing = differingPackages();
    if (missing.length === 0) return;
    throw new SetupFailure(
      `npm left out ${missing.length} packages, ${path.basename(missing[0])} among them: its settings or its version ask for that.`,
      'Type: npm config list   (os, cpu, libc or omit there?) and npm --version   (9 or later), then the command again.',
    );
  },
};

/** npm's own cache, or one below the clone where that cannot be written: by a home that is read-only, or root's files. */
export function cacheArguments(env = process.env) {
  const cache = env.npm_config_cache ?? env.NPM_CONFIG_CACHE ?? path.join(homeFolder(env), '.npm');
  const folders = ['', '_cacache', '_cacache/tmp', '_cacache/content-v2', '_cacache/index-v5', '_logs'];
  const closed = folders.map((name) => path.join(cache, name)).find((folder) => !canWriteBelow(folder));
  if (closed === undefined) return [];
  console.log(`    ${closed} cannot be written: npm keeps its packages in .cache/npm`);
  return ['--cache', inRoot('.cache', 'npm')];
}

const LINK = inRoot('node_modules', '@tensorflow', 'tfjs-node');
const LINK_TARGET = 'tfjs-node-gpu';

/** danfojs asks for @tensorflow/tfjs-node, the lessons for tfjs-node-gpu: two copies would be two TensorFlows. */
export const oneTensorFlow = {
  name: 'one TensorFlow for all packages',
  inPlace: () =>
    fs.lstatSync(LINK, { throwIfNoEntry: false })?.isSymbolicLink() === true && fs.readlinkSync(LINK) === LINK_TARGET,
  async make() {
    fs.rmSync(LINK, { recursive: true, force: true });
    fs.symlinkSync(LINK_TARGET, LINK);
  },
};
