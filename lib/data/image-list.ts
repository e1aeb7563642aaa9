import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors';
import { parseCsv } from './csv';
import { readFile } from './files';
import type { PartName } from './part';

/** One picture file of a labelled collection, not yet opened. */
export interface ListedImage {
  readonly file: string;
  readonly label: number;
  /** Undefined where the collection is not parted: it all is for training. */
  readonly part?: PartName;
}

export interface ImageList {
  readonly images: readonly ListedImage[];
  readonly classNames: readonly string[];
}

const PICTURE = /\.(jpe?g|png|gif|bmp|webp)$/i;
/** The names people give to the folders of parts. */
const PARTS: readonly [RegExp, PartName][] = [
  [/^train(ing)?$/i, 'train'],
  [/^val(id(ation)?)?$/i, 'validation'],
  [/^test(ing|s)?$/i, 'test'],
];
const LAYOUT =
  'expected CLASS/picture files, train/CLASS and test/CLASS, or a CSV file with the columns path and label';

/**
 * Lists pictures by class: a folder CLASS/*.jpg, a folder {train,validation,test}/CLASS/*.jpg, or a CSV file.
 * Classes and files come in alphabetical order, whatever order the disk gives.
 * @throws UserError where there are no classes, a class has no pictures, or test knows classes that training lacks.
 */
export function listImages(source: string): ImageList {
  const stat = fs.statSync(source, { throwIfNoEntry: false });
  if (stat === undefined) throw new UserError(`${source}: there is no such folder or file; ${LAYOUT}.`);
  return stat.isDirectory() ? listFolder(source) : listCsv(source);
}

function listFolder(folder: string): ImageList {
  const parts = foldersIn(folder).flatMap((name) => {
    const part = PARTS.find(([pattern]) => pattern.test(name))?.[1];
    return part === undefined ? [] : [{ name, part }];
  });
  if (!parts.some(({ part }) => part === 'train')) return listClasses(folder, foldersIn(folder));
  const training = parts.find(({ part }) => part === 'train')!;
  const classNames = foldersIn(path.join(folder, training.name));
  const images = parts.flatMap(({ name, part }) => {
    const inside = path.join(folder, name);
    const foreign = foldersIn(inside).find((className) => !classNames.includes(className));
    if (foreign !== undefined) {
      throw new UserError(
        `${path.join(inside, foreign)}: there is no class ${foreign} in ${training.name}; give all parts the same classes.`,
      );
    }
    const present = classNames.filter((className) => fs.existsSync(path.join(inside, className)));
    return listClasses(inside, present).images.map(({ file, label }) => ({
      file,
      label: classNames.indexOf(present[label]),
      part,
    }));
  });
  return { images, classNames };
}

function listClasses(folder: string, classNames: readonly string[]): ImageList {
  if (classNames.length === 0) throw new UserError(`${folder}: there are no class folders here; ${LAYOUT}.`);
  const images = classNames.flatMap((className, label) => {
    const inside = path.join(folder, className);
    const files = fs
      .readdirSync(inside, { recursive: true, encoding: 'utf8' })
      .filter((name) => PICTURE.test(name) && !path.basename(name).startsWith('.'))
      .sort();
    if (files.length === 0) throw new UserError(`${inside}: there is no picture in this class folder; ${LAYOUT}.`);
    return files.map((name) => ({ file: path.join(inside, name), label }));
  });
  return { images, classNames };
}

function foldersIn(folder: string): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && fs.statSync(path.join(folder, entry.name)).isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Columns path (seen from the CSV file's folder) and label, and if wanted part; others are left alone. */
function listCsv(file: string): ImageList {
  let rows: string[][];
  try {
    rows = parseCsv(readFile(file).toString('utf8'));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file}, ${(error as Error).message}; mend the line, cells with commas want quotes.`);
  }
  const header = (rows[0] ?? []).map((name) => name.trim().toLowerCase());
  const [pathAt, labelAt, partAt] = ['path', 'label', 'part'].map((name) => header.indexOf(name));
  if (pathAt < 0 || labelAt < 0) {
    throw new UserError(
      `${file}: expected a first line with the columns path and label, found ${header.join(', ') || 'nothing'}.`,
    );
  }
  if (rows.length < 2) throw new UserError(`${file}: there is no picture listed below the first line.`);
  const records = rows.slice(1).map((row, i) => {
    const [name, label, part] = [pathAt, labelAt, partAt].map((at) => row[at]?.trim() ?? '');
    const place = `${file}, row ${i + 2}`;
    if (name === '' || label === '') throw new UserError(`${place}: path or label is empty; give both.`);
    return { file: path.resolve(path.dirname(file), name), label, ...(partAt >= 0 && { part: partOf(part, place) }) };
  });
  const classNames = [...new Set(records.map(({ label }) => label))].sort(byNumberThenText);
  return { images: records.map((record) => ({ ...record, label: classNames.indexOf(record.label) })), classNames };
}

function partOf(name: string, place: string): PartName {
  const part = PARTS.find(([pattern]) => pattern.test(name))?.[1];
  if (part === undefined) throw new UserError(`${place}: part is "${name}"; expected train, validation or test.`);
  return part;
}

/** Labels 2 and 10 in that order, texts by their letters. */
function byNumberThenText(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference) && difference !== 0) return difference;
  return a < b ? -1 : Number(a > b);
}
