import type { SoundCorpus } from '../sounds/sound';
import { openCorpus } from '../sounds/stored-corpus';

export const FREE_SOUNDS_LICENCE = 'free, package by package: see its folder licences';
export const FREE_SOUNDS_CITATION =
  'sounds of free games and desktops as Debian 12 distributes them, by the authors whom its folder licences names';

/**
 * Sounds of free games without labels, to learn from what sounds are like: 5,280 clips of 0.3 to 10 s at 16 kHz, 2.8
 * hours. Clips of one package share a group; the label of each is 0. There is no embedded sample.
 * @throws UserError where they are not stored in data/free-sounds.
 */
export function freeSounds(): SoundCorpus {
  return openCorpus('free-sounds', 'full', []);
}
