/**
 * Rows of a CSV text (RFC 4180): cells between commas, quoted where they hold commas, quotes or line breaks; a quote
 * within quotes is written twice. A byte order mark and empty lines are left out.
 * @throws RangeError where a quote is not closed.
 */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // One cell and what ends it: a comma, a line break, or the end.
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;
  cell.lastIndex = text.startsWith('\ufeff') ? 1 : 0;
  while (cell.lastIndex < text.length || row.length > 0) {
    const at = cell.lastIndex;
    const match = cell.exec(text);
    if (match === null) {
      const line = text.slice(0, at).split(/\r\n|\n|\r/).length;
      throw new RangeError(`line ${line}: a quote stands in the middle of a cell, or is not closed`);
    }
    row.push(match[1] === undefined ? match[2] : match[1].replace(/""/g, '"'));
    if (match[3] === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}
