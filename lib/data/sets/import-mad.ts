import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors';
import type { Provenance } from '../dataset';
import { findColumn, readCsv, requireColumns } from '../formats/csv';
import { type ClipToStore, corpusRoot, writeCorpus } from '../sounds/stored-corpus';
import { MAD_CITATION, MAD_CLASSES, MAD_LICENCE } from './mad';

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
      .filter((name) => pattern.test(name) && !name.startsWith('.'))
      .sort()[0];
  const root = corpusRoot(from, (folder) => LISTS.every(([, pattern]) => listIn(folder, pattern) !== undefined), WHAT);
  return LISTS.flatMap(([part, pattern]) => clipsOf(root, listIn(root, pattern), part));
}

function clipsOf(root: string, list: string, part: 'train' | 'test'): ClipToStore[] {
  const file = path.join(root, list);
  const table = readCsv(file);
  const url = findColumn(table, ['youtube url']);
  const listed = requireColumns(table, ['path', 'label'], WHAT);
  return listed.map(({ line, cells }, row): ClipToStore => {
    const place = `${file}, line ${line}`;
    const label = Number(cells.label);
    if (cells.label === '' || !(label in MAD_CLASSES)) {
      throw new UserError(
        `${place}: label is "${cells.label}", expected 0 to ${MAD_CLASSES.length - 1}; this is not MAD.`,
      );
    }
    const clip = path.join(root, cells.path);
    if (path.relative(root, clip).startsWith('..')) {
      throw new UserError(`${place}: ${cells.path} leads out of the set's folder; this is not MAD.`);
    }
    if (!fs.existsSync(clip)) throw new UserError(`${place}: ${clip} is missing; unpack the whole archive.`);
    const group = url === undefined ? '' : table.rows[row].cells[url];
    return {
      from: clip,
      path: path.relative(root, clip).split(path.sep).join('/'),
      label,
      part,
      ...(group && { group }),
    };
  });
}
