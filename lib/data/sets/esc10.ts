import type { SoundCorpus } from '../sounds/sound';
import { openCorpus } from '../sounds/stored-corpus';
import { checkDataOptions, type DataOptions } from './data-options';

export const ESC10_LICENCE = 'CC BY 3.0 and CC0, clip by clip; two clips Sampling+';
export const ESC10_CITATION =
  'K. J. Piczak: ESC: Dataset for Environmental Sound Classification, ACM Multimedia (2015), https://doi.org/10.1145/2733373.2806390';

/** The classes by label: the name shown, the folder of the ESC-10 archive, the category of the ESC-50 archive. */
export const ESC10_CLASSES = [
  { name: 'chien', folder: '001 - Dog bark', category: 'dog' },
  { name: 'pluie', folder: '002 - Rain', category: 'rain' },
  { name: 'vagues', folder: '003 - Sea waves', category: 'sea_waves' },
  { name: 'bébé', folder: '004 - Baby cry', category: 'crying_baby' },
  { name: 'horloge', folder: '005 - Clock tick', category: 'clock_tick' },
  { name: 'éternuement', folder: '006 - Person sneeze', category: 'sneezing' },
  { name: 'hélicoptère', folder: '007 - Helicopter', category: 'helicopter' },
  { name: 'tronçonneuse', folder: '008 - Chainsaw', category: 'chainsaw' },
  { name: 'coq', folder: '009 - Rooster', category: 'rooster' },
  { name: 'feu', folder: '010 - Fire crackling', category: 'crackling_fire' },
] as const;

/**
 * ESC-10: ten kinds of sound, names in French, clips of 5 s in five folds. Clips of one recording share a fold and a
 * group. Full: 400 clips at 44.1 kHz; embedded sample: 80 at 16 kHz, eight of each kind.
 * @throws UserError where the files are missing or damaged.
 */
export function esc10(options: Pick<DataOptions, 'source'> = {}): SoundCorpus {
  return openCorpus(
    'esc-10',
    checkDataOptions('esc10', options).source,
    ESC10_CLASSES.map(({ name }) => name),
  );
}
