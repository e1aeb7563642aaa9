import type { ByteSource } from './byte-source';
import { isTagBehind } from './id3';

/** What the four first bytes of a frame of MPEG audio say (ISO 11172-3, 13818-3). */
interface FrameHeader {
  /** Version and layer: all frames of a sound share them. */
  readonly kind: number;
  /** What else no encoder changes from frame to frame: protection, mono or stereo, rights, emphasis. */
  readonly habits: number;
  readonly sampleRate: number;
  readonly bytes: number;
  readonly samples: number;
}

/** A stretch of a file. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The frames of a file, which a decoder may be given one behind the other. */
export interface MpegStream {
  readonly sampleRate: number;
  /** Where whole frames lie without a gap; ascending. */
  readonly runs: readonly Stretch[];
  readonly frames: number;
  /** Samples of a frame. */
  readonly frameSamples: number;
  /** Frames that the first one promises (Xing, Info). */
  readonly promised?: number;
  /** Bytes between and behind the frames that are neither frames nor tags nor zeros. */
  readonly skipped: number;
}

/** Where a second sound begins in the same file, of another sample rate or layer. */
export interface OtherSound {
  readonly at: number;
  readonly rates: readonly [number, number];
}

const BIT_RATES: Readonly<Record<string, readonly number[]>> = {
  '1 1': [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  '1 2': [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  '1 3': [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2 1': [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  '2 2': [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const SAMPLE_RATES = [44_100, 48_000, 32_000];
/** Frames in a row, each where the one before it ends: noise looks like one frame in thousands of bytes, hardly like so many. */
const CHAIN = 4;
/** Bytes read at once. */
const WINDOW = 2 ** 20;

/** A frame's header; undefined where there is none. */
function headerAt(bytes: Uint8Array, at: number): FrameHeader | undefined {
  const [first, second, third, fourth] = bytes.subarray(at, at + 4);
  if (first !== 0xff || (second & 0xe0) !== 0xe0 || fourth === undefined) return undefined;
  const versionBits = (second >> 3) & 3;
  const layer = 4 - ((second >> 1) & 3);
  const [rateBits, bitRateBits] = [(third >> 2) & 3, third >> 4];
  if (versionBits === 1 || layer === 4 || rateBits === 3 || bitRateBits === 0 || bitRateBits === 15) return undefined;
  const isFirst = versionBits === 3;
  const sampleRate = SAMPLE_RATES[rateBits] / (isFirst ? 1 : versionBits === 2 ? 2 : 4);
  const bitRate = 1000 * BIT_RATES[`${isFirst ? 1 : 2} ${isFirst ? layer : Math.min(2, layer)}`][bitRateBits - 1];
  const padding = (third >> 1) & 1;
  const samples = layer === 1 ? 384 : layer === 3 && !isFirst ? 576 : 1152;
  const bytesOf =
    layer === 1
      ? 4 * (Math.floor((12 * bitRate) / sampleRate) + padding)
      : Math.floor(((samples / 8) * bitRate) / sampleRate) + padding;
  return { kind: second & 0x1e, habits: ((second & 1) << 8) | (fourth & 0xcf), sampleRate, bytes: bytesOf, samples };
}

const isSame = (a: FrameHeader, b: FrameHeader | undefined) => b?.kind === a.kind && b.sampleRate === a.sampleRate;

/** A file's headers; of reads near one another each window is read once. */
class Headers {
  private bytes: Uint8Array = new Uint8Array(0);
  private start = 0;

  constructor(private readonly source: ByteSource) {}

  /** Of a frame that is there to its end. */
  at(place: number): FrameHeader | undefined {
    if (place < this.start || place + 4 > this.start + this.bytes.length) {
      this.start = place;
      this.bytes = this.source.read(place, WINDOW);
    }
    const header = headerAt(this.bytes, place - this.start);
    return header !== undefined && place + header.bytes <= this.source.size ? header : undefined;
  }

  /** Whether so many frames of one kind stand there, each behind the other; from two on, the file's end will do. */
  isChain(place: number, header: FrameHeader, length: number): boolean {
    let next = place + header.bytes;
    for (let found = 1; found < length; found++) {
      const other = this.at(next);
      if (!isSame(header, other)) return found > 1 && isEnd(this.source, next);
      next += other!.bytes;
    }
    return true;
  }

  /**
   * The next frame in a stretch: one like another, where one more follows it or it is like it in its habits too; or the
   * first of a chain of any kind.
   */
  next({ start, end }: Stretch, like?: FrameHeader): { place: number; header: FrameHeader } | undefined {
    for (let place = start; place < end; place++) {
      const header = this.at(place);
      if (header === undefined) continue;
      const isLike = like !== undefined && isSame(like, header);
      if (isLike && header.habits === like.habits) return { place, header };
      if (this.isChain(place, header, isLike ? 2 : CHAIN)) return { place, header };
    }
    return undefined;
  }
}

const isEnd = (source: ByteSource, place: number) =>
  place >= source.size - 4 || isTagBehind(String.fromCharCode(...source.read(place, 11)));

/**
 * Finds the frames of MPEG audio, layers I to III. The first ones in a row decide what the sound is; where the row
 * breaks, bytes are passed over up to the next frame of the same kind.
 * @param search where the first frame may begin.
 * @returns undefined where there are no frames; the place of another sound where frames of a second kind follow.
 */
export function readMpeg(source: ByteSource, search: Stretch): MpegStream | OtherSound | undefined {
  const headers = new Headers(source);
  const sure = headers.next({ start: search.start, end: Math.min(search.end, source.size) });
  if (sure === undefined) return undefined;
  const { header } = sure;
  // What stands before the first row may be frames of the same kind, damaged ones among them.
  const first = headers.next({ start: search.start, end: sure.place + 1 }, header) ?? sure;
  const runs: Stretch[] = [];
  let [frames, skipped] = [0, 0];
  for (let next: typeof first | undefined = first; next !== undefined; ) {
    if (!isSame(header, next.header)) return { at: next.place, rates: [header.sampleRate, next.header.sampleRate] };
    const run = runFrom(headers, next.place, header);
    frames += run.frames;
    runs.push({ start: next.place, end: run.end });
    if (isEnd(source, run.end)) break;
    next = headers.next({ start: run.end, end: source.size }, header);
    skipped += bytesBut0(source, { start: run.end, end: next?.place ?? source.size });
  }
  const { sampleRate, samples } = header;
  const promised = promisedFrames(source.read(first.place, header.bytes));
  return { sampleRate, runs, frames, frameSamples: samples, skipped, ...(promised > 0 && { promised }) };
}

/** Whole frames of one kind from a place on. */
function runFrom(headers: Headers, start: number, like: FrameHeader) {
  let [end, frames] = [start, 0];
  for (let header = headers.at(end); isSame(like, header); header = headers.at(end)) {
    end += header!.bytes;
    frames++;
  }
  return { end, frames };
}

function bytesBut0(source: ByteSource, { start, end }: Stretch): number {
  let count = 0;
  for (let at = start; at < end; at += WINDOW) {
    for (const byte of source.read(at, Math.min(WINDOW, end - at))) if (byte !== 0) count++;
  }
  return count;
}

/** An encoder that knows it writes the number of frames into the first, where its samples would begin. */
function promisedFrames(frame: Uint8Array): number {
  const letters = Buffer.from(frame.subarray(0, 64)).toString('latin1');
  const at = letters.search(/Xing|Info/);
  const hasCount = at > 0 && at + 12 <= frame.length && (frame[at + 7] & 1) !== 0;
  return hasCount ? new DataView(frame.buffer, frame.byteOffset, frame.length).getUint32(at + 8) : 0;
}
