import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tar from 'tar';
import { UserError } from '../../errors';
import type { Provenance } from '../dataset';
import { decodeImage } from '../images/image-file';
import { readFile } from '../storage/files';
import { writeStored } from '../storage/stored-set';
import {
  BRAIN_TUMOR_CITATION,
  BRAIN_TUMOR_FOLDERS,
  BRAIN_TUMOR_LICENCE,
  BRAIN_TUMOR_PARTS,
  type BrainTumorPart,
} from './brain-tumor';

/** Images of each class in the set as published, in the order of the labels; a test gives less. */
export const BRAIN_TUMOR_COUNTS: Record<BrainTumorPart, readonly number[]> = {
  Training: [826, 822, 395, 827],
  Testing: [100, 115, 105, 74],
};

/** SHA-256 of the files, training before test, class by class, by name: those that the committed results are of. */
export const BRAIN_TUMOR_SHA256 = '1c12cc35d444f08dc13bb17c5b11e178d62bde9315be3193cef34dfa2cf84009';

export interface ImportBrainTumorOptions {
  readonly counts?: Record<BrainTumorPart, readonly number[]>;
  readonly onProgress?: (read: number, total: number) => void;
}

const WHAT = `give the folder that holds ${BRAIN_TUMOR_PARTS.join(' and ')}, or a tar archive of it`;

/**
 * Stores the brain-tumour set, file by file as it is, out of a folder that holds {Training,Testing}/CLASS/*.jpg, or a
 * tar archive of one. Another edition than the one whose results are committed is stored with a note.
 * @throws UserError where a folder is missing, holds another number of pictures, or one of them cannot be read.
 */
export async function importBrainTumor(
  from: string,
  to: string,
  options: ImportBrainTumorOptions = {},
): Promise<Provenance> {
  const stat = fs.statSync(from, { throwIfNoEntry: false });
  if (stat === undefined) throw new UserError(`${from}: there is no such file or folder; ${WHAT}.`);
  if (stat.isDirectory()) return importFolder(from, to, options);
  const unpacked = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-brain-tumor-'));
  try {
    await tar.extract({ file: from, cwd: unpacked, strict: true }).catch((error: Error) => {
      throw new UserError(`${from}: this is no tar archive, or it is truncated (${error.message}); ${WHAT}.`);
    });
    return await importFolder(unpacked, to, options);
  } finally {
    fs.rmSync(unpacked, { recursive: true, force: true });
  }
}

async function importFolder(
  from: string,
  to: string,
  { counts = BRAIN_TUMOR_COUNTS, onProgress }: ImportBrainTumorOptions,
): Promise<Provenance> {
  const root = rootOf(from);
  const names = brainTumorFiles(root, counts);
  const files: Record<string, Uint8Array> = {};
  const hash = createHash('sha256');
  for (const [read, name] of names.entries()) {
    files[name] = readFile(path.join(root, name));
    hash.update(files[name]);
    // The smallest size: what counts is whether it can be read to its end.
    await decodeImage(files[name], path.join(root, name), { height: 1, width: 1, channels: 1 });
    if ((read + 1) % 200 === 0 || read + 1 === names.length) onProgress?.(read + 1, names.length);
  }
  const isKnown = hash.digest('hex') === BRAIN_TUMOR_SHA256;
  return writeStored(to, files, {
    name: 'Brain Tumor Classification (MRI)',
    source: 'full',
    encoding: 'jpeg',
    licence: BRAIN_TUMOR_LICENCE,
    citation: BRAIN_TUMOR_CITATION,
    ...(!isKnown && { note: 'not byte for byte the edition whose results are committed' }),
  });
}

/** The set's folder: the one given, or the one folder in it, as archives have it. */
function rootOf(from: string): string {
  const holdsParts = (folder: string) => fs.existsSync(path.join(folder, BRAIN_TUMOR_PARTS[0]));
  if (holdsParts(from)) return from;
  return (
    fs
      .readdirSync(from)
      .map((name) => path.join(from, name))
      .find(holdsParts) ?? from
  );
}

/** The set's files below a folder, training before test, class by class, by name; checked against the counts. */
export function brainTumorFiles(from: string, counts = BRAIN_TUMOR_COUNTS): string[] {
  return BRAIN_TUMOR_PARTS.flatMap((part) =>
    BRAIN_TUMOR_FOLDERS.flatMap((folder, label) => {
      const inside = path.join(from, part, folder);
      if (!fs.existsSync(inside)) {
        throw new UserError(`${inside}: there is no such folder; ${WHAT}.`);
      }
      const found = fs.readdirSync(inside).filter((name) => /^[^.].*\.jpe?g$/i.test(name));
      if (found.length !== counts[part][label]) {
        throw new UserError(
          `${inside}: expected ${counts[part][label]} pictures, found ${found.length}: the set is not whole; fetch it again.`,
        );
      }
      return found.sort().map((name) => `${part}/${folder}/${name}`);
    }),
  );
}
