import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors';
import { seenFromHere, workspace } from '../../workspace';
import type { Provenance } from '../dataset';
import { gunzipIfNeeded } from '../formats/idx';
import { readFile, readJson, writeFileAtomic } from './files';

/** A file's name and its content, unzipped. */
export interface StoredFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** What provenance.json holds: the provenance, and the size of each file, unzipped, in the order of the checksum. */
interface StoredProvenance extends Provenance {
  readonly files: Record<string, number>;
}

const PROVENANCE = 'provenance.json';

/** Folder of a full data set (a cache, ignored by git). */
export function fullFolder(name: string): string {
  return seenFromHere(path.join(workspace().data, name));
}

/** Folder of an embedded sample, tracked by git. */
export function sampleFolder(name: string): string {
  return seenFromHere(path.join(workspace().samples, name));
}

/** True where a data set was stored here to its end: provenance.json is written last. */
export function isStored(folder: string): boolean {
  return fs.existsSync(path.join(folder, PROVENANCE));
}

/**
 * Reads a stored data set whole and checks every byte against its provenance.
 * @param remedy what mends a damaged folder; ends the error's sentence.
 * @throws UserError where a file is missing, of the wrong size, or not the one that was stored.
 */
export function readStored(folder: string, remedy: string): { files: StoredFile[]; provenance: Provenance } {
  const { files: sizes, ...provenance } = readJson<StoredProvenance>(path.join(folder, PROVENANCE));
  const hash = createHash('sha256');
  const files = Object.entries(sizes).map(([name, size]) => {
    const file = path.join(folder, name);
    const bytes = gunzipIfNeeded(readFile(file, remedy), file);
    if (bytes.length !== size) {
      throw new UserError(`${file}: expected ${size} bytes, found ${bytes.length}: the file is damaged; ${remedy}.`);
    }
    hash.update(bytes);
    return { file, bytes };
  });
  const checksum = hash.digest('hex');
  if (checksum !== provenance.checksum) {
    throw new UserError(
      `${folder}: the files are not those stored there (SHA-256 ${checksum.slice(0, 12)}..., expected ${provenance.checksum.slice(0, 12)}...); ${remedy}.`,
    );
  }
  return { files, provenance };
}

/**
 * Stores a data set: its files, then provenance.json, so that a folder with one is whole.
 * @param files names ending in .gz hold gzipped bytes; their order is that of the checksum.
 */
export function writeStored(
  folder: string,
  files: Record<string, Uint8Array>,
  provenance: Omit<Provenance, 'checksum'>,
): Provenance {
  fs.rmSync(path.join(folder, PROVENANCE), { force: true });
  const hash = createHash('sha256');
  const sizes: Record<string, number> = {};
  for (const [name, bytes] of Object.entries(files)) {
    writeFileAtomic(path.join(folder, name), bytes);
    const content = gunzipIfNeeded(bytes, name);
    hash.update(content);
    sizes[name] = content.length;
  }
  const stored = { ...provenance, checksum: hash.digest('hex') };
  writeFileAtomic(path.join(folder, PROVENANCE), `${JSON.stringify({ ...stored, files: sizes }, null, 2)}\n`);
  return stored;
}
