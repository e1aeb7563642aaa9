import { translated } from '../locale';
import type { PageTexts } from './page-content';

/** A page keeps the language in which it was made. */
export const pageTexts = (): PageTexts => ({
  draw: translated`Draw here`,
  erase: translated`Erase`,
  seen: translated`What the network sees`,
  choosePicture: translated`Choose a photograph, or drop it here:`,
  chooseSound: translated`Choose a recording, or drop it here:`,
  microphone: translated`Listen to the microphone`,
  stop: translated`Stop`,
  noMicrophone: translated`There is no microphone here: open the page by itself, and allow it.`,
  unreadable: translated`This file could not be read: choose another one.`,
  unknown: translated`no class is likely enough`,
  otherExample: translated`Another example`,
  code: translated`Number`,
  loading: translated`The model is being loaded…`,
  failed: translated`The model could not start.`,
  spectrogram: translated`Spectrogram of what is heard`,
  answer: translated`Answers`,
});
