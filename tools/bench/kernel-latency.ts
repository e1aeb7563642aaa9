/** How long a reader waits: for the kernel, for a lesson's import cells, for a trivial cell. */

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { isCode, joined, type Notebook, notebookIds, readNotebook } from '../check/notebook-file';
import { NOTEBOOKS, PYTHON, ROOT } from '../repository';
import type { KernelResult } from './results';

/** The sources of the cells in which a notebook imports, as a reader runs them. */
export function importCells(notebook: Notebook): string[] {
  const sources = notebook.cells.filter(isCode).map((cell) => joined(cell.source));
  return sources.filter((source) => source.startsWith('import '));
}

/** Starts the kernel so many times, one after the other. @throws Error with the client's last line where it fails. */
export function measureKernel(starts: number): KernelResult {
  const id = notebookIds(NOTEBOOKS).find((name) => name.startsWith('01'))!;
  const cells = importCells(readNotebook(path.join(NOTEBOOKS, `${id}.ipynb`)));
  const measured = Array.from({ length: starts }, () => startOnce(cells));
  return {
    start: measured.map(({ start }) => start),
    firstImport: measured.map(({ firstImport }) => firstImport),
    imports: measured.map(({ imports }) => imports),
    trivialCell: measured.map(({ trivialCell }) => trivialCell),
  };
}

function startOnce(cells: string[]): Record<keyof KernelResult, number> {
  const client = spawnSync(PYTHON, [path.join(__dirname, 'kernel_latency.py')], {
    cwd: ROOT,
    input: JSON.stringify(cells),
    encoding: 'utf8',
  });
  if (client.status !== 0) throw new Error(client.stderr.trim().split('\n').pop());
  return JSON.parse(client.stdout.trim().split('\n').pop()!);
}
