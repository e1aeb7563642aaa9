import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { listLabelledFiles } from '../labelled-files';
import { readFile } from '../storage/files';
import type { SoundCorpus } from './sound';

/**
 * Any collection of labelled sounds as a corpus: a folder CLASS/*.wav, a folder {train,validation,test}/CLASS/*.wav, or
 * a CSV file with the columns path (seen from its folder) and label, and if wanted fold and part. WAV, FLAC, MP3 and
 * Ogg Vorbis. Classes and files come in alphabetical order, labels that are numbers by number.
 *
 * @param licence shown with the data; default 'not stated'.
 * @throws UserError where there are no classes, a class has no sounds, test knows classes that training lacks, or a row
 * cannot be understood.
 */
export function soundFolder(source: string, { licence = 'not stated' }: { licence?: string } = {}): SoundCorpus {
  const { files, classNames, notes } = listLabelledFiles(source, 'sound');
  const clips = files.map(({ file, ...facts }) => ({ name: file, ...facts, read: () => readFile(file) }));
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
