import { type Html, html, table } from './report-html';

/** Names what was left out, and why; nothing where all could be read. */
export function unreadableSection(files: readonly { readonly name: string; readonly reason: string }[]): Html[] {
  if (files.length === 0) return [];
  const rows = files.map(({ name, reason }) => [name, reason]);
  return [html`<h2>Files that could not be read</h2>`, table(['file', 'why'], rows)];
}
