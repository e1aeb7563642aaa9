import { className } from '../../locale';
import type { SoundCorpus } from '../sounds/sound';
import { openCorpus } from '../sounds/stored-corpus';

export const MAD_LICENCE = 'stated by its authors with the data; clips cut from public videos';
export const MAD_CITATION =
  'J.-H. Kim and others: MAD: Military Audio Dataset for Situational Awareness and Surveillance, Scientific Data 11 (2024), https://doi.org/10.1038/s41597-024-03511-w';

/** The classes by label, in MAD's own order. */
export const MAD_CLASSES = [
  'communication',
  'shooting',
  'footsteps',
  'shelling',
  'vehicle',
  'helicopter',
  'fighter',
] as const;

/** Their names in the locale's language. */
export const madClassNames = (): string[] => MAD_CLASSES.map(className);

/**
 * MAD: seven kinds of military sound, named in the locale's language, parted by its authors into training and test. Clips of one
 * video share a group. There is no embedded sample.
 * @throws UserError where it is not stored in data/mad.
 */
export function mad(): SoundCorpus {
  return openCorpus('mad', 'full', madClassNames());
}
