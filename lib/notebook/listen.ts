import type { Sound } from '../data';
import { encodeWav } from '../features';
import { duration, typography } from '../plots';
import { showHtml } from './display';
import { escapeHtml, paragraph } from './html';

/** Puts a player of the sound into the page; the sound is in the page itself, so a report plays it as well. */
export function listen(sound: Sound, title = 'Écouter'): void {
  const base64 = Buffer.from(encodeWav(sound.signal, sound.sampleRate)).toString('base64');
  const text = typography(`${title} (${duration(sound.signal.length / sound.sampleRate)})`);
  const player = `<audio controls preload='metadata' aria-label='${escapeHtml(text)}' src='data:audio/wav;base64,${base64}'></audio>`;
  showHtml(`${paragraph(escapeHtml(text))}${player}`, text);
}
