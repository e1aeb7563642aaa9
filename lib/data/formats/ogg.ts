import { UserError } from '../../errors';
import type { ByteSource } from './byte-source';

/** A page of an Ogg file (RFC 3533), whole and with the right checksum. */
export interface OggPage {
  readonly start: number;
  readonly end: number;
  readonly serial: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** The page begins with the rest of a packet. */
  readonly isContinued: boolean;
  /** The position that the codec gives to the page's end; -1 where no packet ends on it. */
  readonly position: number;
  readonly sequence: number;
  /** Lengths of the pieces of packets; 255 goes on in the next piece. */
  readonly lacing: Uint8Array;
}

/** One sound of an Ogg file. */
export interface OggStream {
  /** The packet that names the codec. */
  readonly head: Uint8Array;
  readonly pages: readonly OggPage[];
  /** The file ends before its last page. */
  readonly isCut: boolean;
}

const HEAD = 27;

/**
 * Finds the pages of the first sound in an Ogg file; those of pictures and texts beside it are passed over.
 * @param isSound whether a first packet is of a codec of sound.
 * @throws UserError where a page is damaged or missing, or another recording follows.
 */
export function readOgg(source: ByteSource, isSound: (head: Uint8Array) => boolean, name: string): OggStream {
  const damaged = (at: number) => new UserError(`${name}: this Ogg file is damaged at byte ${at}; copy it again.`);
  const pages: OggPage[] = [];
  let head: Uint8Array | undefined;
  let at = 0;
  for (let page = pageAt(source, at); page !== undefined; page = pageAt(source, at)) {
    if (page === 'damaged') throw damaged(at);
    at = page.end;
    const before = pages.at(-1);
    if (page.isFirst) {
      const packet = contentOf(source, page);
      if (before?.isLast) {
        throw new UserError(`${name}: several recordings stand in this Ogg file, one behind the other; split it.`);
      }
      if (head !== undefined || !isSound(packet)) continue;
      head = packet;
    } else if (page.serial !== before?.serial) continue;
    if (before !== undefined && page.sequence !== before.sequence + 1) throw damaged(page.start);
    pages.push(page);
  }
  if (head === undefined) {
    throw new UserError(`${name}: there is no sound of Vorbis, Opus or FLAC in this Ogg file; convert it to WAV.`);
  }
  return { head, pages, isCut: pages.at(-1)?.isLast !== true };
}

/** Undefined at the end of the file, also where it ends within a page. */
function pageAt(source: ByteSource, start: number): OggPage | 'damaged' | undefined {
  const head = source.read(start, HEAD);
  if (head.length < HEAD) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (view.getUint32(0) !== 0x4f676753) return 'damaged';
  const lacing = source.read(start + HEAD, head[26]);
  const end = start + HEAD + head[26] + lacing.reduce((sum, length) => sum + length, 0);
  if (end > source.size) return undefined;
  if (checksum(source.read(start, end - start)) !== view.getUint32(22, true)) return 'damaged';
  const flags = head[5];
  return {
    start,
    end,
    serial: view.getUint32(14, true),
    isFirst: (flags & 2) !== 0,
    isLast: (flags & 4) !== 0,
    isContinued: (flags & 1) !== 0,
    position: Number(view.getBigInt64(6, true)),
    sequence: view.getUint32(18, true),
    lacing,
  };
}

/** What stands on a page. */
function contentOf(source: ByteSource, { start, end, lacing }: OggPage): Uint8Array {
  const first = start + HEAD + lacing.length;
  return source.read(first, end - first);
}

/** The packets that end on each of the pages, whole; a packet may begin pages before. */
export function* packetsOf(
  source: ByteSource,
  pages: Iterable<OggPage>,
): Generator<{ readonly page: OggPage; readonly packets: readonly Uint8Array[] }> {
  let pieces: Uint8Array[] = [];
  for (const page of pages) {
    const content = contentOf(source, page);
    const packets: Uint8Array[] = [];
    if (!page.isContinued) pieces = [];
    let at = 0;
    for (const length of page.lacing) {
      pieces.push(content.subarray(at, at + length));
      at += length;
      if (length === 255) continue;
      packets.push(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces));
      pieces = [];
    }
    yield { page, packets };
  }
}

/** By byte: the polynomial 04c11db7, the highest bit first. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x8000_0000 ? (value << 1) ^ 0x04c1_1db7 : value << 1;
  return value;
});

/** Of a page, in which the checksum itself counts as zero. */
function checksum(page: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < page.length; i++) {
    const byte = i >= 22 && i < 26 ? 0 : page[i];
    sum = (sum << 8) ^ TABLE[((sum >>> 24) ^ byte) & 0xff];
  }
  return sum >>> 0;
}
