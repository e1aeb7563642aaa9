/**
 * npm test: set-up where needed, types, lint, then every test, the executed notebooks last.
 *
 * Types and lint come first and end the command when they fail; what closes a run is the test runner's own count.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checkLessons, command, commandLine, start } from './setup/command.mjs';
import { setup } from './setup/index.mjs';
import { inRoot } from './setup/paths.mjs';

const USAGE = 'npm test [-- 02 ...] [--junit FILE]     with numbers: the notebook tests of these lessons alone';

const NOTEBOOK_TESTS = path.join('test', 'notebooks', path.sep);

command(async () => {
  const { positionals: lessons, values } = commandLine(USAGE, {
    allowPositionals: true,
    options: { junit: { type: 'string' } },
  });
  checkLessons(USAGE, lessons);
  await setup();

  const [own, ofPages] = await Promise.all([
    step('Types', ['node_modules/typescript/bin/tsc', '-p', '.']),
    step('Types of pages', ['node_modules/typescript/bin/tsc', '-p', 'lib/live/page']),
  ]);
  const types = own || ofPages;
  const lint = await step('Lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']);
  if (types !== 0 || lint !== 0) {
    console.error('\n✗ Types or lint failed (above); the tests were not run.');
    return 1;
  }

  const files = testFiles().filter((file) => lessons.length === 0 || file.startsWith(NOTEBOOK_TESTS));
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
  if (values.junit) {
    const file = path.resolve(process.env.INIT_CWD ?? '.', values.junit);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    reporters.push('--test-reporter=junit', `--test-reporter-destination=${file}`);
  }
  // Notebook tests read which lessons to execute from the environment; without it, all.
  const env = lessons.length === 0 ? process.env : { ...process.env, CAHIER_LESSONS: lessons.join(' ') };
  // Node leaves a core idle: a test file waits for a kernel, a browser or a process about as often as it computes.
  const atOnce = `--test-concurrency=${os.availableParallelism()}`;
  return start(process.execPath, ['--import', 'tsx', '--test', atOnce, ...reporters, ...files], env);
});

async function step(name, args) {
  const begun = performance.now();
  const status = await start(process.execPath, args);
  console.log(`${name}: ${status === 0 ? 'ok' : 'FAILED'} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  return status;
}

/** Unit tests first: what breaks them breaks the notebooks too, and they say where. */
function testFiles() {
  const names = /** @type {string[]} */ (fs.readdirSync(inRoot('test'), { recursive: true }));
  const files = names.filter((name) => name.endsWith('.test.ts')).map((name) => path.join('test', name));
  const last = (file) => Number(file.startsWith(NOTEBOOK_TESTS));
  return files.sort((a, b) => last(a) - last(b) || a.localeCompare(b));
}
