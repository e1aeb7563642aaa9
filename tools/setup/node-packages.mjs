/** npm's packages as package-lock.json has them, and one TensorFlow where danfojs would bring a second. */

import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';

const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

/**
 * Packages that differ from the lock file: missing, of another version, or left half-installed.
 * npm writes node_modules/.package-lock.json last, so that without it nothing counts as installed.
 * @returns {string[]} paths such as 'node_modules/sharp'
 */
export function differingPackages(folder = inRoot()) {
  const wanted = read(path.join(folder, 'package-lock.json')).packages;
  const hidden = path.join(folder, 'node_modules', '.package-lock.json');
  const installed = fs.existsSync(hidden) ? read(hidden).packages : {};
  return Object.keys(wanted).filter((name) => {
    // The root itself; and what npm leaves out on this platform.
    if (name === '' || (wanted[name].optional && !installed[name])) return false;
    if (installed[name]?.version !== wanted[name].version) return true;
    return !fs.existsSync(path.join(folder, name, 'package.json'));
  });
}

export const nodePackages = {
  name: 'npm packages',
  inPlace: () => differingPackages().length === 0,
  async make() {
    // Under another package manager npm_execpath is not npm's.
    const own = process.env.npm_execpath?.endsWith('npm-cli.js');
    const [executable, ...args] = own ? [process.execPath, process.env.npm_execpath] : ['npm'];
    await run('npm', executable, [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      remedy:
        'Is the npm registry reached? Type: npm ping   (a mirror: npm config set registry URL), then the command again.',
    });
  },
};

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
