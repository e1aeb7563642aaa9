/** The tests that tfjs-node itself leaves out on its own add-on: what fails beyond them fails here alone. */

import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../repository';

const RUN_TESTS = path.join(ROOT, 'node_modules', '@tensorflow', 'tfjs-node-gpu', 'dist', 'run_tests.js');

export function ignoredUpstream(): (spec: string) => boolean {
  const [, list] = fs.readFileSync(RUN_TESTS, 'utf8').match(/IGNORE_LIST = \[\n(.*?)\n\];/s) as RegExpMatchArray;
  const parts = [...list.matchAll(/^ *'(.*)',?$/gm)].map(([, part]) => part);
  return (spec) => parts.some((part) => spec.includes(part));
}
