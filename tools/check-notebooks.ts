/**
 * Checks the committed notebooks, without running them: no outputs, our metadata, the skeleton of a lesson, French
 * typography, no word of the glossary before its lesson, and that all cells type-check strictly.
 *
 *   node --import tsx tools/check-notebooks.ts [02 ...] [--write]
 *
 * `--write` strips outputs, counts and foreign metadata first.
 */

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomic } from '../lib/data/storage/files';
import { UserError } from '../lib/errors';
import { checkVocabulary, readGlossary } from './check/glossary';
import { type Notebook, normalised, readNotebook, selectNotebooks, serialised } from './check/notebook-file';
import { checkSkeleton, type Problem } from './check/notebook-skeleton';
import { checkTypes } from './check/notebook-types';
import { checkTypography } from './check/notebook-typography';
import { NOTEBOOKS, ROOT } from './repository';

/** Problems of each notebook, by its id, in the order of its cells. */
export function checkNotebooks(ids: readonly string[], folder = NOTEBOOKS): Map<string, Problem[]> {
  const notebooks = new Map<string, Notebook>(ids.map((id) => [id, readNotebook(fileOf(id, folder))]));
  const types = checkTypes(notebooks);
  const glossary = readGlossary(path.join(ROOT, 'docs', 'glossaire.md'));
  return new Map(
    [...notebooks].map(([id, notebook]) => {
      const clean = serialised(normalised(notebook)) === fs.readFileSync(fileOf(id, folder), 'utf8');
      const stored: Problem[] = clean
        ? []
        : [
            {
              cell: 1,
              message: 'it holds outputs, counts or foreign metadata; run: npm run check-notebooks -- --write',
            },
          ];
      const problems = [
        ...stored,
        ...checkSkeleton(id, notebook),
        ...checkTypography(notebook),
        ...checkVocabulary(id, notebook, glossary),
        ...types.get(id)!,
      ];
      return [id, problems.sort((a, b) => a.cell - b.cell || (a.line ?? 0) - (b.line ?? 0))];
    }),
  );
}

/** @returns the ids of the notebooks that were changed */
export function normaliseNotebooks(ids: readonly string[], folder = NOTEBOOKS): string[] {
  return ids.filter((id) => {
    const file = fileOf(id, folder);
    const text = serialised(normalised(readNotebook(file)));
    if (text === fs.readFileSync(file, 'utf8')) return false;
    writeFileAtomic(file, text);
    return true;
  });
}

const fileOf = (id: string, folder: string): string => path.join(folder, `${id}.ipynb`);

function main(): void {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' } } });
  const ids = selectNotebooks(NOTEBOOKS, positionals);
  if (values.write)
    for (const id of normaliseNotebooks(ids)) console.log(`${id}: outputs and foreign metadata removed`);
  for (const [id, problems] of checkNotebooks(ids)) {
    for (const { cell, line, message } of problems) {
      console.error(`${id}, cell ${cell}${line ? `, line ${line}` : ''}: ${message}`);
    }
    if (problems.length > 0) process.exitCode = 1;
    else console.log(`${id}: ok`);
  }
}

if (require.main === module) {
  try {
    main();
  } catch (error) {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = 1;
  }
}
