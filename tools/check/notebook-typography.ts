import { joined, type Notebook } from './notebook-file';
import { type Problem, withoutCode } from './notebook-skeleton';

const RULES: { pattern: RegExp; message: string }[] = [
  { pattern: /\S [:;?!%»]/g, message: 'an ordinary space stands before this sign; French wants a no-break space' },
  { pattern: /« \S/g, message: 'an ordinary space follows this sign; French wants a no-break space' },
  { pattern: /\p{L}[;?!](?=\s|$)/gu, message: 'no space stands before this sign; French wants a no-break space' },
];

/** French typography of the prose: no line may begin with a sign that belongs to the line before. */
export function checkTypography(notebook: Notebook): Problem[] {
  return notebook.cells.flatMap((cell, index) => {
    if (cell.cell_type !== 'markdown') return [];
    return prose(joined(cell.source))
      .split('\n')
      .flatMap((line, at) =>
        RULES.flatMap(({ pattern, message }) =>
          [...line.matchAll(pattern)].map((found) => ({
            cell: index + 1,
            line: at + 1,
            message: `${message}: "${excerpt(line, found.index)}"`,
          })),
        ),
      );
  });
}

/** What a reader reads: without code, formulas, addresses, markup and the ruler of a table; every line keeps its number. */
function prose(markdown: string): string {
  const blank = (text: string) => text.replace(/[^\n]/g, '_');
  return withoutCode(markdown)
    .replace(/`[^`\n]*`/g, blank)
    .replace(/\$\$[\s\S]*?\$\$|\$[^$\n]+\$/g, blank)
    .replace(/<!--[\s\S]*?-->|<[^>\n]*>/g, blank)
    .replace(/\]\([^)\n]*\)/g, blank)
    .replace(/https?:\/\/\S+/g, blank)
    .replace(/^\|?[\s:|-]+\|[\s:|-]*$/gm, blank);
}

const excerpt = (line: string, at = 0): string => line.slice(Math.max(0, at - 20), at + 12).trim();
