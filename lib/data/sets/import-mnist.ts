import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors';
import type { Provenance } from '../dataset';
import { gunzipIfNeeded } from '../formats/idx';
import { readFile } from '../storage/files';
import { writeStored } from '../storage/stored-set';
import { MNIST_CITATION, MNIST_FILES, MNIST_LICENCE, readMnist } from './mnist';

/** MD5 of the unzipped files: archives of the same bytes differ, zipped by one or another. */
export const MNIST_MD5: Record<string, string> = {
  'train-images-idx3-ubyte': '6bbc9ace898e44ae57da46a324031adb',
  'train-labels-idx1-ubyte': 'a25bea736e30d166cdddb491f175f624',
  't10k-images-idx3-ubyte': '2646ac647ad5339dbf082846283269ea',
  't10k-labels-idx1-ubyte': '27ae3e4e09519cfbb04c329615203637',
};

/**
 * Stores MNIST, unzipped, out of a folder that holds its four files, gzipped (.gz) or not.
 * @param md5 the checksums asked for; a test gives its own.
 * @throws UserError where a file is missing, damaged or not MNIST's.
 */
export function importMnist(from: string, to: string, md5 = MNIST_MD5): Provenance {
  const files = MNIST_FILES.map((name) => {
    const file = [path.join(from, name), path.join(from, `${name}.gz`)].find((candidate) => fs.existsSync(candidate));
    if (!file) {
      throw new UserError(
        `${from}: there is neither ${name} nor ${name}.gz here; give the folder of MNIST's four files (${MNIST_FILES.join(', ')}).`,
      );
    }
    return { name, file, bytes: gunzipIfNeeded(readFile(file), file) };
  });
  readMnist(files[0], files[1]);
  readMnist(files[2], files[3]);
  for (const { name, file, bytes } of files) {
    const found = createHash('md5').update(bytes).digest('hex');
    if (found !== md5[name]) {
      throw new UserError(
        `${file}: these are not MNIST's bytes (MD5 ${found}, expected ${md5[name]}); fetch it again.`,
      );
    }
  }
  return writeStored(to, Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])), {
    name: 'MNIST',
    source: 'full',
    licence: MNIST_LICENCE,
    citation: MNIST_CITATION,
  });
}
