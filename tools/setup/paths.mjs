import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root: everything set-up makes lies below it. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A path below the root, or below another clone in the tests. */
export const inRoot = (...parts) => path.join(root, ...parts);

/** What a reader is shown: relative to the root where it is below it. */
export function shown(file) {
  const relative = path.relative(root, file);
  return relative.startsWith('..') ? file : relative || '.';
}
