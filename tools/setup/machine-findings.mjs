/** From facts to what a reader can do about them. Pure: the tests invent the machines. */

import { proxyRemedy, proxySentence } from './proxies.mjs';
import { nodeProblem, platformProblem } from './versions.mjs';

const GIGABYTE = 1e9;
/** node_modules and .venv take 2.6 GB, pip's and npm's own caches about as much again. */
const DISK_NEEDED = 4 * GIGABYTE;
const MEMORY_ADVISED = 3.5 * GIGABYTE;

const SETUP = 'Type: npm run setup';

/** @typedef {{ level: 'ok' | 'note' | 'broken', what: string, mend?: string }} Finding */

/**
 * @param {import('./machine-facts.mjs').Facts} facts
 * @returns {Finding[]} in the order in which to mend
 */
export function findings(facts) {
  return [
    ...machine(facts),
    ...surroundings(facts),
    ...toolchain(facts),
    ...packages(facts),
    ...addOn(facts),
    ...kernel(facts),
    ...data(facts),
  ];
}

const ok = (what) => ({ level: /** @type {const} */ ('ok'), what });
const note = (what, mend = undefined) => ({ level: /** @type {const} */ ('note'), what, mend });
const broken = (what, mend) => ({ level: /** @type {const} */ ('broken'), what, mend });

const gigabytes = (bytes) => `${(bytes / GIGABYTE).toFixed(1)} GB`;
const some = (names) => names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');

function machine({ platform, diskFree, memory, processor, gpus, tensorflow }) {
  const system = platformProblem(platform);
  const isSetUp = tensorflow !== null;
  return [
    ...(system ? [broken(system, 'On Windows, open a WSL terminal (type: wsl --install) and clone there.')] : []),
    ok(`Processor: ${processor.model}, ${processor.cores} ${processor.cores === 1 ? 'core' : 'cores'}`),
    memory < MEMORY_ADVISED
      ? note(
          `Memory: ${gigabytes(memory)}; large lessons may need 4 GB.`,
          'Close other programs before the full profile.',
        )
      : ok(`Memory: ${gigabytes(memory)}`),
    !isSetUp && diskFree < DISK_NEEDED
      ? broken(
          `Disk: ${gigabytes(diskFree)} free; set-up needs ${gigabytes(DISK_NEEDED)}.`,
          'Free some space, or clone to another disk.',
        )
      : ok(`Disk: ${gigabytes(diskFree)} free`),
    gpus.length > 0 ? ok(`GPU: ${gpus.join(', ')}`) : note('GPU: none seen; the lessons run on the processor.'),
  ];
}

function surroundings({ folderProblem, deadProxies, unheeded }) {
  return [
    ...(folderProblem ? [broken(folderProblem.message, folderProblem.remedy)] : []),
    ...deadProxies.map((proxy) => note(proxySentence(proxy), proxyRemedy(proxy))),
    ...(unheeded.length > 0 ? [note(`Set in the environment, not heeded by set-up: ${unheeded.join(', ')}`)] : []),
  ];
}

function toolchain({ node, python, compiler, venv, bindingBuilt }) {
  const problem = nodeProblem(node);
  return [
    problem ? broken(problem, 'Type: nvm install 22   (or take it from nodejs.org)') : ok(`Node ${node}`),
    tool('Python', python, venv),
    tool('C++ compiler', compiler, bindingBuilt !== null),
  ];
}

/** What is needed for set-up alone is no fault once its work is done. */
function tool(name, found, done) {
  if (found.problem === undefined) return ok(`${name}: ${found.value}`);
  return done ? note(`${found.problem} (what it makes is there)`) : broken(found.problem, found.remedy);
}

function packages({ npmDiffering, oneTensorFlow, venv, pythonPackages, foreignScripts }) {
  const list = [];
  if (npmDiffering !== null && npmDiffering.length > 0) {
    const names = npmDiffering.map((name) => name.replace(/^node_modules\//, ''));
    list.push(broken(`npm packages differ from package-lock.json: ${some(names)}.`, SETUP));
  } else if (npmDiffering !== null) list.push(ok('npm packages are those of package-lock.json'));
  if (!oneTensorFlow)
    list.push(broken('danfojs would load a second TensorFlow: node_modules/@tensorflow/tfjs-node is no link.', SETUP));

  if (!venv) return [...list, broken('.venv is missing, or its Python is gone.', SETUP)];
  if (pythonPackages === null)
    return [...list, broken('The Python of .venv does not answer.', 'Type: rm -rf .venv && npm run setup')];
  const { missing, broken: cutOff } = pythonPackages;
  if (missing.length + cutOff.length > 0) {
    const names = missing.map((requirement) => requirement.replace(/[=;[ ].*/, ''));
    list.push(broken(`.venv is half-made: ${some(names.length > 0 ? names : cutOff)} missing.`, SETUP));
  } else list.push(ok('Python packages are those of requirements.txt'));
  if (foreignScripts.length > 0)
    list.push(broken('The scripts of .venv start the Python of another folder: this one was moved.', SETUP));
  return list;
}

function addOn({ tensorflow, bindingWanted, bindingBuilt, bindingLoadError }) {
  if (tensorflow === null) return [broken('TensorFlow is not in .venv.', SETUP)];
  if (bindingBuilt === null) return [broken('The native TensorFlow add-on is not compiled.', SETUP)];
  if (bindingBuilt.tensorflow !== tensorflow) {
    return [
      broken(
        `The native add-on was built for TensorFlow ${bindingBuilt.tensorflow}; .venv holds ${tensorflow}.`,
        SETUP,
      ),
    ];
  }
  const differing = Object.keys(bindingWanted).filter((key) => bindingWanted[key] !== bindingBuilt[key]);
  if (differing.length > 0)
    return [broken(`The native add-on was built from another ${differing.join(' and ')}.`, SETUP)];
  if (bindingLoadError) {
    const again = 'Type: rm -rf node_modules/@tensorflow/tfjs-node-gpu/lib && npm run setup';
    return [broken(`The native add-on does not load: ${bindingLoadError}`, again)];
  }
  return [ok(`Native add-on for TensorFlow ${tensorflow} loads`)];
}

function kernel({ kernelArgv, kernelWanted }) {
  if (kernelWanted === null) return [];
  if (kernelArgv === null) return [broken('Jupyter has no TypeScript kernel.', SETUP)];
  if (kernelArgv.join(' ') !== kernelWanted.join(' ')) {
    const [node, main] = kernelArgv.filter((word) => !word.startsWith('-'));
    return [broken(`The TypeScript kernel points elsewhere: ${node} ${main}`, SETUP)];
  }
  return [ok('TypeScript kernel of Jupyter')];
}

function data({ samplesMissing, fullSets }) {
  const samples =
    samplesMissing.length > 0
      ? broken(`data/samples lacks ${samplesMissing.join(' and ')}.`, 'Type: git checkout -- data/samples')
      : ok('Samples of the data sets');
  if (fullSets === null) return [samples];
  return [
    samples,
    fullSets.length > 0
      ? ok(`Full data sets: ${fullSets.join(', ')}`)
      : note('Full data sets: none; the lessons use their samples.', 'Type: npm run data -- mnist'),
  ];
}
