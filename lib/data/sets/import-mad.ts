import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors';
import type { Provenance } from '../dataset';
import { parseCsv } from '../formats/csv';
import { type ClipToStore, corpusRoot, writeCorpus } from '../sounds/stored-corpus';
import { readFile } from '../storage/files';
import { MAD_CITATION, MAD_CLASS_NAMES, MAD_LICENCE } from './mad';

const WHAT = 'give the folder of MAD with its two lists, training and test CSV, and the clips they name';

/** The two lists by the names they go under. */
const LISTS = [
  ['train', /train.*\.csv$/i],
  ['test', /test.*\.csv$/i],
] as const;

/**
 * Stores MAD out of its unpacked folder: two CSV lists with the columns `,path,label,youtube title,youtube url`, labels
 * 0 to 6, and the clips they name, seen from the list's folder.
 * @throws UserError where a list or a clip is missing, or a label is none of MAD's.
 */
export async function importMad(
  from: string,
  to: string,
  { onProgress }: { onProgress?: (stored: number, total: number) => void } = {},
): Promise<Provenance> {
  return writeCorpus(
    to,
    findMad(from),
    { name: 'MAD', source: 'full', licence: MAD_LICENCE, citation: MAD_CITATION },
    onProgress,
  );
}

/** The clips that MAD's lists name. @throws UserError as `importMad`. */
export function findMad(from: string): ClipToStore[] {
  const listIn = (folder: string, pattern: RegExp) =>
    fs
      .readdirSync(folder)
      .filter((name) => pattern.test(name))
      .sort()[0];
  const root = corpusRoot(from, (folder) => LISTS.every(([, pattern]) => listIn(folder, pattern) !== undefined), WHAT);
  return LISTS.flatMap(([part, pattern]) => clipsOf(root, listIn(root, pattern), part));
}

function clipsOf(root: string, list: string, part: 'train' | 'test'): ClipToStore[] {
  const file = path.join(root, list);
  const [header = [], ...rows] = parseCsv(readFile(file).toString('utf8'));
  const at = (column: string) => header.findIndex((name) => name.trim().toLowerCase() === column);
  const [pathAt, labelAt, urlAt] = [at('path'), at('label'), at('youtube url')];
  if (pathAt < 0 || labelAt < 0) {
    throw new UserError(
      `${file}: expected the columns path and label, found ${header.join(', ') || 'nothing'}; ${WHAT}.`,
    );
  }
  return rows.map((row, i): ClipToStore => {
    const label = Number(row[labelAt]);
    if (row[labelAt]?.trim() === '' || !(label in MAD_CLASS_NAMES)) {
      throw new UserError(
        `${file}, row ${i + 2}: label is "${row[labelAt]}", expected 0 to ${MAD_CLASS_NAMES.length - 1}; this is not MAD.`,
      );
    }
    const clip = path.join(root, row[pathAt]);
    if (!fs.existsSync(clip)) {
      throw new UserError(`${file}, row ${i + 2}: ${clip} is missing; unpack the whole archive.`);
    }
    const group = urlAt < 0 ? undefined : row[urlAt];
    return { from: clip, path: row[pathAt].split(path.sep).join('/'), label, part, ...(group && { group }) };
  });
}
