import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors';
import { parseCsv } from './csv';
import { readFile } from './files';
import type { PartName } from './part';
import type { SoundClip, SoundCorpus } from './sound';

const SOUND = /\.(wav|flac|mp3|ogg)$/i;
const PARTS: readonly [RegExp, PartName][] = [
  [/^train(ing)?$/i, 'train'],
  [/^val(id(ation)?)?$/i, 'validation'],
  [/^test(ing|s)?$/i, 'test'],
];
const LAYOUT = 'expected CLASS/sound files, train/CLASS and test/CLASS, or a CSV file with the columns path and label';

interface Listed {
  readonly file: string;
  readonly className: string;
  readonly fold?: number;
  readonly part?: PartName;
}

/**
 * Any collection of labelled sounds as a corpus: a folder CLASS/*.wav, a folder {train,validation,test}/CLASS/*.wav, or
 * a CSV file with the columns path (seen from its folder) and label, and if wanted fold and part. WAV, FLAC, MP3 and
 * Ogg Vorbis. Classes and files come in alphabetical order, labels that are numbers by number.
 *
 * @param licence shown with the data; default 'not stated'.
 * @throws UserError where there are no classes, a class has no sounds, or a row lacks its path or label.
 */
export function soundFolder(source: string, { licence = 'not stated' }: { licence?: string } = {}): SoundCorpus {
  const stat = fs.statSync(source, { throwIfNoEntry: false });
  if (stat === undefined) throw new UserError(`${source}: there is no such folder or file; ${LAYOUT}.`);
  const listed = stat.isDirectory() ? listFolder(source) : listCsv(source);
  const classNames = [...new Set(listed.map(({ className }) => className))].sort(byNumberThenText);
  const clips = listed.map(
    ({ file, className, fold, part }): SoundClip => ({
      name: file,
      label: classNames.indexOf(className),
      ...(fold !== undefined && { fold }),
      ...(part !== undefined && { part }),
      read: () => readFile(file),
    }),
  );
  // Sizes and names tell collections apart; the clips' content is hashed when features are computed.
  const hash = createHash('sha256');
  for (const { file, className } of listed) {
    hash.update(`${path.relative(source, file)},${className},${fs.statSync(file, { throwIfNoEntry: false })?.size}\n`);
  }
  return {
    clips,
    classNames,
    provenance: {
      name: source,
      source: 'own',
      licence,
      citation: 'files of your own',
      checksum: hash.digest('hex'),
      note: 'the checksum is of the names, classes and sizes of the files',
    },
  };
}

function listFolder(folder: string): Listed[] {
  const parts = foldersIn(folder).flatMap((name) => {
    const part = partNamed(name);
    return part === undefined ? [] : [{ name, part }];
  });
  if (!parts.some(({ part }) => part === 'train')) return listClasses(folder);
  const listed = parts.flatMap(({ name, part }) =>
    listClasses(path.join(folder, name)).map((entry) => ({ ...entry, part })),
  );
  const trained = new Set(listed.flatMap(({ part, className }) => (part === 'train' ? [className] : [])));
  const foreign = listed.find(({ className }) => !trained.has(className));
  if (foreign !== undefined) {
    throw new UserError(
      `${path.dirname(foreign.file)}: the training part has no class ${foreign.className}; give all parts the same classes.`,
    );
  }
  return listed;
}

function listClasses(folder: string): Listed[] {
  const classes = foldersIn(folder);
  if (classes.length === 0) throw new UserError(`${folder}: there are no class folders here; ${LAYOUT}.`);
  return classes.flatMap((className) => {
    const inside = path.join(folder, className);
    const files = fs
      .readdirSync(inside, { recursive: true, encoding: 'utf8' })
      .filter((name) => SOUND.test(name) && !path.basename(name).startsWith('.'))
      .sort();
    if (files.length === 0) throw new UserError(`${inside}: there is no sound in this class folder; ${LAYOUT}.`);
    return files.map((name) => ({ file: path.join(inside, name), className }));
  });
}

function listCsv(file: string): Listed[] {
  let rows: string[][];
  try {
    rows = parseCsv(readFile(file).toString('utf8'));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file}, ${(error as Error).message}; mend the line, cells with commas want quotes.`);
  }
  const header = (rows[0] ?? []).map((name) => name.trim().toLowerCase());
  const [pathAt, labelAt, foldAt, partAt] = ['path', 'label', 'fold', 'part'].map((name) => header.indexOf(name));
  if (pathAt < 0 || labelAt < 0) {
    throw new UserError(
      `${file}: expected a first line with the columns path and label, found ${header.join(', ') || 'nothing'}.`,
    );
  }
  if (rows.length < 2) throw new UserError(`${file}: there is no sound listed below the first line.`);
  return rows.slice(1).map((row, i) => {
    const place = `${file}, row ${i + 2}`;
    const cell = (at: number) => row[at]?.trim() ?? '';
    if (cell(pathAt) === '' || cell(labelAt) === '') {
      throw new UserError(`${place}: path or label is empty; give both.`);
    }
    return {
      file: path.resolve(path.dirname(file), cell(pathAt)),
      className: cell(labelAt),
      ...(cell(foldAt) !== '' && { fold: foldNumber(cell(foldAt), place) }),
      ...(cell(partAt) !== '' && { part: partOf(cell(partAt), place) }),
    };
  });
}

function foldNumber(text: string, place: string): number {
  const fold = Number(text);
  if (!Number.isInteger(fold) || fold < 1) throw new UserError(`${place}: fold is "${text}"; expected 1, 2, ...`);
  return fold;
}

function partOf(text: string, place: string): PartName {
  const part = partNamed(text);
  if (part === undefined) throw new UserError(`${place}: part is "${text}"; expected train, validation or test.`);
  return part;
}

const partNamed = (name: string) => PARTS.find(([pattern]) => pattern.test(name))?.[1];

function foldersIn(folder: string): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && fs.statSync(path.join(folder, entry.name)).isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Labels 2 and 10 in that order, texts by their letters. */
function byNumberThenText(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference) && difference !== 0) return difference;
  return a < b ? -1 : Number(a > b);
}
