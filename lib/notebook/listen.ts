import type { Sound } from '../data';
import { encodeWav } from '../features';
import { duration, typography } from '../plots';
import { showHtml } from './display';
import { escapeHtml, paragraph } from './html';

/**
 * Puts a player of each sound into the page, as many beside one another as there is room for: `listen({ coq: sound })`.
 * The sounds are in the page itself, so a report plays them as well.
 */
export function listen(sounds: Readonly<Record<string, Sound>>): void {
  const players = Object.entries(sounds).map(([title, sound]) => playerOf(title, sound));
  const grid = 'display:flex;flex-wrap:wrap;gap:0 24px';
  showHtml(
    `<div style='${grid}'>${players.map(({ html }) => html).join('')}</div>`,
    players.map(({ text }) => text).join('\n'),
  );
}

function playerOf(title: string, { signal, sampleRate }: Sound): { html: string; text: string } {
  const base64 = Buffer.from(encodeWav(signal, sampleRate)).toString('base64');
  const text = typography(`${title} (${duration(signal.length / sampleRate)})`);
  const label = escapeHtml(text);
  const player = `<audio controls preload='metadata' style='width:270px' aria-label='${label}' src='data:audio/wav;base64,${base64}'></audio>`;
  return { html: `<div>${paragraph(label)}${player}</div>`, text };
}
