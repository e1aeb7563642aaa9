import type { Image, Sound } from '../data';
import { encodeWav } from '../features';
import { duration, number, translated, typography } from '../locale';
import { colors, pngUri } from '../plots';
import { showHtml } from './display';
import { escapeHtml, paragraph } from './html';

/** Something heard from one second to another. */
export interface TimelineEvent {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** What was uncertain is drawn hollow, with a dashed edge. */
  readonly uncertain?: boolean;
}

export interface TimelineTrack {
  readonly name: string;
  readonly events: readonly TimelineEvent[];
}

const TRACK = 34;
const PICTURE = 150;
/** The names of the tracks stand beside them, in percent of the width. */
const NAMES = 12;
const HUES = [colors.blue, colors.vermilion, colors.green, colors.purple, colors.orange, colors.grey];

/**
 * A player of a recording, its spectrogram, and below it tracks of what is heard when; while it plays, a line moves
 * over them all. Sound and picture are in the page itself, so a report plays them as well.
 */
export function showTimeline(
  sound: Sound,
  {
    picture,
    tracks,
    title,
  }: { readonly picture: Image; readonly tracks: readonly TimelineTrack[]; readonly title: string },
): void {
  const seconds = sound.signal.length / sound.sampleRate;
  const labels = [...new Set(tracks.flatMap(({ events }) => events.map(({ label }) => label)))];
  const hue = (label: string) => HUES[labels.indexOf(label) % HUES.length];
  const rows = tracks.map((track) => trackHtml(track, seconds, hue)).join('');
  const heading = typography(`${title} (${duration(seconds)})`);
  const base64 = Buffer.from(encodeWav(sound.signal, sound.sampleRate)).toString('base64');
  const move = `var c=this.parentNode.querySelector('[data-cursor]');c.style.left=(100*this.currentTime/this.duration)+'%'`;
  const image = `<img alt='' src='${pngUri(picture)}' style='display:block;width:100%;height:${PICTURE}px'>`;
  const cursor = `<div data-cursor style='position:absolute;top:0;bottom:0;left:0;width:2px;background:${colors.vermilion}'></div>`;
  const over = `<div style='position:absolute;top:0;bottom:0;left:${NAMES}%;right:0;pointer-events:none'>${cursor}</div>`;
  const drawn = `<div style='position:relative'><div style='margin-left:${NAMES}%'>${image}</div>${rows}${over}</div>`;
  const audio = `<audio controls preload='metadata' style='width:100%' aria-label='${escapeHtml(heading)}' ontimeupdate="${move}" src='data:audio/wav;base64,${base64}'></audio>`;
  const text = [heading, ...tracks.map(trackText)].join('\n');
  const alt = `<div role='img' aria-label='${escapeHtml(text)}'>${drawn}</div>`;
  showHtml(
    `${paragraph(escapeHtml(heading))}<div style='max-width:var(--output-width,860px)'>${alt}${audio}</div>`,
    text,
  );
}

function trackHtml({ name, events }: TimelineTrack, seconds: number, hue: (label: string) => string): string {
  const bars = events.map(({ start, end, label, uncertain }) => {
    const place = `left:${(100 * start) / seconds}%;width:${(100 * (end - start)) / seconds}%`;
    const look = uncertain
      ? `border:1px dashed ${hue(label)};color:#222`
      : `background:${hue(label)};border:1px solid #222;color:#fff`;
    const box = `position:absolute;top:4px;height:${TRACK - 8}px;box-sizing:border-box;overflow:hidden;white-space:nowrap`;
    const tip = translated`${label}, ${number(start)} to ${number(end)} s`;
    return `<div title='${escapeHtml(tip)}' style='${box};${place};${look};font:12px system-ui,sans-serif'>${escapeHtml(label)}</div>`;
  });
  const line = `display:flex;height:${TRACK}px;border-top:1px solid #ccc`;
  const label = `<div style='width:${NAMES}%;font:13px system-ui,sans-serif;align-self:center'>${escapeHtml(name)}</div>`;
  return `<div style='${line}'>${label}<div style='position:relative;flex:1'>${bars.join('')}</div></div>`;
}

const trackText = ({ name, events }: TimelineTrack): string => {
  const said = events.map(({ start, end, label }) => translated`${label}, ${number(start)} to ${number(end)} s`);
  return translated`${name}: ${said.join('; ') || '—'}`;
};
