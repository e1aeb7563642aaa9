import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { ROOT } from '../../tools/repository';

const project = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-package-'));
const inProject = (...parts: string[]) => path.join(project, ...parts);
const installed = inProject('node_modules', 'cahier');
test.after(() => fs.rmSync(project, { recursive: true }));

function run(executable: string, args: readonly string[], cwd = project) {
  const { status, stdout, stderr } = spawnSync(executable, args, { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Packs, and unpacks into an empty project; what the package asks for is linked from here, and nothing else. */
test.before(() => {
  const packed = run('npm', ['pack', '--ignore-scripts=false', '--json', '--pack-destination', project], ROOT);
  assert.equal(packed.status, 0, packed.stdout + packed.stderr);
  const [archive] = fs.readdirSync(project).filter((name) => name.endsWith('.tgz'));
  fs.mkdirSync(installed, { recursive: true });
  assert.equal(run('tar', ['xzf', archive, '-C', installed, '--strip-components=1']).status, 0);
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(installed, 'package.json'), 'utf8'));
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    fs.mkdirSync(path.dirname(inProject('node_modules', name)), { recursive: true });
    fs.symlinkSync(path.join(ROOT, 'node_modules', name), inProject('node_modules', name));
  }
  fs.writeFileSync(inProject('package.json'), '{ "name": "mine" }');
});

test('the package holds what programs need, and nothing of the lessons or of this machine', () => {
  const files = fs.readdirSync(installed, { recursive: true }) as string[];
  for (const name of ['README.md', 'LICENSE', 'dist/tfjs-node/LICENSE', 'dist/lib/data/sounds/decode-worker.mjs']) {
    assert.ok(files.includes(name), name);
  }
  const foreign = files.filter((name) => /\.node$|\.ipynb$|(^|\/)(test|configs|node_modules)\//.test(name));
  assert.deepEqual(foreign, []);
  const naming = files
    .filter((name) => /\.(js|mjs|json)$/.test(name))
    .filter((name) => fs.readFileSync(path.join(installed, name), 'utf8').includes(ROOT));
  assert.deepEqual(naming, []);
});

const TYPED = `
import { wilsonInterval } from 'cahier/metrics';
import { openDataSet } from 'cahier/data';
import { fit } from 'cahier/training';
import { mnistCnn } from 'cahier/models';
import { tf } from 'cahier/tensorflow';
import * as cahier from 'cahier';
export async function train() {
  const low: number = wilsonInterval(8, 10).low;
  const { train } = await openDataSet({ name: 'mnist', source: 'sample' });
  const model: tf.LayersModel = mnistCnn({ numClasses: 10 });
  const options = { optimizer: 'adam', learningRate: 1e-3, loss: 'categoricalCrossentropy', batchSize: 32, epochs: 1 } as const;
  await fit(model, { train }, options);
  // @ts-expect-error there is no such option
  mnistCnn({ classes: low });
  return cahier.plots;
}
`;

test('its types are those of lib, for CommonJS and ES modules, resolved as Node and as bundlers do', () => {
  for (const extension of ['cts', 'mts']) fs.writeFileSync(inProject(`typed.${extension}`), TYPED);
  for (const [module, moduleResolution] of [
    ['node16', 'node16'],
    ['esnext', 'bundler'],
  ]) {
    // Declarations of tfjs itself do not pass the compiler.
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2022',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
    };
    fs.writeFileSync(
      inProject('tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['typed.cts', 'typed.mts'] }),
    );
    const checked = run(process.execPath, [path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.']);
    assert.equal(checked.stdout, '', moduleResolution);
    assert.equal(checked.status, 0);
  }
});

const PURE = `
const sample = await mnist({ source: 'sample', trainSize: 20 });
console.log(JSON.stringify([
  wilsonInterval(8, 10).low.toFixed(3), sample.train.size, workspace().root === process.cwd(), typeof learningCurves,
  await mnist({ source: 'other' }).catch((error) => error instanceof UserError), await inEnglish(),
]));
async function inEnglish() {
  setLocale('en');
  return [(await cifar10({ source: 'sample' })).classNames[8], scatter([{ name: 'a', points: [[0, 1]] }], { title: 'b' }).layout.meta.alt];
}
`;
const IMPORTS = {
  metrics: 'wilsonInterval',
  data: 'mnist, cifar10',
  locale: 'setLocale',
  workspace: 'workspace',
  plots: 'learningCurves, scatter',
  errors: 'UserError',
};

for (const [kind, file, line] of [
  ['import', 'pure.mjs', (room: string, names: string) => `import { ${names} } from 'cahier/${room}';`],
  ['require', 'pure.cjs', (room: string, names: string) => `const { ${names} } = require('cahier/${room}');`],
] as const) {
  test(`rooms without TensorFlow by ${kind}, before anything is set up`, () => {
    const imports = Object.entries(IMPORTS).map(([room, names]) => line(room, names));
    const body = kind === 'require' ? `(async () => {${PURE}})();` : PURE;
    fs.writeFileSync(inProject(file), [...imports, body].join('\n'));
    const { stdout, stderr } = run(process.execPath, [file]);
    assert.equal(stderr, '');
    assert.deepEqual(JSON.parse(stdout), ['0.490', 18, true, 'function', true, ['ship', 'b: a (1).']]);
  });
}

test('where TensorFlow is not set up yet, one sentence says what to type', () => {
  const { stderr } = run(process.execPath, ['-e', "require('cahier/tensorflow')"]);
  assert.match(stderr, /^Error: TensorFlow is not set up here yet\. Type: npx cahier setup$/m);
});

test('the command says what it can do, and what was meant', () => {
  const bin = path.join(installed, 'tools', 'cahier', 'bin.mjs');
  const help = run(process.execPath, [bin, '--help']);
  assert.equal(help.status, 0, help.stderr);
  for (const name of ['setup', 'doctor']) assert.match(help.stdout, new RegExp(`^ {2}${name} `, 'm'));
  const wrong = run(process.execPath, [bin, 'doctr']);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /unknown command 'doctr'\n\(Did you mean doctor\?\)/);
});
