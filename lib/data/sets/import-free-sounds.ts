import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors';
import type { Provenance } from '../dataset';
import { readCsv, requireColumns } from '../formats/csv';
import { type ClipToStore, corpusRoot, writeCorpus } from '../sounds/stored-corpus';
import { readFile, writeFileAtomic } from '../storage/files';
import { FREE_SOUNDS_CITATION, FREE_SOUNDS_LICENCE } from './free-sounds';

const WHAT = 'give the folder of the free sounds with manifest.csv, licences and a folder of clips for each package';
const MANIFEST = 'manifest.csv';
const LICENCES = 'licences';

/**
 * Stores the free sounds: the clips that manifest.csv names, and beside them that list, which says of which file of which
 * package each was made, and each package's licences.
 * @throws UserError where the list, a clip or the licences of a package are missing.
 */
export async function importFreeSounds(
  from: string,
  to: string,
  { onProgress }: { onProgress?: (stored: number, total: number) => void } = {},
): Promise<Provenance> {
  const root = corpusRoot(from, (folder) => fs.existsSync(path.join(folder, MANIFEST)), WHAT);
  const clips = findFreeSounds(root);
  const papers = [...new Set(clips.map(({ group }) => path.join(LICENCES, `${group}.txt`)))];
  for (const file of [MANIFEST, ...papers]) writeFileAtomic(path.join(to, file), readFile(path.join(root, file), WHAT));
  const described = { licence: FREE_SOUNDS_LICENCE, citation: FREE_SOUNDS_CITATION };
  return writeCorpus(to, clips, { name: 'Free sounds', source: 'full', ...described }, onProgress);
}

/** The clips of the list. @throws UserError as `importFreeSounds`. */
export function findFreeSounds(root: string): (ClipToStore & { readonly group: string })[] {
  const file = path.join(root, MANIFEST);
  return requireColumns(readCsv(file), ['file', 'package'], WHAT).map(({ line, cells }) => {
    const clip = path.join(root, cells.file);
    if (path.relative(root, clip).startsWith('..')) {
      throw new UserError(`${file}, line ${line}: ${cells.file} leads out of the set's folder; ${WHAT}.`);
    }
    if (!fs.existsSync(clip)) throw new UserError(`${file}, line ${line}: ${clip} is missing; ${WHAT}.`);
    return { from: clip, path: path.relative(root, clip).split(path.sep).join('/'), label: 0, group: cells.package };
  });
}
