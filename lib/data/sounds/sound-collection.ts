import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors';
import { countOf } from '../name-some';
import { readFile } from '../storage/files';
import { type KindFolder, walkKind } from '../storage/kind-folder';
import type { SoundClip, SoundCorpus } from './sound';

/**
 * All sounds in a folder and the folders below it, whatever these are named: a corpus without classes, for a model that
 * learns without labels. Each clip has label 0.
 * @throws UserError where there is no such folder, or no sound in it.
 */
export function soundCollection(folder: string, { licence = 'not stated' }: { readonly licence?: string } = {}) {
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`${folder}: there is no such folder; give one with sounds in it, in folders or not.`);
  }
  const { folder: found, leftAside } = walkKind(folder, 'sound');
  const files = filesOf(found);
  if (files.length === 0) {
    throw new UserError(
      `${folder}: there is no sound in it (${countOf(leftAside.length, ['file', 'files'])} of other kinds).`,
    );
  }
  const hash = createHash('sha256');
  const clips = files.map((file): SoundClip => {
    hash.update(`${path.relative(folder, file)},${fs.statSync(file, { throwIfNoEntry: false })?.size}\n`);
    return { name: file, label: 0, read: () => readFile(file) };
  });
  return {
    clips,
    classNames: [],
    provenance: {
      name: folder,
      source: 'own',
      licence,
      citation: 'files of your own',
      checksum: hash.digest('hex'),
      note: 'the checksum is of the names and sizes of the files',
    },
  } satisfies SoundCorpus;
}

const filesOf = ({ files, folders }: KindFolder): string[] => [...files, ...folders.flatMap(filesOf)];
