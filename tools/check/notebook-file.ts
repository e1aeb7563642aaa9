import fs from 'node:fs';
import path from 'node:path';
import { readJson } from '../../lib/data/storage/files';
import { UserError } from '../../lib/errors';

/** A Jupyter notebook, format 4.5, as it lies on disk. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

export interface Cell {
  cell_type: 'markdown' | 'code' | 'raw';
  id?: string;
  metadata: Record<string, unknown>;
  source: string | string[];
  execution_count?: number | null;
  outputs?: Output[];
}

export interface Output {
  output_type: 'stream' | 'display_data' | 'execute_result' | 'error';
  /** `stream`: which one. */
  name?: 'stdout' | 'stderr';
  text?: string | string[];
  /** By MIME type. */
  data?: Record<string, unknown>;
  ename?: string;
  evalue?: string;
}

export const PLOTLY = 'application/vnd.plotly.v1+json';

/** What every committed notebook carries, so that Jupyter opens it on our kernel without asking. */
export const METADATA = {
  kernelspec: { display_name: 'TypeScript (Cahier)', language: 'typescript', name: 'cahier' },
  language_info: { file_extension: '.ts', mimetype: 'text/x-typescript', name: 'typescript' },
};

/** nbformat writes a text of several lines as a list of them. */
export const joined = (text: string | string[] | undefined): string =>
  Array.isArray(text) ? text.join('') : (text ?? '');

export const isCode = (cell: Cell): boolean => cell.cell_type === 'code';

/** @throws UserError where the file is missing, is no JSON or is no notebook of format 4. */
export function readNotebook(file: string): Notebook {
  const notebook = readJson<Notebook>(file);
  if (!Array.isArray(notebook?.cells) || notebook.nbformat !== 4) {
    throw new UserError(`${file}: this is not a notebook of format 4; save it with JupyterLab.`);
  }
  return notebook;
}

/** Ids of the notebooks of a folder, in order. An id is the file's name without its ending. */
export function notebookIds(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.ipynb') && !name.startsWith('.'))
    .map((name) => path.basename(name, '.ipynb'))
    .sort();
}

/**
 * The ids that the user means by `02`, `02-mnist` or a whole id; all where nothing is named.
 * @throws UserError where a name means none, or where the folder holds no notebook at all.
 */
export function selectNotebooks(folder: string, names: readonly string[] = []): string[] {
  const ids = notebookIds(folder);
  if (ids.length === 0) throw new UserError(`${folder} holds no notebook; is this checkout whole?`);
  if (names.length === 0) return ids;
  const chosen = new Set<string>();
  for (const name of names) {
    const wanted = path.basename(name, '.ipynb');
    // "00" is the lesson of this number, though 00b begins with it too.
    const numbered = ids.filter((id) => id === wanted || id.startsWith(`${wanted}-`));
    const found = numbered.length > 0 ? numbered : ids.filter((id) => id.startsWith(wanted));
    if (found.length === 0) throw new UserError(`No lesson begins with "${name}"; there are: ${ids.join(', ')}.`);
    for (const id of found) chosen.add(id);
  }
  return ids.filter((id) => chosen.has(id));
}

/** The notebook as it is committed: no outputs, no counts, our metadata alone, sources as lists of lines. */
export function normalised(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell, index): Cell => {
    const { slideshow, tags } = cell.metadata ?? {};
    const metadata = Object.fromEntries(Object.entries({ slideshow, tags }).filter(([, value]) => value !== undefined));
    const id = cell.id ?? `cell-${index}`;
    const source = lines(joined(cell.source));
    // The keys in the order in which JupyterLab writes them.
    if (!isCode(cell)) return { cell_type: cell.cell_type, id, metadata, source };
    return { cell_type: 'code', execution_count: null, id, metadata, outputs: [], source };
  });
  return { cells, metadata: { ...METADATA }, nbformat: 4, nbformat_minor: 5 };
}

/** The bytes that a normalised notebook has on disk: JupyterLab's indentation, one newline at the end. */
export function serialised(notebook: Notebook): string {
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

function lines(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}
