import type { PageTexts } from './page-content';

export const FRENCH: PageTexts = {
  draw: 'Dessinez ici',
  erase: 'Effacer',
  seen: 'Ce que voit le réseau',
  choosePicture: 'Choisissez une photographie, ou déposez-la ici :',
  chooseSound: 'Choisissez un enregistrement, ou déposez-le ici :',
  microphone: 'Écouter le microphone',
  stop: 'Arrêter',
  noMicrophone: 'Le microphone n’est pas disponible ici : ouvrez la page seule, et autorisez-le.',
  unreadable: 'Ce fichier n’a pas pu être lu : choisissez-en un autre.',
  unknown: 'aucune classe assez sûre',
  otherExample: 'Autre exemple',
  code: 'Nombre',
  loading: 'Le modèle se charge…',
  failed: 'Le modèle n’a pas pu démarrer.',
  spectrogram: 'Spectrogramme de ce qui est entendu',
  answer: 'Réponses',
};
