import { getLocale } from './locale';

/** What the known data sets call their classes, in French. */
const french: Readonly<Record<string, string>> = {
  airplane: 'avion',
  automobile: 'voiture',
  background: 'fond',
  bird: 'oiseau',
  birds: 'oiseau',
  cat: 'chat',
  chainsaw: 'tronçonneuse',
  clock_tick: 'horloge',
  crackling_fire: 'feu',
  crying_baby: 'bébé',
  deer: 'cerf',
  dog: 'chien',
  engine: 'moteur',
  fighter: 'avion de chasse',
  footsteps: 'pas',
  frog: 'grenouille',
  helicopter: 'hélicoptère',
  horse: 'cheval',
  insects: 'insecte',
  jet: 'réacteur',
  lower_moon: 'lune du bas',
  mammals: 'mammifère',
  rain: 'pluie',
  rooster: 'coq',
  sea_waves: 'vagues',
  shelling: 'obus',
  ship: 'bateau',
  shooting: 'tirs',
  sneezing: 'éternuement',
  speech: 'parole',
  steps: 'pas',
  truck: 'camion',
  upper_moon: 'lune du haut',
  vehicle: 'véhicule',
};

/** A class of a known data set in the locale's language: `sea_waves` is `vagues`, or `sea waves`. */
export const className = (name: string): string =>
  (getLocale() === 'fr' ? french[name] : undefined) ?? name.replaceAll('_', ' ');
