import { className } from '../../locale';
import type { SoundCorpus } from '../sounds/sound';
import { openCorpus } from '../sounds/stored-corpus';

export const ANIMALS_LICENCE = 'GPL-2 or later';
export const ANIMALS_CITATION =
  'Tux Paint stamps 2022.06.04 (Bill Kendrick and others), https://tuxpaint.org/stamps/; most animals by way of Childsplay (Stas Zytkiewicz), brought by Pere Pujal i Carabantes';

/** The classes by label: their folders. */
export const ANIMALS_CLASSES = ['birds', 'mammals', 'insects'] as const;

/** A minute into which some clips of fold 4, and a frog that is of no class, are laid; beside it recording.csv says when. */
export const ANIMALS_RECORDING = 'data/samples/animaux/recording.ogg';

/**
 * 55 animals of Debian's tuxpaint-stamps, one clip of each species at 16 kHz, in four folds, its classes named in the locale's language. It is embedded, and there
 * is no larger one.
 * @throws UserError where the files are missing or damaged.
 */
export function animals(): SoundCorpus {
  return openCorpus('animaux', 'sample', ANIMALS_CLASSES.map(className));
}
