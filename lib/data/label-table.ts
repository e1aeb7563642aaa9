import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors';
import { type CsvRow, type CsvTable, findColumn, readCsv } from './formats/csv';
import { hasEndingOf } from './formats/file-format';
import { listedPaths } from './listed-path';
import { countOf } from './name-some';
import { type PartName, partNamed } from './part-words';
import type { FileKind } from './storage/kind-folder';

/** A file and what its row says of it. */
export interface TabledFile {
  readonly file: string;
  readonly className: string;
  readonly part?: PartName;
  readonly fold?: number;
  readonly group?: string;
}

/** Which column of a table says what, by its name there. */
export interface TableColumns {
  readonly path?: string;
  readonly label?: string;
  readonly part?: string;
  readonly fold?: string;
  readonly group?: string;
}

/** What people call these columns. The first name is ours, and goes before the others. */
const NAMES: Readonly<Record<keyof TableColumns, readonly string[]>> = {
  path: [
    ...['path', 'file', 'filename', 'file_name', 'filepath', 'file_path', 'image', 'image_path', 'image_file', 'img'],
    ...['img_path', 'picture', 'audio', 'audio_path', 'sound', 'clip', 'chemin', 'fichier'],
  ],
  label: ['label', 'class', 'class_name', 'classname', 'category', 'target', 'étiquette', 'etiquette', 'classe'],
  part: ['part', 'split', 'subset'],
  fold: ['fold'],
  group: [
    ...['group', 'patient', 'patient_id', 'patientid', 'subject_id', 'speaker', 'speaker_id', 'recording'],
    ...['recording_id', 'video', 'video_id'],
  ],
};

/**
 * Lists the files of a CSV table with the columns path (seen from `folder`, by default the table's own) and label, and if wanted part,
 * fold and group; `columns` says which they are where they go by other names than the usual ones. Other columns are
 * left alone.
 * @throws UserError where a row or the header cannot be understood, two rows contradict one another, or no file is there.
 */
export function listTable(
  file: string,
  kind: FileKind,
  { columns = {}, folder = path.dirname(file) }: { readonly columns?: TableColumns; readonly folder?: string } = {},
): { files: TabledFile[]; notes: string[] } {
  const table = readCsv(file);
  const meant = columnsOf(table, kind, columns);
  if (table.rows.length === 0) throw new UserError(`${file}: there is no ${kind} listed below the first line.`);
  const find = listedPaths(folder);
  const notes: string[] = [];
  const seen = new Map<string, { row: TabledFile; line: number }>();
  let [respelt, repeated] = [0, 0];
  for (const csvRow of table.rows) {
    const place = `${file}, line ${csvRow.line}`;
    const { isRespelt, ...row } = rowOf(csvRow, meant, find, place);
    if (isRespelt) respelt++;
    const known = seen.get(row.file);
    if (known !== undefined) {
      checkSame(known, row, place);
      repeated++;
    } else seen.set(row.file, { row, line: csvRow.line });
  }
  const files = [...seen.values()].map(({ row }) => row);
  if (!files.some((found) => fs.existsSync(found.file))) {
    throw new UserError(
      `${file}: not one of its ${files.length} files is there: the first is ${files[0].file}; paths are seen from ${folder} (the option folder says otherwise).`,
    );
  }
  if (respelt > 0)
    notes.push(`${countOf(respelt, ['path', 'paths'])} found in other capitals or accents than the table's`);
  if (repeated > 0) notes.push(`${countOf(repeated, ['row repeats', 'rows repeat'])} another and count once`);
  if (table.encoding !== 'UTF-8') notes.push(`the table was read as ${table.encoding}`);
  if (meant.group !== undefined) notes.push(`groups are those of the column ${meant.group}`);
  return { files, notes };
}

type Meant = TableColumns & Required<Pick<TableColumns, 'path' | 'label'>>;

function columnsOf(table: CsvTable, kind: FileKind, said: TableColumns): Meant {
  const found: { -readonly [role in keyof TableColumns]: string } = {};
  for (const role of Object.keys(NAMES) as (keyof TableColumns)[]) {
    const column = columnFor(table, role, said[role]);
    if (column !== undefined) found[role] = column;
  }
  const { path: pathColumn, label } = found;
  if (pathColumn !== undefined && label !== undefined) return { ...found, path: pathColumn, label };
  const isData = table.columns.some((column) => hasEndingOf(kind, column));
  throw new UserError(
    isData
      ? `${table.name}: the first line (${table.columns.join(', ')}) is no header but a row; write a line above it that names the columns: path,label.`
      : `${table.name}: expected the columns path and label, found ${table.columns.join(', ')}; rename them, or say which they are: columns: { path: '...', label: '...' }.`,
  );
}

/** The column that says what is asked; undefined where there is none. @throws UserError where several may be meant. */
function columnFor(table: CsvTable, role: keyof TableColumns, said: string | undefined): string | undefined {
  if (said !== undefined) {
    const column = findColumn(table, [said]);
    if (column !== undefined) return column;
    throw new UserError(`${table.name}: there is no column ${said}; the columns are ${table.columns.join(', ')}.`);
  }
  const [own, ...others] = NAMES[role];
  const column = findColumn(table, [own]);
  const candidates = column === undefined ? others.flatMap((name) => findColumn(table, [name]) ?? []) : [column];
  if (candidates.length < 2) return candidates[0];
  throw new UserError(
    `${table.name}: the columns ${candidates.join(' and ')} may both be the ${role}; say which: columns: { ${role}: '${candidates[0]}' }.`,
  );
}

function rowOf(
  { cells }: CsvRow,
  columns: Meant,
  find: ReturnType<typeof listedPaths>,
  place: string,
): TabledFile & { isRespelt: boolean } {
  for (const role of ['path', 'label'] as const) {
    if (cells[columns[role]] === '') throw new UserError(`${place}: ${role} is empty; give both path and label.`);
  }
  const { part, fold, group } = columns;
  return {
    ...find(cells[columns.path], place),
    className: cells[columns.label].normalize('NFC'),
    ...(part !== undefined && { part: partOf(cells[part], place) }),
    ...(fold !== undefined && { fold: foldOf(cells[fold], place) }),
    ...(group !== undefined && cells[group] !== '' && { group: cells[group] }),
  };
}

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

/** A file that is listed twice must be the same both times. */
function checkSame(known: { row: TabledFile; line: number }, row: TabledFile, place: string): void {
  for (const [role, before, now] of [
    ['label', known.row.className, row.className],
    ['part', known.row.part, row.part],
    ['fold', known.row.fold, row.fold],
    ['group', known.row.group, row.group],
  ] as const) {
    if (before === now) continue;
    throw new UserError(
      `${place}: ${path.basename(row.file)} has the ${role} ${now}, but ${before} in line ${known.line}; leave one of the two.`,
    );
  }
}
