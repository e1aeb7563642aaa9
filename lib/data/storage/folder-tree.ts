import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors';

/** Something in a folder that is not read, and why. */
export interface LeftAside {
  /** As a sentence counts it, of one and of many: "hidden folder", "hidden folders". */
  readonly reason: readonly [one: string, many: string];
  /** Seen from where the walk began. */
  readonly name: string;
}

export interface FoundFile {
  /** Its name in Unicode's composed form (NFC): the same, whichever system wrote it. */
  readonly name: string;
  /** As the disk has it: to open it by. */
  readonly path: string;
}

/** A folder and what lies in it, by name, whatever order the disk gives. */
export interface Folder {
  /** In Unicode's composed form (NFC). */
  readonly name: string;
  readonly path: string;
  readonly files: readonly FoundFile[];
  readonly folders: readonly Folder[];
}

export interface FolderTree {
  readonly root: Folder;
  readonly leftAside: readonly LeftAside[];
}

const HIDDEN_FOLDER = ['hidden folder', 'hidden folders'] as const;
const HIDDEN_FILE = ['hidden file', 'hidden files'] as const;
const SYSTEM_FOLDER = ['folder of a system’s own', 'folders of a system’s own'] as const;
const SYSTEM_FILE = ['file of a system’s own', 'files of a system’s own'] as const;
const COPY = ['backup copy or unfinished download', 'backup copies and unfinished downloads'] as const;
const LOOP = ['link back to a folder above', 'links back to folders above'] as const;
const CLOSED = ['folder that cannot be opened', 'folders that cannot be opened'] as const;
const DEVICE = ['pipe, socket or device', 'pipes, sockets and devices'] as const;
const BAD_NAME = ['name that is not UTF-8 (rename it)', 'names that are not UTF-8 (rename them)'] as const;

/** What systems, disk stations, archives and tools leave beside a reader's files; hidden ones need no name here. */
const SYSTEM_FOLDERS =
  /^(__MACOSX|__pycache__|@eaDir|@Recycle|@Recently-Snapshot|@tmp|#recycle|#snapshot|\$RECYCLE\.BIN|RECYCLER|System Volume Information|lost\+found|found\.\d{3}|Network Trash Folder|Temporary Items|_gsdata_|_vti_cnf|CVS|node_modules)$/i;
const SYSTEM_FILES = /^(Thumbs\.db|ehthumbs(_vista)?\.db|desktop\.ini|Picasa\.ini|Icon\r|~\$.*)$/i;
const COPIES = /(~|\.(bak|orig|old|tmp|temp|swp|part|partial|filepart|crdownload|download|opdownload|aria2))$/i;

/** A folder that links reach more often than this stands in a circle of links. */
const MOST_VISITS = 64;

/**
 * Walks through a folder and all below it: the one way in which folders of a reader's own are read. Hidden files and
 * folders, what systems and tools leave behind, links back to a folder above, folders that cannot be opened, and what
 * is no file are left aside, each with its reason. Other links are followed; one that leads nowhere is a file that
 * cannot be opened.
 * @throws UserError where the folder itself cannot be read.
 */
export function walkFolder(folder: string): FolderTree {
  const walk: Walk = { leftAside: [], visits: new Map() };
  const name = path.basename(path.resolve(folder)).normalize('NFC');
  const [root] = enter(walk, { path: folder, name, seen: '', above: foldersAbove(folder) });
  if (root === undefined) throw new UserError(`${folder}: this folder cannot be opened; check its rights.`);
  return { root, leftAside: walk.leftAside };
}

/** All folders that hold this one, by `idOf`: a link to one of them leads back here, through half of the disk. */
function foldersAbove(folder: string): ReadonlySet<string> {
  const above = new Set<string>();
  for (let place = realPath(folder), parent = path.dirname(place); parent !== place; parent = path.dirname(place)) {
    above.add(idOf(parent));
    place = parent;
  }
  return above;
}

function realPath(folder: string): string {
  try {
    return fs.realpathSync(folder);
  } catch {
    return path.resolve(folder);
  }
}

/** What the walk remembers from folder to folder. */
interface Walk {
  readonly leftAside: LeftAside[];
  /** How often each folder was come to, by `idOf`. */
  readonly visits: Map<string, number>;
}

interface Place {
  readonly path: string;
  readonly name: string;
  /** Seen from the root, which is ''. */
  readonly seen: string;
  /** The folders above it, by `idOf`. */
  readonly above: ReadonlySet<string>;
}

function visit(walk: Walk, place: Place, entries: readonly fs.Dirent[]): Folder {
  const files: FoundFile[] = [];
  const folders: Folder[] = [];
  for (const entry of entries) {
    const name = entry.name.normalize('NFC');
    const inside = path.join(place.path, entry.name);
    const kind = kindOf(entry, inside);
    const seen = place.seen === '' ? name : `${place.seen}/${name}`;
    const reason = reasonAgainst(name, kind);
    if (reason !== undefined) walk.leftAside.push({ reason, name: seen });
    else if (kind === 'folder') folders.push(...enter(walk, { ...place, path: inside, name, seen }));
    else files.push({ name, path: inside });
  }
  return { name: place.name, path: place.path, files, folders };
}

/** The folder and all below it, or none where it is left aside. */
function enter(walk: Walk, place: Place): Folder[] {
  const id = idOf(place.path);
  const visits = (walk.visits.get(id) ?? 0) + 1;
  walk.visits.set(id, visits);
  const isLoop = place.above.has(id) || visits > MOST_VISITS;
  const entries = isLoop ? undefined : entriesOf(place.path);
  if (entries === undefined) {
    walk.leftAside.push({ reason: isLoop ? LOOP : CLOSED, name: place.seen });
    return [];
  }
  return [visit(walk, { ...place, above: new Set([...place.above, id]) }, entries)];
}

type Kind = 'file' | 'folder' | 'device' | 'unreachable';

/** What an entry is; where it is a link, what it leads to. */
function kindOf(entry: fs.Dirent, place: string): Kind {
  if (entry.isFile() || entry.isDirectory()) {
    // Where bytes of a name are no UTF-8, the name that was decoded of them opens nothing.
    if (entry.name.includes('\ufffd') && !fs.existsSync(place)) return 'unreachable';
    return entry.isFile() ? 'file' : 'folder';
  }
  if (!entry.isSymbolicLink()) return 'device';
  try {
    const target = fs.statSync(place);
    return target.isFile() ? 'file' : target.isDirectory() ? 'folder' : 'device';
  } catch {
    return 'file';
  }
}

function reasonAgainst(name: string, kind: Kind): LeftAside['reason'] | undefined {
  const isFolder = kind === 'folder';
  if (name.startsWith('.')) return isFolder ? HIDDEN_FOLDER : HIDDEN_FILE;
  if (isFolder && SYSTEM_FOLDERS.test(name)) return SYSTEM_FOLDER;
  if (!isFolder && SYSTEM_FILES.test(name)) return SYSTEM_FILE;
  if (!isFolder && COPIES.test(name)) return COPY;
  if (kind === 'device') return DEVICE;
  return kind === 'unreachable' ? BAD_NAME : undefined;
}

/** Sorted by name as a reader sees it; undefined where the folder cannot be opened. */
function entriesOf(folder: string): fs.Dirent[] | undefined {
  try {
    const entries = fs.readdirSync(folder, { withFileTypes: true });
    const keys = new Map(entries.map((entry) => [entry, `${entry.name.normalize('NFC')}\0${entry.name}`]));
    return entries.sort((a, b) => (keys.get(a)! < keys.get(b)! ? -1 : 1));
  } catch {
    return undefined;
  }
}

/** The same for a folder, by whichever link it is come to. */
function idOf(folder: string): string {
  try {
    const { dev, ino } = fs.statSync(folder, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return folder;
  }
}
