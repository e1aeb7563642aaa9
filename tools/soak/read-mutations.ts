/**
 * A process that reads mutated files and says, a line of JSON each, what became of them:
 *
 *   READER FIRST-SEED COUNT
 */

import { attempt } from './attempt';

async function main([reader, first, count]: string[]): Promise<void> {
  for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
    process.stdout.write(`${JSON.stringify({ begun: seed })}\n`);
    process.stdout.write(`${JSON.stringify(await attempt(reader, seed))}\n`);
  }
}

main(process.argv.slice(2));
