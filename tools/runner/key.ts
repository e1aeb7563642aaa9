import { createHash, type Hash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Profile } from '../../lib/config';
import { joined, readNotebook } from '../check/notebook-file';
import { ROOT } from '../repository';

/** Whatever else a lesson's result depends on: sources, kernel, settings and pinned packages, by content. */
const DEPENDENCIES = ['lib', 'configs', 'tools/kernel', 'package-lock.json', 'requirements.txt'];

/** Data sets may be large: files of more bytes than this count by size and time of change, smaller ones by content. */
const HASHED_BYTES = 1 << 22;

/**
 * A name for everything that decides what a lesson shows: the same key, the same result, so that it need not run again.
 * A lesson may read other lessons' configs and what their full runs recorded, folds and histories too: all of it counts.
 * The notebook counts by its cells, not by what Jupyter stores beside them.
 */
export function contentKey(notebook: string, profile: Profile, root = ROOT): string {
  const id = path.basename(notebook, '.ipynb');
  const hash = createHash('sha256');
  hash.update(`${profile}\n${process.env.CAHIER_SET ?? ''}\n${process.version}\n${process.platform}-${process.arch}\n`);
  for (const cell of readNotebook(notebook).cells) {
    hash.update(`${cell.cell_type}\0${joined(cell.source)}\0`);
  }
  for (const dependency of DEPENDENCIES) {
    for (const file of filesUnder(path.join(root, dependency))) addContent(hash, root, file);
  }
  // What a full run records itself is what it makes, not what it follows from.
  const own = profile === 'full' ? id : null;
  for (const file of recordedRuns(path.join(root, 'outputs'), own)) addContent(hash, root, file);
  for (const file of filesUnder(path.join(root, 'data'))) {
    const { size, mtimeMs } = fs.statSync(file);
    if (size <= HASHED_BYTES) addContent(hash, root, file);
    else hash.update(`${path.relative(root, file)}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest('hex');
}

function addContent(hash: Hash, root: string, file: string): void {
  const content = createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  hash.update(`${path.relative(root, file)}\0${content}\0`);
}

/** outputs/ID/full/*.json of every lesson but one. */
function recordedRuns(outputs: string, but: string | null): string[] {
  if (!fs.existsSync(outputs)) return [];
  const folders = fs.readdirSync(outputs).filter((id) => id !== but);
  return folders
    .sort()
    .flatMap((id) => filesUnder(path.join(outputs, id, 'full')))
    .filter((file) => file.endsWith('.json'));
}

/** Regular files, sorted; a download under way is not there yet, and hidden files are nobody's data. */
function filesUnder(place: string): string[] {
  if (!fs.existsSync(place)) return [];
  if (fs.statSync(place).isFile()) return [place];
  return fs
    .readdirSync(place, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && !name.endsWith('.part') && name !== '__pycache__')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => filesUnder(path.join(place, name)));
}
