import path from 'node:path';
import { UserError } from '../errors';
import { unlearntFile } from './class-names';
import { countOf, nameByReason, nameSome } from './name-some';
import { type PartName, spokenPart } from './part-words';
import { type FileKind, type KindFolder, walkKind } from './storage/kind-folder';

/** A file and what the folders above it say of it. */
export interface ClassedFile {
  readonly file: string;
  readonly className: string;
  readonly part?: PartName;
}

/** Which folder names the class of a file that lies several folders deep. */
export type ClassFolder =
  /** The first, below that of its part: CLASS/patient/file. */
  | 'first'
  /** The one that it lies in: hospital/CLASS/file. */
  | 'last';

/** A folder of class folders, of one part where the collection is parted. */
interface Level {
  readonly part?: PartName;
  readonly folder: KindFolder;
}

interface Reading {
  readonly source: string;
  readonly kind: FileKind;
  readonly classFolder?: ClassFolder;
  /** What the reader should know of how the files were found; filled on the way. */
  readonly notes: string[];
}

export const expectedLayout = (kind: FileKind) =>
  `expected CLASS/${kind} files, train/CLASS and test/CLASS, or a CSV file with the columns path and label`;

/**
 * Finds the classes of a folder: CLASS/files, {train,validation,test}/CLASS/files or CLASS/{train,validation,test}/files,
 * also where one folder holds nothing but another that is laid out so, as archives do. Parts go by many names
 * (`spokenPart`). What is left aside, and what could have been meant otherwise, is said in the notes.
 * @throws UserError saying what was found where a folder could be read in two ways, or in none.
 */
export function listClassFolders(
  source: string,
  kind: FileKind,
  classFolder?: ClassFolder,
): { files: ClassedFile[]; notes: string[] } {
  const { folder, leftAside } = walkKind(source, kind);
  const root = unwrapped(folder);
  const notes = root === folder ? [] : [`the classes are those of ${path.relative(source, root.path)}`];
  const reading: Reading = { source, kind, notes, ...(classFolder && { classFolder }) };
  const levels = levelsOf(root, reading);
  const files = levels.flatMap(({ part, folder: level }) =>
    classedFiles(level, reading).map((file) => (part === undefined ? file : { ...file, part })),
  );
  const training = levels.find(({ part }) => part === 'train');
  if (training !== undefined) checkParts(files, training.folder.name);
  if (leftAside.length > 0) notes.push(`left aside: ${nameByReason(leftAside)}`);
  return { files, notes };
}

const holding = ({ folders }: KindFolder): KindFolder[] => folders.filter(({ total }) => total > 0);
const namesOf = (folders: readonly KindFolder[]): string => nameSome(folders.map(({ name }) => name));
const filesOf = (count: number, kind: FileKind): string => countOf(count, [kind, `${kind}s`]);

/** A folder that holds nothing but one folder of folders stands for that one. */
function unwrapped(folder: KindFolder): KindFolder {
  const [only, ...others] = holding(folder);
  const isWrapper = folder.files.length === 0 && others.length === 0 && only?.files.length === 0;
  return isWrapper ? unwrapped(only) : folder;
}

/** Where the class folders are: one place, or one for each part. */
function levelsOf(root: KindFolder, reading: Reading): Level[] {
  const parts = partsAmong(holding(root));
  if (parts.length > 0) return partLevels(root, parts, reading) ?? [{ folder: root }];
  return partsWithin(root) ?? [{ folder: root }];
}

type NamedPart = Required<Level>;

/** The folders that are named after parts: "train", and "seg_train" beside "seg_test". */
function partsAmong(folders: readonly KindFolder[]): NamedPart[] {
  const spoken = folders.flatMap((folder) => {
    const said = spokenPart(folder.name);
    return said === undefined ? [] : [{ ...said, folder }];
  });
  const partsBeside = (rest: string) => new Set(spoken.filter((said) => said.rest === rest).map(({ part }) => part));
  return spoken.filter(({ rest }) => rest === '' || partsBeside(rest).size > 1);
}

/** {train,validation,test}/CLASS; undefined where what is named so are classes. */
function partLevels(root: KindFolder, named: readonly NamedPart[], { kind, notes }: Reading): Level[] | undefined {
  const flat = named.filter(({ folder }) => holding(folder).length === 0).map(({ folder }) => folder);
  const parts = named
    .filter(({ folder }) => !flat.includes(folder))
    .map(({ part, folder }) => ({ part, folder: unwrapped(folder) }));
  const others = holding(root).filter((folder) => named.every((part) => part.folder !== folder));
  if (parts.length === 0 && (flat.length > 1 || others.length === 0)) {
    throw new UserError(`${root.path}: ${namesOf(flat)} hold ${kind}s and no class folders; ${expectedLayout(kind)}.`);
  }
  if (parts.length === 0) {
    notes.push(`${namesOf(flat)}, which holds ${kind}s and no class folders, is taken for a class`);
    return undefined;
  }
  for (const { name, total } of flat) {
    notes.push(`${name} is left aside: it holds ${filesOf(total, kind)} and no class folders`);
  }
  if (parts.some(({ part }) => part === 'train')) {
    for (const { name, total } of others) {
      notes.push(`${name} is left aside: it stands beside the parts (${filesOf(total, kind)})`);
    }
    return parts;
  }
  const classes = new Set(others.map(({ name }) => name));
  const held = parts.flatMap(({ folder }) => holding(folder));
  if (!held.every(({ name }) => classes.has(name))) {
    throw new UserError(
      `${root.path}: found ${namesOf(parts.map(({ folder }) => folder))}, and no folder train beside; ${expectedLayout(kind)}.`,
    );
  }
  notes.push(`the class folders beside ${namesOf(parts.map(({ folder }) => folder))} are for training`);
  return [{ part: 'train', folder: { ...root, files: [], folders: others } }, ...parts];
}

/** CLASS/{train,validation,test}; undefined where the folder is not laid out so. */
function partsWithin(root: KindFolder): Level[] | undefined {
  const classes = holding(root).map((folder) => ({ ...folder, parts: partsAmong(holding(folder)) }));
  const isParted = classes.every(({ files, parts, folders }) => {
    const isWhole = files.length === 0 && parts.length === folders.filter(({ total }) => total > 0).length;
    return isWhole && parts.some(({ part }) => part === 'train');
  });
  if (classes.length === 0 || !isParted) return undefined;
  const names = [...new Set(classes.flatMap(({ parts }) => parts.map(({ part }) => part)))];
  return names.map((part) => {
    const folders = classes.flatMap(({ name, parts }) =>
      parts.filter((named) => named.part === part).map(({ folder }) => ({ ...folder, name })),
    );
    return { part, folder: { ...root, name: part, files: [], folders } };
  });
}

/** Files by the folders of one level. @throws UserError where there are no classes, or two readings of them. */
function classedFiles(level: KindFolder, { source, kind, classFolder, notes }: Reading): ClassedFile[] {
  const { folders, files: strays } = level;
  if (folders.length === 0) {
    const found = strays.length > 0 ? `${filesOf(strays.length, kind)} and no class folders` : 'no class folders';
    throw new UserError(`${level.path}: there are ${found} here; ${expectedLayout(kind)}.`);
  }
  const empty = folders.find(({ total }) => total === 0);
  if (empty !== undefined) {
    const found = empty.others.length > 0 ? ` (but ${nameByReason(empty.others)})` : '';
    throw new UserError(`${empty.path}: there is no ${kind} in this class folder${found}; ${expectedLayout(kind)}.`);
  }
  const deep = folders.filter(({ files }) => files.length === 0);
  // Beside folders that hold files, one that holds a single folder of files is a class like them.
  const isClear = deep.length < folders.length && deep.every((folder) => holding(folder).length === 1);
  if (deep.length > 0 && !isClear && classFolder === undefined) {
    throw new UserError(
      `${level.path}: ${namesOf(deep)} hold no ${kind}s but folders of them (${namesOf(deep.flatMap(holding))}); give a folder whose folders are the classes, or say which folder names the class: classFolder: 'first' (${namesOf(folders)}) or 'last'.`,
    );
  }
  if (strays.length > 0) {
    notes.push(
      `left aside: ${filesOf(strays.length, kind)} beside the class folders (${nameSome(strays.map((file) => path.relative(source, file)))})`,
    );
  }
  if (classFolder === 'last') return folders.flatMap((folder) => byLastFolder(folder));
  const below = folders.flatMap(holding);
  if (below.length > 0 && classFolder === undefined) {
    notes.push(
      `the ${kind}s of ${nameSome(below.map((folder) => path.relative(source, folder.path)))} are of the class of the folder above`,
    );
  }
  return folders.flatMap((folder) => allFiles(folder).map((file) => ({ file, className: nameOf(folder) })));
}

const nameOf = ({ name }: KindFolder): string => name.trim();

function allFiles({ files, folders }: KindFolder): string[] {
  return [...files, ...folders.flatMap(allFiles)];
}

function byLastFolder(folder: KindFolder): ClassedFile[] {
  const own = folder.files.map((file) => ({ file, className: nameOf(folder) }));
  return [...own, ...folder.folders.flatMap(byLastFolder)];
}

/** What is tested must have been learnt. */
function checkParts(files: readonly ClassedFile[], training: string): void {
  const foreign = unlearntFile(files);
  if (foreign === undefined) return;
  throw new UserError(
    `${path.dirname(foreign.file)}: there is no class ${foreign.className} in ${training}; give all parts the same classes.`,
  );
}
