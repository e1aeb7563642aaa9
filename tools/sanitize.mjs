/** npm run sanitize: the native operations under AddressSanitizer and UBSan on random shapes, against plain loops. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { command, commandLine, start } from './setup/command.mjs';
import { environmentOf } from './setup/environment.mjs';
import { SetupFailure } from './setup/failure.mjs';
import { inRoot } from './setup/paths.mjs';
import { findCompiler } from './setup/toolchain.mjs';

const USAGE = 'npm run sanitize [-- --seconds 10] [--seed 1]     TensorFlow and the set-up are not needed';

const NATIVE = inRoot('lib', 'tensorflow', 'native');
const HERE = inRoot('tools', 'sanitize');
const PROGRAM = inRoot('.cache', 'sanitize', 'sanitize');
const FLAGS = ['-std=c++17', '-O0', '-g1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

command(async () => {
  const { values } = commandLine(USAGE, {
    options: { seconds: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
  });
  compile();
  const failed = [];
  for (const processor of ['generic', 'x86-64-v3', 'x86-64-v4']) {
    const env = { ...process.env, CAHIER_PROCESSOR: processor };
    if ((await start(PROGRAM, [values.seconds, values.seed], env)) !== 0) failed.push(processor);
  }
  if (failed.length > 0)
    throw new SetupFailure(`The operations fail in their form for ${failed.join(', ')}.`, 'See above.');
});

/** Nothing is optimised away, so that every step is seen. */
function compile() {
  const sources = ['lstm.cc', 'resample.cc', 'processor.cc'].map((name) => path.join(NATIVE, name));
  const { executable, arguments: options } = findCompiler();
  fs.mkdirSync(path.dirname(PROGRAM), { recursive: true });
  const folders = ['-I', path.join(HERE, 'stub'), '-I', NATIVE];
  const args = [...options, ...FLAGS, ...folders, ...sources, path.join(HERE, 'sanitize.cc'), '-o', PROGRAM];
  const { status } = spawnSync(executable, args, { env: environmentOf('compiler'), stdio: 'inherit' });
  if (status !== 0) throw new SetupFailure('The compiler does not take the operations.', 'See above.');
}
