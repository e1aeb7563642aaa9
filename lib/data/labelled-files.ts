import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors';
import { parseCsv } from './formats/csv';
import type { PartName } from './part-name';
import { readFile } from './storage/files';

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
  const rows = readRows(file);
  const header = (rows[0] ?? []).map((name) => name.trim().toLowerCase());
  for (const column of ['path', 'label']) {
    if (header.includes(column)) continue;
    throw new UserError(
      `${file}: expected a first line with the columns path and label, found ${header.join(', ') || 'nothing'}.`,
    );
  }
  if (rows.length < 2) throw new UserError(`${file}: there is no ${kind} listed below the first line.`);
  return rows.slice(1).map((row, i) => {
    const place = `${file}, row ${i + 2}`;
    const cells = new Map(header.map((column, at) => [column, row[at]?.trim() ?? '']));
    const [name, className] = [cells.get('path'), cells.get('label')];
    if (!name || !className) throw new UserError(`${place}: path or label is empty; give both.`);
    const [part, fold] = [cells.get('part'), cells.get('fold')];
    return {
      file: path.resolve(path.dirname(file), name),
      className,
      ...(part !== undefined && { part: partOf(part, place) }),
      ...(fold !== undefined && { fold: foldOf(fold, place) }),
    };
  });
}

function readRows(file: string): string[][] {
  try {
    return parseCsv(readFile(file).toString('utf8'));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file}, ${(error as Error).message}; mend the line, cells with commas want quotes.`);
  }
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
