import fs from 'node:fs';
import path from 'node:path';
import { FORMAT_BYTES, fileFormat, hasEndingOf } from '../formats/file-format';
import { type Folder, type FoundFile, type LeftAside, walkFolder } from './folder-tree';

export type FileKind = 'picture' | 'sound';

/** A folder of which only the files of one kind are kept. */
export interface KindFolder {
  readonly name: string;
  readonly path: string;
  /** Of the kind, paths as the disk has them. */
  readonly files: readonly string[];
  readonly folders: readonly KindFolder[];
  /** Files of the kind here and in all folders below. */
  readonly total: number;
  /** Files of other kinds here and below. */
  readonly others: readonly LeftAside[];
}

/**
 * Walks through a folder (`walkFolder`) for the pictures or the sounds in it: a file counts where its name's ending or
 * its first bytes say so.
 * @returns `leftAside`: all else, with its reason.
 */
export function walkKind(source: string, kind: FileKind): { folder: KindFolder; leftAside: readonly LeftAside[] } {
  const { root, leftAside } = walkFolder(source);
  const folder = sieve(root, kind, '');
  return { folder, leftAside: [...folder.others, ...leftAside] };
}

function sieve({ name, path: place, files, folders }: Folder, kind: FileKind, seen: string): KindFolder {
  const inside = folders.map((folder) => sieve(folder, kind, path.posix.join(seen, folder.name)));
  const kept: string[] = [];
  const others: LeftAside[] = [];
  for (const file of files) {
    const reason = reasonAgainst(file, kind);
    if (reason === undefined) kept.push(file.path);
    else others.push({ reason, name: path.posix.join(seen, file.name) });
  }
  return {
    name,
    path: place,
    files: kept,
    folders: inside,
    total: kept.length + inside.reduce((sum, { total }) => sum + total, 0),
    others: [...others, ...inside.flatMap((folder) => folder.others)],
  };
}

const CLOSED = ['file that cannot be opened', 'files that cannot be opened'] as const;
const BROKEN_LINK = ['link that leads nowhere', 'links that lead nowhere'] as const;
const GONE = ['file that went while the folder was read', 'files that went while the folder was read'] as const;
const EMPTY = ['empty file', 'empty files'] as const;
const WITHOUT_ENDING = ['file without an ending', 'files without an ending'] as const;

/** Undefined for a file of the kind. */
function reasonAgainst({ name, path: place }: FoundFile, kind: FileKind): LeftAside['reason'] | undefined {
  if (hasEndingOf(kind, name)) return undefined;
  const start = firstBytes(place);
  if (start === undefined) {
    const found = fs.lstatSync(place, { throwIfNoEntry: false });
    if (found === undefined) return GONE;
    return found.isSymbolicLink() ? BROKEN_LINK : CLOSED;
  }
  if (fileFormat(start)?.kind === kind) return undefined;
  if (start.length === 0) return EMPTY;
  const ending = path.extname(name).toLowerCase();
  return ending === '' ? WITHOUT_ENDING : [`${ending} file`, `${ending} files`];
}

function firstBytes(file: string): Uint8Array | undefined {
  try {
    const descriptor = fs.openSync(file, 'r');
    try {
      const start = Buffer.alloc(FORMAT_BYTES);
      return start.subarray(0, fs.readSync(descriptor, start, 0, FORMAT_BYTES, 0));
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}
