import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors';
import { findColumn, readCsv, requireColumns } from './formats/csv';
import type { PartName } from './part-name';

/** One file of a labelled collection, not yet opened. */
export interface LabelledFile {
  readonly file: string;
  readonly label: number;
  /** Undefined where the collection is not parted: it all is for training. */
  readonly part?: PartName;
  /** From 1 on, where the collection comes in folds. */
  readonly fold?: number;
}

export interface LabelledFiles {
  readonly files: readonly LabelledFile[];
  readonly classNames: readonly string[];
}

type Listed = Omit<LabelledFile, 'label'> & { readonly className: string };

const ENDINGS = {
  picture: /\.(jpe?g|png|gif|bmp|webp)$/i,
  sound: /\.(wav|flac|mp3|ogg)$/i,
} as const;
type Kind = keyof typeof ENDINGS;

/** The names people give to the folders of parts. */
const PARTS: readonly [RegExp, PartName][] = [
  [/^train(ing)?$/i, 'train'],
  [/^val(id(ation)?)?$/i, 'validation'],
  [/^test(ing|s)?$/i, 'test'],
];
const layoutOf = (kind: Kind) =>
  `expected CLASS/${kind} files, train/CLASS and test/CLASS, or a CSV file with the columns path and label`;

/**
 * Lists pictures or sounds by class: a folder CLASS/files, a folder {train,validation,test}/CLASS/files, or a CSV file
 * with the columns path (seen from its folder) and label, and if wanted part and fold; other columns are left alone.
 * Classes and files come in alphabetical order, whatever order the disk gives, and labels that are numbers by number.
 * @throws UserError where there are no classes, a class has no files, test knows classes that training lacks, or a row
 * cannot be understood.
 */
export function listLabelledFiles(source: string, kind: Kind): LabelledFiles {
  const stat = fs.statSync(source, { throwIfNoEntry: false });
  if (stat === undefined) throw new UserError(`${source}: there is no such folder or file; ${layoutOf(kind)}.`);
  const listed = stat.isDirectory() ? listFolder(source, kind) : listCsv(source, kind);
  const classNames = [...new Set(listed.map(({ className }) => className))].sort(byNumberThenText);
  return {
    files: listed.map(({ className, ...file }) => ({ ...file, label: classNames.indexOf(className) })),
    classNames,
  };
}

function listFolder(folder: string, kind: Kind): Listed[] {
  const parts = foldersIn(folder).flatMap((name) => {
    const part = partNamed(name);
    return part === undefined ? [] : [{ name, part }];
  });
  const training = parts.find(({ part }) => part === 'train');
  if (training === undefined) return listClasses(folder, kind);
  const classNames = foldersIn(path.join(folder, training.name));
  return parts.flatMap(({ name, part }) => {
    const inside = path.join(folder, name);
    const foreign = foldersIn(inside).find((className) => !classNames.includes(className));
    if (foreign !== undefined) {
      throw new UserError(
        `${path.join(inside, foreign)}: there is no class ${foreign} in ${training.name}; give all parts the same classes.`,
      );
    }
    return listClasses(inside, kind).map((listed) => ({ ...listed, part }));
  });
}

function listClasses(folder: string, kind: Kind): Listed[] {
  const classNames = foldersIn(folder);
  if (classNames.length === 0) {
    throw new UserError(`${folder}: there are no class folders here; ${layoutOf(kind)}.`);
  }
  return classNames.flatMap((className) => {
    const inside = path.join(folder, className);
    const files = fs
      .readdirSync(inside, { recursive: true, encoding: 'utf8' })
      .filter((name) => ENDINGS[kind].test(name) && !path.basename(name).startsWith('.'))
      .sort();
    if (files.length === 0) {
      throw new UserError(`${inside}: there is no ${kind} in this class folder; ${layoutOf(kind)}.`);
    }
    return files.map((name) => ({ file: path.join(inside, name), className }));
  });
}

function foldersIn(folder: string): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && fs.statSync(path.join(folder, entry.name)).isDirectory())
    .map(({ name }) => name)
    .sort();
}

function listCsv(file: string, kind: Kind): Listed[] {
  const table = readCsv(file);
  const listed = requireColumns(table, ['path', 'label'], `give the header those names`);
  if (listed.length === 0) throw new UserError(`${file}: there is no ${kind} listed below the first line.`);
  const [partColumn, foldColumn] = [findColumn(table, ['part']), findColumn(table, ['fold'])];
  return listed.map(({ line, cells }, row) => {
    const place = `${file}, line ${line}`;
    for (const column of ['path', 'label'] as const) {
      if (cells[column] === '') throw new UserError(`${place}: ${column} is empty; give both path and label.`);
    }
    const all = table.rows[row].cells;
    return {
      file: path.resolve(path.dirname(file), cells.path),
      className: cells.label,
      ...(partColumn !== undefined && { part: partOf(all[partColumn], place) }),
      ...(foldColumn !== undefined && { fold: foldOf(all[foldColumn], place) }),
    };
  });
}

const partNamed = (name: string) => PARTS.find(([pattern]) => pattern.test(name))?.[1];

function partOf(text: string, place: string): PartName {
  const part = partNamed(text);
  if (part === undefined) throw new UserError(`${place}: part is "${text}"; expected train, validation or test.`);
  return part;
}

function foldOf(text: string, place: string): number {
  const fold = Number(text);
  if (!Number.isInteger(fold) || fold < 1) throw new UserError(`${place}: fold is "${text}"; expected 1, 2, ...`);
  return fold;
}

/** Labels 2 and 10 in that order, texts by their letters. */
function byNumberThenText(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference) && difference !== 0) return difference;
  return a < b ? -1 : Number(a > b);
}
