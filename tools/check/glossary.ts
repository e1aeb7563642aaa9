import fs from 'node:fs';
import { joined, type Notebook } from './notebook-file';
import { type Problem, withoutCode } from './notebook-skeleton';

/** A word of the glossary, and the lesson that introduces it, by its number. */
export interface Term {
  readonly term: string;
  readonly lesson: string;
}

/** The terms of docs/glossaire.md, whose lines are `- **term**, **term** · 01 · what it means`. */
export function readGlossary(file: string): Term[] {
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .flatMap((line) => {
      const [terms, lesson] = line.slice(2).split(' · ');
      return [...terms.matchAll(/\*\*(.+?)\*\*/g)].map(([, term]) => ({ term, lesson }));
    });
}

/**
 * Where a lesson uses a word that only a later one introduces. Lessons are read in the order of their numbers; code and
 * what it says are not prose.
 */
export function checkVocabulary(id: string, notebook: Notebook, glossary: readonly Term[]): Problem[] {
  const number = id.split('-')[0];
  const later = glossary.filter(({ lesson }) => lesson > number);
  return notebook.cells.flatMap((cell, index) => {
    if (cell.cell_type !== 'markdown') return [];
    const prose = withoutCode(joined(cell.source)).replace(/`[^`\n]*`|\]\([^)\n]*\)/g, ' ');
    return later.flatMap(({ term, lesson }) => {
      const line = prose.split('\n').findIndex((text) => formOf(term).test(text));
      const message = `"${term}" is introduced by lesson ${lesson} only; say it otherwise here, or introduce it (docs/glossaire.md)`;
      return line < 0 ? [] : [{ cell: index + 1, line: line + 1, message }];
    });
  });
}

/** A term as it may stand in a sentence: any kind of space and apostrophe, a plural on each of its words. */
function formOf(term: string): RegExp {
  const words = term.split(' ').map((word) => `${word.replace(/[’']/g, "[’']")}[sx]?`);
  return new RegExp(`(?<![\\p{L}-])${words.join('\\s+')}(?![\\p{L}-])`, 'iu');
}
