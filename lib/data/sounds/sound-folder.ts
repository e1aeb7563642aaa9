import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors';
import { type LayoutOptions, listLabelledFiles } from '../labelled-files';
import { readFile } from '../storage/files';
import type { SoundCorpus } from './sound';

export interface SoundFolderOptions extends LayoutOptions {
  /** Shown with the data; default 'not stated'. */
  readonly licence?: string;
}

/** Bytes of a clip at most: it is read whole. */
const LARGEST = 2 ** 30;

/**
 * Any collection of labelled sounds as a corpus: a folder CLASS/*.wav, a folder {train,validation,test}/CLASS/*.wav, or
 * a CSV file with the columns path (seen from its folder) and label, and if wanted fold, part and group. All formats
 * of `decodeAudio`. Classes and files come in alphabetical order, labels that are numbers by number.
 *
 * @throws UserError where there are no classes, a class has no sounds, test knows classes that training lacks, or a row
 * cannot be understood.
 */
export function soundFolder(
  source: string,
  { licence = 'not stated', ...layout }: SoundFolderOptions = {},
): SoundCorpus {
  const { files, classNames, notes } = listLabelledFiles(source, 'sound', layout);
  const clips = files.map(({ file, ...facts }) => ({ name: file, ...facts, read: () => readClip(file) }));
  // Sizes and names tell collections apart; the clips' content is hashed when features are computed.
  const hash = createHash('sha256');
  for (const { file, label } of files) {
    const size = fs.statSync(file, { throwIfNoEntry: false })?.size;
    hash.update(`${path.relative(source, file)},${classNames[label]},${size}\n`);
  }
  return {
    clips,
    classNames,
    provenance: {
      name: source,
      source: 'own',
      licence,
      citation: 'files of your own',
      checksum: hash.digest('hex'),
      note: ['the checksum is of the names, classes and sizes of the files', ...notes].join('; '),
    },
  };
}

/** @throws UserError where the file is missing, or too long to be a clip. */
function readClip(file: string): Uint8Array {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LARGEST) return readFile(file);
  throw new UserError(
    `${file}: ${Math.round(size / 2 ** 20)} MiB are more than the ${LARGEST / 2 ** 20} of one clip; cut the recording into clips.`,
  );
}
