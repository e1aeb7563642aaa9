import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors';
import type { Provenance } from '../dataset';
import { csvText, parseCsv, requireColumns } from '../formats/csv';
import type { PartName } from '../part-words';
import type { DataOptions } from '../sets/data-options';
import { openSource } from '../sets/open-source';
import { readFile, writeFileAtomic } from '../storage/files';
import { writeStored } from '../storage/stored-set';
import type { SoundClip, SoundCorpus } from './sound';

/** A clip on its way into a stored corpus. */
export interface ClipToStore {
  /** Where it lies now. */
  readonly from: string;
  /** Its path in the corpus, with forward slashes. */
  readonly path: string;
  readonly label: number;
  readonly fold?: number;
  readonly group?: string;
  readonly part?: PartName;
}

const LIST = 'clips.csv';
const COLUMNS = ['path', 'label', 'fold', 'group', 'part', 'sha256'] as const;

/**
 * Stores a corpus: its clips as they are, then their list, then provenance.json. The list holds the SHA-256 of each
 * clip, so the checksum of the list stands for all of them, and a clip is checked when it is read.
 */
export function writeCorpus(
  folder: string,
  clips: readonly ClipToStore[],
  provenance: Omit<Provenance, 'checksum'>,
  onProgress?: (stored: number, total: number) => void,
): Provenance {
  const lines = clips.map((clip, i) => {
    const bytes = readFile(clip.from);
    writeFileAtomic(path.join(folder, clip.path), bytes);
    onProgress?.(i + 1, clips.length);
    const cells = { ...clip, sha256: createHash('sha256').update(bytes).digest('hex') };
    return COLUMNS.map((column) => cells[column]);
  });
  return writeStored(folder, { [LIST]: Buffer.from(csvText([COLUMNS, ...lines])) }, provenance);
}

/**
 * Opens a corpus of data/ or data/samples. Its clips are read when they are wanted.
 * @throws UserError where the one asked for is missing or damaged.
 */
export function openCorpus(name: string, source: DataOptions['source'], classNames: readonly string[]): SoundCorpus {
  const { files, provenance } = openSource(name, source);
  const [{ file, bytes }] = files;
  const rows = requireColumns(parseCsv(bytes, file), COLUMNS, 'store the corpus again (npm run data)');
  const folder = path.dirname(file);
  const clips = rows.map(({ cells: cell }): SoundClip => {
    const clip = path.join(folder, cell.path);
    return {
      name: clip,
      label: Number(cell.label),
      ...(cell.fold !== '' && { fold: Number(cell.fold) }),
      ...(cell.group !== '' && { group: cell.group }),
      ...(cell.part !== '' && { part: cell.part as PartName }),
      read: () => readClip(clip, cell.sha256, provenance),
    };
  });
  return { clips, classNames, provenance };
}

function readClip(file: string, sha256: string, { source }: Provenance): Uint8Array {
  const remedy =
    source === 'sample' ? `restore it by git checkout -- "${file}"` : 'store the corpus again (npm run data)';
  const bytes = readFile(file, remedy);
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new UserError(`${file}: this is not the clip that was stored here; ${remedy}.`);
  }
  return bytes;
}

/** The folder itself, or the only one inside it that `isRoot`: archives put everything into one. */
export function corpusRoot(from: string, isRoot: (folder: string) => boolean, wanted: string): string {
  const stat = fs.statSync(from, { throwIfNoEntry: false });
  if (stat === undefined) throw new UserError(`${from}: there is no such folder; ${wanted}.`);
  if (!stat.isDirectory()) throw new UserError(`${from}: this is a file; ${wanted}.`);
  const inside = fs
    .readdirSync(from, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(from, name));
  const root = [from, ...inside].find(isRoot);
  if (root === undefined) throw new UserError(`${from}: the corpus is not in this folder; ${wanted}.`);
  return root;
}
