/**
 * replacer.ts FOLDER TEXT [STEP] [TIMES]: replaces a folder by one with TEXT in two files; kills itself before the step
 * of that number, counting each call of the disk, and prints the sentence of a refusal.
 */

import fs from 'node:fs/promises';
import path from 'node:path';
import { replaceFolder } from '../../../lib/data/storage/replace-folder';

const [folder, text, step = 'never', times = '1'] = process.argv.slice(2);

let calls = 0;
for (const name of ['mkdir', 'rename', 'rm', 'chmod', 'open', 'writeFile', 'stat'] as const) {
  const original = fs[name] as (...args: unknown[]) => Promise<unknown>;
  Object.assign(fs, {
    [name]: async (...args: unknown[]) => {
      if (++calls === Number(step)) process.kill(process.pid, 'SIGKILL');
      return original(...args);
    },
  });
}

async function main() {
  if (process.env.CAHIER_TEST_NOBODY && process.getuid?.() === 0) process.setuid?.(65534);
  for (let i = 0; i < Number(times); i++) {
    await replaceFolder(folder, {
      check: async () => {},
      write: async (place) => {
        for (const name of ['a', 'b']) await fs.writeFile(path.join(place, name), text);
      },
    });
  }
}

main().catch((error: Error) => console.log(error.message));
