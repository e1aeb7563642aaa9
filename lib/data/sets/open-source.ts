import { UserError } from '../../errors';
import { type Provenance, withNotes } from '../dataset';
import { fullFolder, isStored, readStored, type StoredFile, sampleFolder } from '../storage/stored-set';
import type { DataOptions } from './data-options';

/**
 * Finds the files of a data set: the full one, or the sample.
 * @throws UserError where the one asked for is missing or damaged.
 */
export function openSource(
  name: string,
  source: DataOptions['source'] = 'auto',
): { files: StoredFile[]; provenance: Provenance } {
  const full = fullFolder(name);
  const sample = sampleFolder(name);
  const fetchFull = `run npm run data -- ${name}`;
  const restoreSample = `restore it by git checkout -- ${sample}`;
  if (source === 'full') {
    if (!isStored(full)) throw new UserError(`${full}: the full data set is not there; ${fetchFull}.`);
    return readStored(full, fetchFull);
  }
  if (source === 'sample' || !isStored(full)) return readStored(sample, restoreSample);
  try {
    return readStored(full, fetchFull);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { files, provenance } = readStored(sample, restoreSample);
    return { files, provenance: withNotes(provenance, [`the full set was left aside: ${error.message}`]) };
  }
}
