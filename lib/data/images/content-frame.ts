import type { Image } from './image';

/** A rectangle of a picture, in pixels. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Between these shares of its values a picture's tones are taken to lie: the rest is noise and writing. */
const DARK = 0.02;
const LIGHT = 0.98;
/** What has at least this share of the range is content: in a picture of one tone, all of it. */
const THRESHOLD = 0.15;
/** A row or column with less content than this share belongs to the border. */
const LEAST = 0.03;
/** At most this share is cut off each side: a frame around nothing would be worse than none. */
const MOST = 1 / 3;

/**
 * The picture without its dark border: how much of it there is says where a picture comes from, not what it shows.
 * @param grey one channel.
 */
export function contentFrame({ pixels, height, width }: Image): Frame {
  const sorted = Uint8Array.from(pixels).sort();
  const [dark, light] = [DARK, LIGHT].map((share) => sorted[Math.floor(share * (sorted.length - 1))]);
  const threshold = dark + THRESHOLD * (light - dark);
  const rows = new Int32Array(height);
  const columns = new Int32Array(width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (pixels[y * width + x] < threshold) continue;
      rows[y]++;
      columns[x]++;
    }
  }
  const [top, bottom] = ends(rows, LEAST * width);
  const [left, right] = ends(columns, LEAST * height);
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** First and last place with content enough. */
function ends(counts: Int32Array, least: number): [first: number, last: number] {
  const most = Math.floor(MOST * counts.length);
  let first = 0;
  let last = counts.length - 1;
  while (first < most && counts[first] < least) first++;
  while (counts.length - 1 - last < most && counts[last] < least) last--;
  return [first, last];
}
