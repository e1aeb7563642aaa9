/**
 * One file of a suite: tfjs' tests, the packages that they test and this library, all over one copy of tfjs-core.
 * (The tests are ES modules that reach into its parts; loaded one by one they would come beside the copy that
 * tfjs-node loads.)
 */

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from '../repository';
import { FOLDER } from './jasmine';
import { entryOf, type SuiteName } from './suites';

// esbuild is tsx' own compiler, so it is where tsx is.
const { build } = createRequire(require.resolve('tsx/package.json'))('esbuild') as {
  build(options: object): Promise<unknown>;
};

interface Load {
  onLoad(options: { filter: RegExp }, load: (file: { path: string }) => { contents: string; loader: string }): void;
}

type Rewriting = readonly [filter: RegExp, rewrite: (text: string, file: string) => string];

/** Files that do not run in a bundle as they are. */
const REWRITTEN: readonly Rewriting[] = [[/tfjs-node-gpu\/dist\/.*\.js$/, forOneCore]];

/** Files that a suite listens in, and those that would take this library's backend away from it. */
const LISTENING: readonly Rewriting[] = [
  [/tfjs-core\/dist\/ops\/operation\.js$/, listeningToOperations],
  [/tfjs-core\/dist\/gradients\.js$/, listeningToGradients],
  [/tfjs-core\/dist\/jasmine_util\.js$/, (text) => text.replaceAll('ENGINE.reset();', '')],
  [/tfjs-core\/dist\/tests\.js$/, onlyOperations],
];

export async function bundle(suite: SuiteName): Promise<string> {
  const outfile = path.join(FOLDER, `${suite}.cjs`);
  await build({
    entryPoints: [entryOf(suite)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // The packages' own claim to have no side effects would drop the tests, which are nothing else.
    ignoreAnnotations: true,
    mainFields: ['module', 'main'],
    nodePaths: [path.join(ROOT, 'node_modules')],
    external: ['@mapbox/node-pre-gyp', 'jasmine-core', 'jasmine-core/*', 'canvas', 'node-fetch', 'rimraf', 'tmp'],
    banner: { js: CONSTRUCT },
    logLevel: 'error',
    // Messages name the tfjs function that was called by the name of its function.
    keepNames: true,
    plugins: [{ name: 'one copy of tfjs-core', setup: rewriting(suite) }],
  });
  return outfile;
}

const rewriting = (suite: SuiteName) => (load: Load) => {
  for (const [filter, rewrite] of suite === 'compiled' ? [...REWRITTEN, ...LISTENING] : REWRITTEN) {
    load.onLoad({ filter }, ({ path: file }) => ({
      contents: rewrite(fs.readFileSync(file, 'utf8'), file),
      loader: 'js',
    }));
  }
};

/** tfjs-node is compiled to functions in place of classes, which cannot extend the classes of tfjs-core's modules. */
const CONSTRUCT = 'const construct = (base, self, ...given) => Reflect.construct(base, given, self.constructor);';

function forOneCore(text: string, file: string): string {
  return text
    .replaceAll('__dirname', JSON.stringify(path.dirname(file)))
    .replaceAll('_super.call(this', 'construct(_super, this');
}

/** Each call of a tfjs function goes through `op`; `globalThis.heard` may take it over (specs/heard.ts). */
function listeningToOperations(text: string): string {
  return `${text.replace('export function op(', 'function plainOp(')}
export function op(f) {
  const plain = plainOp(f);
  const [name] = Object.keys(f);
  const heard = (...given) => (globalThis.heard ? globalThis.heard(name, plain, given) : plain(...given));
  Object.defineProperty(heard, 'name', { value: plain.name });
  return heard;
}
`;
}

function listeningToGradients(text: string): string {
  const names = ['grad', 'grads', 'valueAndGrad', 'valueAndGrads'];
  return `${text.replace(/export \{[^}]*\};/, '')}
const listen = (name, take) => (f) => {
  const plain = take(f);
  return (...given) => (globalThis.heard ? globalThis.heard(name, plain, given) : plain(...given));
};
${names.map((name) => `const heard_${name} = listen('${name}', ${name});`).join('\n')}
export { customGrad, variableGrads, ${names.map((name) => `heard_${name} as ${name}`).join(', ')} };
`;
}

/** Of tfjs-core's tests those of operations, gradients and optimisers; others are about the engine, and reset it. */
function onlyOperations(text: string): string {
  const kept = /'\.\/(ops|optimizers|gradients_test|tensor_test)/;
  const lines = text.split('\n').filter((line) => !line.startsWith('import') || kept.test(line));
  return lines.join('\n');
}
