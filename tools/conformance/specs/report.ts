/** Runs the specs of this process, and appends what comes of them to the file that CONFORMANCE_REPORT names. */

import fs from 'node:fs';
import { runSpecs } from './jasmine';

const file = process.env.CONFORMANCE_REPORT as string;
export const append = (line: object) => fs.appendFileSync(file, `${JSON.stringify(line)}\n`);

export async function reportSpecs(): Promise<void> {
  const done = fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  await runSpecs(new Set(done.flatMap(({ spec }) => spec ?? [])), append);
  append({ finished: true });
  process.exit(0);
}
