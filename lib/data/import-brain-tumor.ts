import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors';
import {
  BRAIN_TUMOR_CITATION,
  BRAIN_TUMOR_FOLDERS,
  BRAIN_TUMOR_LICENCE,
  BRAIN_TUMOR_PARTS,
  type BrainTumorPart,
} from './brain-tumor';
import type { Provenance } from './dataset';
import { readFile } from './files';
import { decodeImage } from './image-file';
import { writeStored } from './stored';

/** Images of each class in the set as published, in the order of the labels; a test gives less. */
export const BRAIN_TUMOR_COUNTS: Record<BrainTumorPart, readonly number[]> = {
  Training: [826, 822, 395, 827],
  Testing: [100, 115, 105, 74],
};

export interface ImportBrainTumorOptions {
  readonly counts?: Record<BrainTumorPart, readonly number[]>;
  readonly onProgress?: (read: number, total: number) => void;
}

/**
 * Stores the brain-tumour set, file by file as it is, out of a folder that holds {Training,Testing}/CLASS/*.jpg.
 * @throws UserError where a folder is missing, holds another number of pictures, or one of them cannot be read.
 */
export async function importBrainTumor(
  from: string,
  to: string,
  { counts = BRAIN_TUMOR_COUNTS, onProgress }: ImportBrainTumorOptions = {},
): Promise<Provenance> {
  const names = brainTumorFiles(from, counts);
  const files: Record<string, Uint8Array> = {};
  let read = 0;
  for (const name of names) {
    files[name] = readFile(path.join(from, name));
    // The smallest size: what counts is whether it can be read to its end.
    await decodeImage(files[name], path.join(from, name), { height: 1, width: 1, channels: 1 });
    read++;
    if (read % 200 === 0 || read === names.length) onProgress?.(read, names.length);
  }
  return writeStored(to, files, {
    name: 'Brain Tumor Classification (MRI)',
    source: 'full',
    encoding: 'jpeg',
    licence: BRAIN_TUMOR_LICENCE,
    citation: BRAIN_TUMOR_CITATION,
  });
}

/** The set's files below a folder, training before test, class by class, by name; checked against the counts. */
export function brainTumorFiles(from: string, counts = BRAIN_TUMOR_COUNTS): string[] {
  return BRAIN_TUMOR_PARTS.flatMap((part) =>
    BRAIN_TUMOR_FOLDERS.flatMap((folder, label) => {
      const inside = path.join(from, part, folder);
      if (!fs.existsSync(inside)) {
        throw new UserError(
          `${inside}: there is no such folder; give the folder that holds ${BRAIN_TUMOR_PARTS.join(' and ')}.`,
        );
      }
      const found = fs.readdirSync(inside).filter((name) => /\.jpe?g$/i.test(name));
      if (found.length !== counts[part][label]) {
        throw new UserError(
          `${inside}: expected ${counts[part][label]} pictures, found ${found.length}: the set is not whole; fetch it again.`,
        );
      }
      return found.sort().map((name) => `${part}/${folder}/${name}`);
    }),
  );
}
