import { BRAIN_TUMOR_LICENCE } from '../data/sets/brain-tumor';
import { CIFAR10_LICENCE } from '../data/sets/cifar10';
import { ESC10_LICENCE } from '../data/sets/esc10';
import { MAD_LICENCE } from '../data/sets/mad';

/** Licences that data sets state in English words. */
const french: Readonly<Record<string, string>> = {
  [BRAIN_TUMOR_LICENCE]: 'MIT (Bhuvaji et coll., 2020)',
  [CIFAR10_LICENCE]: 'non précisée par l’auteur ; usage pour l’enseignement et la recherche, avec citation',
  [ESC10_LICENCE]: 'CC BY 3.0 et CC0, selon l’extrait ; Sampling+ pour deux extraits',
  'CC BY 3.0 and CC0 1.0, clip by clip (README.md)': 'CC BY 3.0 et CC0 1.0, selon l’extrait',
  [MAD_LICENCE]: 'précisée par les auteurs avec les données ; extraits de vidéos publiques',
  'not stated': 'non précisée',
};

/** A data set's licence in French; a name such as `CC BY-SA 3.0` stays as it is. */
export const licenceText = (licence: string): string => french[licence] ?? licence;
