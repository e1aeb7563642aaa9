import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors';
import { type ClassFolder, expectedLayout, listClassFolders } from './class-folders';
import { distinctClasses } from './class-names';
import { joinGroups } from './join-groups';
import { listTable, type TableColumns, type TabledFile } from './label-table';
import { countOf, nameSome } from './name-some';
import type { PartName } from './part-words';
import type { FileKind } from './storage/kind-folder';
import { sameContent } from './storage/same-content';

/** One file of a labelled collection, not yet opened. */
export interface LabelledFile {
  readonly file: string;
  readonly label: number;
  /** Undefined where the collection is not parted: it all is for training. */
  readonly part?: PartName;
  /** From 1 on, where the collection comes in folds. */
  readonly fold?: number;
  /** Files of one patient, recording, animal... share it, and belong into one part. */
  readonly group?: string;
}

export interface LabelledFiles {
  readonly files: readonly LabelledFile[];
  readonly classNames: readonly string[];
  /** What was left aside, and what was understood though it could have been meant otherwise. */
  readonly notes: readonly string[];
}

/** How a collection is read where its layout leaves a choice. */
export interface LayoutOptions {
  /** Which folder names the class where folders lie within class folders; without it, both readings must agree. */
  readonly classFolder?: ClassFolder;
  /** The columns of a CSV file, where they go by other names than the usual ones. */
  readonly columns?: TableColumns;
  /** Where the paths of a CSV file begin; default its own folder. */
  readonly folder?: string;
  /** The group of a file by its path, for instance its patient: files of one group stay in one part. */
  readonly group?: (file: string) => string;
}

/**
 * Lists pictures or sounds by class: the class folders of a folder (`listClassFolders`), or the rows of a CSV file
 * (`listTable`). Classes and files come in an order of their own, whatever order the disk gives.
 * @throws UserError where there are no classes, a class has no files, test knows classes that training lacks, a row
 * cannot be understood, or a layout could be read in two ways.
 */
export function listLabelledFiles(
  source: string,
  kind: FileKind,
  { classFolder, columns, folder, group }: LayoutOptions = {},
): LabelledFiles {
  const fromFolder = isFolder(source, kind);
  const { files, notes }: { files: TabledFile[]; notes: string[] } = fromFolder
    ? listClassFolders(source, kind, classFolder)
    : listTable(source, kind, { ...(columns && { columns }), ...(folder && { folder }) });
  const names = files.map(({ className }) => className);
  const classNames = distinctClasses(names, source);
  const labels = new Map(classNames.map((name, label) => [name, label]));
  const grouped = group === undefined ? files : files.map((one) => ({ ...one, group: group(one.file) }));
  const twins = sameContent(grouped.map(({ file }) => file));
  const groups = joinGroups(grouped, twins);
  return {
    files: grouped.map(({ className, group: _, ...file }, i) => ({
      ...file,
      label: labels.get(className)!,
      ...(groups[i] !== undefined && { group: groups[i] }),
    })),
    classNames,
    notes: [...notes, ...twinNotes(fromFolder ? source : path.dirname(source), files, twins)],
  };
}

function isFolder(source: string, kind: FileKind): boolean {
  try {
    return fs.statSync(source).isDirectory();
  } catch {
    throw new UserError(`${source}: there is no such folder or file; ${expectedLayout(kind)}.`);
  }
}

/** Copies are told: they weigh double, and where their classes differ one of them is wrong. */
function twinNotes(
  folder: string,
  files: readonly { readonly file: string; readonly className: string }[],
  twins: readonly (readonly number[])[],
): string[] {
  if (twins.length === 0) return [];
  const pairOf = (set: readonly number[]) => set.map((i) => path.relative(folder, files[i].file)).join(' = ');
  const torn = twins.filter((set) => new Set(set.map((i) => files[i].className)).size > 1);
  const copies = twins.reduce((sum, set) => sum + set.length - 1, 0);
  return [
    `${countOf(copies, ['file is', 'files are'])} byte for byte a copy of another: ${nameSome(twins.map(pairOf))}`,
    ...(torn.length > 0 ? [`copies stand in different classes: ${nameSome(torn.map(pairOf))}`] : []),
  ];
}
