import ts from 'typescript';
import { type Cell, isCode, joined, type Notebook } from './notebook-file';

/** A code cell is what a teacher would put on the board. */
const MAX_CODE_LINES = 15;

/** Longer lines leave the box of a report, and a projector's screen. */
export const MAX_LINE_LENGTH = 96;

/** The second-level headings of a lesson, in this order; a lesson may have more between them. */
const LESSON = [
  'Préparation',
  'Les données',
  'Le modèle',
  'L’entraînement',
  'Ce que l’on a obtenu',
  'Errata du document',
  'En résumé',
  'Exercices',
];

/** Lessons that train no model have fewer. */
const OTHERS: Record<string, readonly string[]> = {
  '00-prise-en-main': ['Préparation', 'En résumé', 'Exercices'],
  '00b-un-neurone': LESSON.filter((heading) => heading !== 'Errata du document'),
  '05-son-et-mfcc': ['Préparation', 'Les données', 'En résumé', 'Exercices'],
};

/** A cell's number is its place among all cells, from 1, as JupyterLab shows no numbers for prose. */
export interface Problem {
  cell: number;
  /** Line of the cell, from 1. */
  line?: number;
  message: string;
}

/** Title, headings, length of cells and of their lines as every lesson has them. */
export function checkSkeleton(id: string, notebook: Notebook): Problem[] {
  const problems: Problem[] = [];
  const number = id.split('-')[0];
  const first = notebook.cells[0];
  const title = first?.cell_type === 'markdown' ? joined(first.source).split('\n')[0] : '';
  if (!new RegExp(`^# ${number} · \\S`).test(title)) {
    problems.push({ cell: 1, line: 1, message: `the first cell begins with the title: "# ${number} · …"` });
  }
  problems.push(...checkHeadings(OTHERS[id] ?? LESSON, notebook.cells));
  notebook.cells.forEach((cell, index) => {
    if (!isCode(cell)) return;
    const lines = joined(cell.source).trimEnd().split('\n');
    if (lines.length > MAX_CODE_LINES) {
      const message = `${lines.length} lines of code; at most ${MAX_CODE_LINES}, move the rest to lib or to a cell of its own`;
      problems.push({ cell: index + 1, message });
    }
    lines.forEach((line, at) => {
      if (line.length <= MAX_LINE_LENGTH) return;
      const message = `${line.length} characters in a line; at most ${MAX_LINE_LENGTH}, break it`;
      problems.push({ cell: index + 1, line: at + 1, message });
    });
    problems.push(...nestedChoices(lines.join('\n')).map((line) => ({ cell: index + 1, line, message: NESTED })));
    if (lines.join('').trim() === '') problems.push({ cell: index + 1, message: 'this code cell is empty' });
  });
  return problems;
}

const NESTED = 'a ternary within a ternary: nobody reads that on a board; name the cases, or ask the reader';

/** Lines, from 1, of choices (`a ? b : c`) that stand as a branch of another one. */
function nestedChoices(code: string): number[] {
  const source = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest, true);
  const found: number[] = [];
  const visit = (node: ts.Node, within: boolean): void => {
    const choice = ts.isConditionalExpression(node);
    if (choice && within) found.push(source.getLineAndCharacterOfPosition(node.getStart()).line + 1);
    // A function in a branch is read for itself.
    const inside = !ts.isFunctionLike(node) && (choice || within);
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(source, false);
  return found;
}

function checkHeadings(wanted: readonly string[], cells: readonly Cell[]): Problem[] {
  const found = cells.flatMap((cell, index) =>
    cell.cell_type === 'markdown'
      ? withoutCode(joined(cell.source))
          .split('\n')
          .flatMap((line, at) => {
            const heading = /^## (.*\S)/.exec(line);
            return heading ? [{ text: plain(heading[1]), cell: index + 1, line: at + 1 }] : [];
          })
      : [],
  );
  const problems: Problem[] = [];
  let from = 0;
  for (const heading of wanted) {
    const place = found.findIndex(({ text }) => text === plain(heading));
    if (place === -1) problems.push({ cell: 1, message: `the heading "## ${heading}" is missing` });
    else if (place < from) {
      problems.push({ ...found[place], message: `the heading "## ${heading}" stands too early` });
    } else from = place + 1;
  }
  return problems.map(({ cell, line, message }) => ({ cell, line, message }));
}

const plain = (text: string): string =>
  text
    .replace(/’/g, "'")
    .replace(/[\u00a0\u202f]/g, ' ')
    .trim();

/** Prose with fenced code blanked; lines keep their numbers. */
export function withoutCode(markdown: string): string {
  return markdown.replace(/^(```|~~~)[\s\S]*?^\1.*$/gm, (block) => block.replace(/[^\n]/g, ' '));
}
