import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tar from 'tar';
import { UserError } from '../../errors';
import type { Provenance } from '../dataset';
import { readCsv, requireColumns } from '../formats/csv';
import { type ClipToStore, corpusRoot, writeCorpus } from '../sounds/stored-corpus';
import { ESC10_CITATION, ESC10_CLASSES, ESC10_LICENCE } from './esc10';

export interface ImportOptions {
  /** Clips asked of each class; a test gives fewer. */
  readonly perClass?: number;
  readonly onProgress?: (stored: number, total: number) => void;
}

const WHAT =
  'give the folder of ESC-10 with its class folders ("001 - Dog bark", ...), that of ESC-50 with meta/esc50.csv and audio, or a tar archive of one';
const LIST = path.join('meta', 'esc50.csv');

/**
 * Stores ESC-10 out of what the reader has: its own archive, in class folders FOLD-recording-take.ogg, or ESC-50's,
 * whose list says which clips belong to ESC-10; unpacked or as a tar archive.
 * @throws UserError where clips are missing or foreign.
 */
export async function importEsc10(from: string, to: string, options: ImportOptions = {}): Promise<Provenance> {
  if (!fs.statSync(from, { throwIfNoEntry: false })?.isFile()) return importFolder(from, to, options);
  const unpacked = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-esc-10-'));
  try {
    await tar.extract({ file: from, cwd: unpacked, strict: true }).catch((error: Error) => {
      throw new UserError(`${from}: this is no tar archive, or it is truncated (${error.message}); ${WHAT}.`);
    });
    return importFolder(unpacked, to, options);
  } finally {
    fs.rmSync(unpacked, { recursive: true, force: true });
  }
}

function importFolder(from: string, to: string, { perClass = 40, onProgress }: ImportOptions): Provenance {
  const clips = findEsc10(from);
  ESC10_CLASSES.forEach(({ category }, label) => {
    const found = clips.filter((clip) => clip.label === label).length;
    if (found !== perClass) {
      throw new UserError(
        `${from}: expected ${perClass} clips of ${category}, found ${found}: the set is not whole; ${WHAT}.`,
      );
    }
  });
  const provenance = { name: 'ESC-10', source: 'full', licence: ESC10_LICENCE, citation: ESC10_CITATION } as const;
  return writeCorpus(to, clips, provenance, onProgress);
}

/**
 * The clips of ESC-10 in a folder, by class and name.
 * @throws UserError where there are none, or a file's name does not follow the archive's scheme.
 */
export function findEsc10(from: string): ClipToStore[] {
  const hasFolders = (folder: string) => ESC10_CLASSES.some((known) => fs.existsSync(path.join(folder, known.folder)));
  const hasList = (folder: string) => fs.existsSync(path.join(folder, LIST));
  const root = corpusRoot(from, (folder) => hasFolders(folder) || hasList(folder), WHAT);
  return hasList(root) ? clipsOfList(root) : clipsOfFolders(root);
}

function clipsOfFolders(root: string): ClipToStore[] {
  return ESC10_CLASSES.flatMap(({ folder, category }, label) => {
    const inside = path.join(root, folder);
    if (!fs.existsSync(inside)) return [];
    const names = fs.readdirSync(inside).filter((name) => /^[^.].*\.(ogg|wav|flac)$/i.test(name));
    return names.sort().map((name) => clipOf(path.join(inside, name), category, label));
  });
}

function clipsOfList(root: string): ClipToStore[] {
  const file = path.join(root, LIST);
  const rows = requireColumns(readCsv(file), ['filename', 'category'], WHAT);
  const clips = rows.flatMap(({ cells: { filename, category } }) => {
    // The categories of ESC-10 are whole categories of ESC-50.
    const label = ESC10_CLASSES.findIndex((known) => known.category === category);
    return label < 0 ? [] : [clipOf(path.join(root, 'audio', filename), category, label)];
  });
  return clips.sort((a, b) => a.label - b.label || (a.path < b.path ? -1 : 1));
}

/** FOLD-recording-take.ogg, in ESC-50 with the target at the end. */
function clipOf(from: string, category: string, label: number): ClipToStore {
  const name = path.basename(from);
  const match = /^([1-5])-(\d+)-[A-Z](-\d+)?\.\w+$/.exec(name);
  if (match === null)
    throw new UserError(`${from}: the name is not FOLD-RECORDING-TAKE as in ESC-10's archive; ${WHAT}.`);
  return { from, path: `${category}/${name}`, label, fold: Number(match[1]), group: match[2] };
}
