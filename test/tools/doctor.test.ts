import assert from 'node:assert/strict';
import test from 'node:test';
import { folderProblem } from '../../tools/setup/folder.mjs';
import type { Facts } from '../../tools/setup/machine-facts.mjs';
import { findings } from '../../tools/setup/machine-findings.mjs';

const BUILT = {
  tensorflow: '2.21.0',
  nodeApi: 8,
  libraries: '../tensorflow',
  source: 'a1',
  machine: 'linux-x64',
  flags: '-O3',
};
const KERNEL = ['/usr/bin/node', '/clone/tools/kernel/main.cjs', '{connection_file}'];

const HEALTHY: Facts = {
  platform: 'linux',
  node: '22.4.1',
  folderProblem: null,
  deadProxies: [],
  unheeded: [],
  diskFree: 50e9,
  memory: 16e9,
  processor: { model: 'Some processor', cores: 2 },
  gpus: [],
  python: { value: 'Python 3.12.1 (python3)' },
  compiler: { value: 'g++ 12.2.0' },
  npmDiffering: [],
  oneTensorFlow: true,
  venv: true,
  foreignScripts: [],
  pythonPackages: { missing: [], broken: [] },
  tensorflow: '2.21.0',
  bindingWanted: BUILT,
  bindingBuilt: BUILT,
  bindingLoadError: null,
  kernelArgv: KERNEL,
  kernelWanted: KERNEL,
  samplesMissing: [],
  fullSets: ['mnist'],
};

const broken = (facts: Partial<Facts>) => findings({ ...HEALTHY, ...facts }).filter(({ level }) => level === 'broken');

test('a healthy machine has nothing to mend', () => {
  assert.deepEqual(broken({}), []);
  const notes = findings(HEALTHY).filter(({ level }) => level === 'note');
  assert.deepEqual(
    notes.map(({ what }) => what),
    ['GPU: none seen; the lessons run on the processor.'],
  );
});

const gone = { problem: 'No C++ compiler was found.', remedy: 'Type: sudo apt install g++' };

const CASES: [string, Partial<Facts>, RegExp][] = [
  ['Windows', { platform: 'win32' }, /not on Windows itself/],
  ['a folder without a set-up', { folderProblem: folderProblem('/home/a:b') }, /holds a colon/],
  ['another Node', { node: '18.20.1' }, /Node 18\.20\.1 runs here/],
  ['a full disk before set-up', { tensorflow: null, bindingBuilt: BUILT, diskFree: 1e9 }, /Disk: 1\.0 GB free/],
  ['no compiler before the add-on', { compiler: gone, bindingBuilt: null }, /No C\+\+ compiler/],
  ['other npm packages', { npmDiffering: ['node_modules/sharp'] }, /package-lock\.json: sharp\./],
  ['a second TensorFlow', { oneTensorFlow: false }, /second TensorFlow/],
  ['no environment', { venv: false, pythonPackages: null }, /\.venv is missing/],
  ['a dead environment', { pythonPackages: null }, /does not answer/],
  [
    'a half-made environment',
    { pythonPackages: { missing: ['numpy==2.2.6'], broken: [] } },
    /half-made: numpy missing/,
  ],
  [
    'a package that was cut off',
    { pythonPackages: { missing: [], broken: ['six-1.17.0.dist-info'] } },
    /half-made: six/,
  ],
  ['a moved clone', { foreignScripts: ['/clone/.venv/bin/pip'] }, /was moved/],
  ['no TensorFlow', { tensorflow: null }, /TensorFlow is not in \.venv/],
  ['no add-on', { bindingBuilt: null }, /not compiled/],
  [
    'an add-on for another TensorFlow',
    { bindingBuilt: { ...BUILT, tensorflow: '2.20.0' } },
    /built for TensorFlow 2\.20\.0/,
  ],
  ['an add-on of another source', { bindingBuilt: { ...BUILT, source: 'b2' } }, /built from another source/],
  ['an add-on that does not load', { bindingLoadError: 'Error: undefined symbol' }, /does not load: Error: undefined/],
  ['no kernel', { kernelArgv: null }, /no TypeScript kernel/],
  ['a kernel of another clone', { kernelArgv: ['/usr/bin/node', '/other/main.cjs'] }, /points elsewhere: .*\/other/],
  ['no samples', { samplesMissing: ['mnist'] }, /data\/samples lacks mnist/],
];

for (const [name, facts, sentence] of CASES) {
  test(`${name}: found, with the line that mends it`, () => {
    const found = broken(facts).find(({ what }) => sentence.test(what));
    assert.ok(found, `nothing says ${sentence} in ${JSON.stringify(broken(facts))}`);
    assert.match(found.mend ?? '', /^(Type: |Free some space|On Windows|Rename the folder)/);
  });
}

test('a dead proxy and variables that are not heeded are named; they are no fault of the set-up', () => {
  const facts = {
    ...HEALTHY,
    deadProxies: [{ variable: 'HTTPS_PROXY', host: 'proxy.example.org:3128', reason: 'ECONNREFUSED' }],
    unheeded: ['NODE_ENV', 'PIP_USER'],
  };
  const notes = findings(facts).filter(({ level }) => level === 'note');
  const sentences = notes.map(({ what }) => what);
  assert.ok(
    sentences.includes('HTTPS_PROXY names the proxy proxy.example.org:3128, which does not answer (ECONNREFUSED).'),
  );
  assert.ok(sentences.includes('Set in the environment, not heeded by set-up: NODE_ENV, PIP_USER'));
  assert.deepEqual(
    findings(facts).filter(({ level }) => level === 'broken'),
    [],
  );
});

test('a compiler that went away after its work is no fault', () => {
  assert.deepEqual(broken({ compiler: gone }), []);
});
