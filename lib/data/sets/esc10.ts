import { className } from '../../locale';
import type { SoundCorpus } from '../sounds/sound';
import { openCorpus } from '../sounds/stored-corpus';
import { checkDataOptions, type DataOptions } from './data-options';

export const ESC10_LICENCE = 'CC BY 3.0 and CC0, clip by clip; two clips Sampling+';
export const ESC10_CITATION =
  'K. J. Piczak: ESC: Dataset for Environmental Sound Classification, ACM Multimedia (2015), https://doi.org/10.1145/2733373.2806390';

/** The classes by label: the folder of the ESC-10 archive, the category of the ESC-50 archive. */
export const ESC10_CLASSES = [
  { folder: '001 - Dog bark', category: 'dog' },
  { folder: '002 - Rain', category: 'rain' },
  { folder: '003 - Sea waves', category: 'sea_waves' },
  { folder: '004 - Baby cry', category: 'crying_baby' },
  { folder: '005 - Clock tick', category: 'clock_tick' },
  { folder: '006 - Person sneeze', category: 'sneezing' },
  { folder: '007 - Helicopter', category: 'helicopter' },
  { folder: '008 - Chainsaw', category: 'chainsaw' },
  { folder: '009 - Rooster', category: 'rooster' },
  { folder: '010 - Fire crackling', category: 'crackling_fire' },
] as const;

/**
 * ESC-10: ten kinds of sound, named in the locale's language, clips of 5 s in five folds. Clips of one recording share a fold and a
 * group. Full: 400 clips at 44.1 kHz; embedded sample: 80 at 16 kHz, eight of each kind.
 * @throws UserError where the files are missing or damaged.
 */
export function esc10(options: Pick<DataOptions, 'source'> = {}): SoundCorpus {
  return openCorpus(
    'esc-10',
    checkDataOptions('esc10', options).source,
    ESC10_CLASSES.map(({ category }) => className(category)),
  );
}
