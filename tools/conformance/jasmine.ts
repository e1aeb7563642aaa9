/** What tfjs' tests are written with, in a folder of its own: nobody who only takes the course needs it. */

import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../repository';
import { run } from '../setup/run.mjs';

export const FOLDER = path.join(ROOT, '.cache', 'conformance');
const PACKAGES: Readonly<Record<string, string>> = { 'jasmine-core': '5.9.0', tmp: '0.2.7' };

export async function installJasmine(): Promise<void> {
  if (Object.entries(PACKAGES).every(([name, version]) => installed(name) === version)) return;
  fs.mkdirSync(FOLDER, { recursive: true });
  fs.writeFileSync(path.join(FOLDER, 'package.json'), JSON.stringify({ private: true }));
  console.log('Jasmine goes into .cache/conformance …');
  const options = ['--prefix', FOLDER, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  const packages = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`);
  await run('npm', 'npm', ['install', ...options, ...packages], { log: 'conformance-npm' });
}

function installed(name: string): string | undefined {
  const manifest = path.join(FOLDER, 'node_modules', name, 'package.json');
  return fs.existsSync(manifest) ? JSON.parse(fs.readFileSync(manifest, 'utf8')).version : undefined;
}
