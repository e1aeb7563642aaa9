/** A text, and the encoding that its bytes were found to be in. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: 'UTF-8' | 'UTF-16 LE' | 'UTF-16 BE' | 'Windows-1252';
}

/** So many bytes tell whether every second one is zero. */
const PROBE = 4096;
/** Where so large a share of the bytes at even or at odd places is zero, they are halves of UTF-16's units. */
const ZEROS = 0.4;

/**
 * Text of the encodings in which programs save tables: UTF-8 and UTF-16 with their byte order mark or without, and
 * Windows-1252 for what is neither. A byte order mark is left out, line ends become \n.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const encoding = encodingOf(bytes);
  const text =
    encoding === 'Windows-1252'
      ? fromWindows1252(bytes)
      : new TextDecoder(encoding.toLowerCase().replace(' ', '')).decode(bytes);
  // One mark more than the decoder takes away: two programs, one after the other, each wrote its own.
  return { text: text.replace(/^\ufeff+/, '').replace(/\r\n?/g, '\n'), encoding };
}

function encodingOf(bytes: Uint8Array): DecodedText['encoding'] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16 LE';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16 BE';
  if (zeros(bytes, 1) >= ZEROS) return 'UTF-16 LE';
  if (zeros(bytes, 0) >= ZEROS) return 'UTF-16 BE';
  return isUtf8(bytes) ? 'UTF-8' : 'Windows-1252';
}

/** Share of zeros among the first bytes at even (0) or odd (1) places. */
function zeros(bytes: Uint8Array, first: 0 | 1): number {
  let found = 0;
  const end = Math.min(PROBE, bytes.length);
  for (let i = first; i < end; i += 2) if (bytes[i] === 0) found++;
  return end < 2 ? 0 : found / Math.floor(end / 2);
}

/** What Windows-1252 has at 0x80 to 0x9f, where Latin-1 has nothing; else they agree. Node 20's decoder leaves it out. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function fromWindows1252(bytes: Uint8Array): string {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return latin1.replace(/[\x80-\x9f]/g, (letter) => WINDOWS_1252[letter.charCodeAt(0) - 0x80]);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
