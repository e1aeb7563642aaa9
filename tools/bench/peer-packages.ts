/** PyTorch in an environment of its own, .cache/bench-venv: nobody who only takes the course needs it. */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { PYTHON, ROOT } from '../repository';
import { run, seconds } from '../setup/run.mjs';

const ENVIRONMENT = path.join(ROOT, '.cache', 'bench-venv');
export const BENCH_PYTHON = path.join(ENVIRONMENT, 'bin', 'python');

const REQUIREMENTS = path.join(__dirname, 'requirements.txt');
/** Holds the checksum of the requirements that were installed, and nothing before they are. */
const STAMP = path.join(ENVIRONMENT, 'cahier.txt');

const otherwise = '`npm run bench -- --peers keras,tf-function` does without PyTorch.';

/** Installs what is missing, with a printed line. @throws SetupFailure with what went wrong. */
export async function installPeerPackages(): Promise<void> {
  const checksum = createHash('sha256').update(fs.readFileSync(REQUIREMENTS)).digest('hex');
  if (fs.existsSync(STAMP) && fs.readFileSync(STAMP, 'utf8') === checksum) return;
  const begun = performance.now();
  console.log('PyTorch for the comparison goes into .cache/bench-venv …');
  await run('venv', PYTHON, ['-m', 'venv', '--clear', ENVIRONMENT], { log: 'bench-venv', otherwise });
  const install = ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', REQUIREMENTS];
  await run('pip', BENCH_PYTHON, install, { log: 'bench-pip', otherwise });
  fs.writeFileSync(STAMP, checksum);
  console.log(`PyTorch is installed (${seconds(begun)}).`);
}
