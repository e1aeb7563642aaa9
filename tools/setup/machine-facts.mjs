/** What the doctor looks at. Each fact is taken where it can be taken, whatever else is broken. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { bindingFile, builtBinding, wantedBinding } from './binding.mjs';
import { unheeded } from './environment.mjs';
import { folderProblem, freeSpace, writeProblem } from './folder.mjs';
import { kernelspec, kernelspecFile } from './jupyter.mjs';
import { foreignScripts } from './moved-scripts.mjs';
import { differingPackages, oneTensorFlow } from './node-packages.mjs';
import { inPackage, inRoot, isInstalled } from './paths.mjs';
import { deadProxies } from './proxies.mjs';
import { inspectPackages, requirementsFile, sitePackages, tensorflowVersion } from './python-packages.mjs';
import { findCompiler, findGpus, findPython } from './toolchain.mjs';

const SAMPLES = ['mnist', 'cifar-10'];

/**
 * @typedef {{ value: string, problem?: undefined } | { problem: string, remedy: string, value?: undefined }} Found
 *
 * @typedef {object} Facts
 * @property {string} platform as process.platform
 * @property {string} node version
 * @property {{ message: string, remedy: string } | null} folderProblem why no set-up can be made in this folder
 * @property {import('./proxies.mjs').DeadProxy[]} deadProxies
 * @property {string[]} unheeded variables that set-up tells no program of
 * @property {number} diskFree bytes
 * @property {number} memory bytes
 * @property {{ model: string, cores: number }} processor
 * @property {string[]} gpus
 * @property {Found} python
 * @property {Found} compiler
 * @property {string[] | null} npmDiffering paths of packages that differ from the lock file, null without one
 * @property {boolean} oneTensorFlow
 * @property {boolean} venv whether .venv is a usable environment
 * @property {string[]} foreignScripts
 * @property {{ missing: string[], broken: string[] } | null} pythonPackages null where .venv cannot say
 * @property {string | null} tensorflow version of the wheel
 * @property {{ tensorflow: string, source: string, machine: string, libraries: string, nodeApi: number, flags: string } | null} bindingWanted
 * @property {Facts['bindingWanted']} bindingBuilt
 * @property {string | null} bindingLoadError what Node says when it loads the add-on; null: it loads, or is not there
 * @property {string[] | null} kernelArgv null without a kernelspec
 * @property {string[] | null} kernelWanted null where there are no lessons
 * @property {string[]} samplesMissing
 * @property {string[] | null} fullSets names of the full data sets that are present, null where there are no lessons
 */

/** @returns {Promise<Facts>} */
export async function gatherFacts() {
  const venv = sitePackages() !== null;
  return {
    platform: process.platform,
    node: process.versions.node,
    folderProblem: folderProblem() ?? writeProblem(),
    deadProxies: await deadProxies(),
    unheeded: unheeded(),
    diskFree: freeSpace(inRoot()),
    memory: os.totalmem(),
    processor: { model: os.cpus()[0]?.model ?? 'unknown', cores: os.availableParallelism() },
    gpus: findGpus(),
    python: found(() => {
      const python = findPython();
      return `Python ${python.version} (${python.executable})`;
    }),
    compiler: found(() => findCompiler().version),
    npmDiffering: isInstalled ? null : differingPackages(),
    oneTensorFlow: isInstalled || oneTensorFlow.inPlace(),
    venv,
    foreignScripts: foreignScripts(),
    pythonPackages: venv ? inspectPackages(requirementsFile()) : null,
    tensorflow: tensorflowVersion(),
    bindingWanted: wantedBinding(),
    bindingBuilt: builtBinding(),
    bindingLoadError: builtBinding() ? loadError() : null,
    kernelArgv: fs.existsSync(kernelspecFile) ? JSON.parse(fs.readFileSync(kernelspecFile, 'utf8')).argv : null,
    kernelWanted: isInstalled ? null : kernelspec().argv,
    samplesMissing: SAMPLES.filter((name) => !fs.existsSync(inPackage('data', 'samples', name, 'provenance.json'))),
    fullSets: isInstalled ? null : SAMPLES.filter((name) => fs.existsSync(inRoot('data', name, 'provenance.json'))),
  };
}

function found(look) {
  try {
    return { value: look() };
  } catch (error) {
    return { problem: error.message, remedy: error.remedy };
  }
}

/** In a process of its own: an add-on that crashes takes its process with it. */
function loadError() {
  const script = `require(${JSON.stringify(bindingFile)})`;
  const run = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 60_000 });
  if (run.status === 0) return null;
  return /^Error: .*$/m.exec(run.stderr)?.[0] ?? `it ends with ${run.signal ?? run.status}`;
}
