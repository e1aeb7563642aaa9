import { createHash } from 'node:crypto';
import fs from 'node:fs';

/** Files of one size are told apart by their first bytes before they are read whole. */
const FIRST = 65_536;

/**
 * Sets of files that hold the same bytes, as places in the list, in its order. Files of different sizes are not opened;
 * what cannot be read, and empty files, are like no other.
 */
export function sameContent(files: readonly string[]): number[][] {
  const places = files.map((_, i) => i);
  const alike = (sets: number[][], keyOf: (file: string) => string | undefined) =>
    sets.flatMap((set) => groupedBy(set, (i) => keyOf(files[i])));
  const ofOneSize = alike([places], sizeOf);
  return alike(
    alike(ofOneSize, (file) => hashOf(file, FIRST)),
    (file) => hashOf(file, Number.POSITIVE_INFINITY),
  );
}

/** Sets of two or more with the same key. */
function groupedBy(places: readonly number[], keyOf: (place: number) => string | undefined): number[][] {
  const sets = new Map<string, number[]>();
  for (const place of places) {
    const key = keyOf(place);
    if (key === undefined) continue;
    const known = sets.get(key);
    if (known === undefined) sets.set(key, [place]);
    else known.push(place);
  }
  return [...sets.values()].filter((set) => set.length > 1);
}

function sizeOf(file: string): string | undefined {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() && stat.size > 0 ? String(stat.size) : undefined;
}

/** SHA-256 of the first bytes; undefined where the file cannot be read. */
function hashOf(file: string, length: number): string | undefined {
  try {
    const descriptor = fs.openSync(file, 'r');
    try {
      const hash = createHash('sha256');
      const piece = Buffer.alloc(FIRST);
      for (let at = 0; at < length; ) {
        const read = fs.readSync(descriptor, piece, 0, FIRST, at);
        if (read === 0) break;
        hash.update(piece.subarray(0, read));
        at += read;
      }
      return hash.digest('hex');
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}
