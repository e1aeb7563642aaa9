import { type ByteSource, lettersAt } from './byte-source';

/** Tags in front of a sound, one behind the other, are none of it. */
const MOST_TAGS = 16;

/** Where the sound begins behind ID3v2 tags (Nilsson 2000), which stand in front of MP3, and often of other formats. */
export function endOfTags(source: ByteSource): number {
  let at = 0;
  for (let tags = 0; tags < MOST_TAGS && lettersAt(source, at, 3) === 'ID3'; tags++) {
    const head = source.read(at, 10);
    // Sizes are of seven bits a byte, so that none looks like a frame.
    if (head.length < 10 || head.subarray(6).some((byte) => byte > 127)) break;
    const [flags, a, b, c, d] = head.subarray(5);
    const hasFooter = (flags & 0x10) !== 0;
    at += 10 + ((a << 21) | (b << 14) | (c << 7) | d) + (hasFooter ? 10 : 0);
  }
  return at;
}

/** The tags that players write behind the frames: ID3v1, APE, Lyrics3. */
export function isTagBehind(letters: string): boolean {
  return /^(TAG|APETAGEX|LYRICSBEGIN|LYRICS200|ID3|3DI)/.test(letters);
}
