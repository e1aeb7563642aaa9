/**
 * The notebooks a student opens: copies in work/, which an update of the lessons never overwrites.
 *
 * A copy that was run but not edited follows its lesson; an edited one stays, and the new lesson lies beside it.
 * "Edited" speaks of the cells' text alone: outputs and counters do not count.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/**
 * @param {{ notebooks: string, work: string }} folders
 * @returns {{ file: string, action: 'copied' | 'refreshed' | 'kept' | 'beside' }[]} what was done, by file name in work
 */
export function updateWorkingCopies({ notebooks, work }) {
  fs.mkdirSync(work, { recursive: true });
  const recordFile = path.join(work, '.lessons.json');
  // By file name: the text of the lesson that the copy last followed.
  const record = fs.existsSync(recordFile) ? JSON.parse(fs.readFileSync(recordFile, 'utf8')) : {};
  const names = fs.readdirSync(notebooks).filter((name) => name.endsWith('.ipynb'));
  const actions = names.map((name) => {
    const source = path.join(notebooks, name);
    const copy = path.join(work, name);
    const text = textOf(source);
    const seen = record[name];
    record[name] = text;
    if (!fs.existsSync(copy)) {
      copyWhole(source, copy);
      return { file: name, action: 'copied' };
    }
    const own = textOf(copy);
    if (own === text || seen === text) return { file: name, action: 'kept' };
    if (own === seen) {
      copyWhole(source, copy);
      return { file: name, action: 'refreshed' };
    }
    const beside = name.replace(/\.ipynb$/, `.new-${text.slice(0, 7)}.ipynb`);
    copyWhole(source, path.join(work, beside));
    return { file: beside, action: 'beside' };
  });
  writeWhole(recordFile, `${JSON.stringify(record, null, 2)}\n`);
  return actions;
}

/** Checksum of a notebook's cells; of its bytes where it is no readable notebook, so that it counts as edited. */
function textOf(file) {
  const bytes = fs.readFileSync(file, 'utf8');
  const hash = createHash('sha256');
  try {
    for (const { cell_type, source } of JSON.parse(bytes).cells) {
      hash.update(JSON.stringify([cell_type, [source].flat().join('')]));
    }
  } catch {
    hash.update(bytes);
  }
  return hash.digest('hex');
}

const copyWhole = (from, to) => writeWhole(to, fs.readFileSync(from));

function writeWhole(file, content) {
  fs.writeFileSync(`${file}.part`, content);
  fs.renameSync(`${file}.part`, file);
}
