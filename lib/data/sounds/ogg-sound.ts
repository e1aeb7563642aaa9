import { UserError } from '../../errors';
import type { ByteSource } from '../formats/byte-source';
import { readFlacInfo } from '../formats/flac';
import { type OggStream, packetsOf, readOgg } from '../formats/ogg';
import { type OpusHead, opusDuration, opusRate, readOpusHead } from '../formats/opus';
import { decodeInThread } from './decode-threads';
import { flacSound } from './flac-sound';
import type { OpenedSound } from './opened-sound';

/** Codecs of sound by the letters that a stream's first packet begins with. */
const CODECS = { vorbis: '\x01vorbis', opus: 'OpusHead', flac: '\x7fFLAC', speex: 'Speex   ' } as const;
type Codec = keyof typeof CODECS;
type Decoded = Exclude<Codec, 'speex'>;

/** Pages that are given to a decoder at once, some 4 kB each. */
const PAGES = 64;
/** Packets in front of the sound: the head and the comments. */
const OPUS_HEADERS = 2;

/** The codec that a first packet begins with. */
export function oggCodec(head: Uint8Array): Codec | undefined {
  const letters = String.fromCharCode(...head.subarray(0, 8));
  return (Object.keys(CODECS) as Codec[]).find((codec) => letters.startsWith(CODECS[codec]));
}

export function openOgg(source: ByteSource, name: string): OpenedSound {
  const decodedCodec = (head: Uint8Array) => {
    const codec = oggCodec(head);
    return codec === 'speex' ? undefined : codec;
  };
  const stream = readOgg(source, (head) => decodedCodec(head) !== undefined, name);
  const sound = openers[decodedCodec(stream.head)!](source, stream, name);
  return { ...sound, ...(stream.isCut && { note: 'read in part: its last page is missing' }) };
}

const openers: Readonly<Record<Decoded, (source: ByteSource, stream: OggStream, name: string) => OpenedSound>> = {
  vorbis(source, stream, name) {
    const { head } = stream;
    if (head.length < 30) throw damaged(name, 'Vorbis', 'its head is too short');
    const view = new DataView(head.buffer, head.byteOffset, head.length);
    const kind = { format: 'vorbis', settings: {} } as const;
    return {
      sampleRate: view.getUint32(12, true),
      async *blocks() {
        try {
          yield* decodeInThread(kind, pagesOf(source, stream));
        } catch (error) {
          throw damaged(name, 'Vorbis', (error as Error).message);
        }
      },
    };
  },
  flac(source, stream, name) {
    const info = readFlacInfo(stream.head.subarray(13));
    if (info === undefined) throw damaged(name, 'FLAC', 'it has no description of its format');
    // Of a stream that ends too soon, what is there is read with a note.
    const length = stream.isCut ? 0 : info.length;
    return flacSound({ ...info, length }, () => pagesOf(source, stream), name);
  },
  opus(source, stream, name) {
    const head = readOpusHead(stream.head);
    if (head === undefined) throw damaged(name, 'Opus', 'its head makes no sense');
    return { sampleRate: opusRate(head.inputRate), blocks: () => opusBlocks(source, stream, head, name) };
  },
};

const damaged = (name: string, codec: string, why: string) =>
  new UserError(`${name}: this Ogg ${codec} file is damaged or truncated (${why}); copy it again.`);

function* pagesOf(source: ByteSource, { pages }: OggStream): Generator<Uint8Array[]> {
  for (let i = 0; i < pages.length; i += PAGES) {
    yield pages.slice(i, i + PAGES).map(({ start, end }) => source.read(start, end - start));
  }
}

/** Positions count samples at 48 kHz, those to be skipped at the beginning among them; the last one says where to end. */
async function* opusBlocks(
  source: ByteSource,
  stream: OggStream,
  { channels, preSkip, inputRate, gain, streams, coupled, mapping }: OpusHead,
  name: string,
): AsyncGenerator<Float32Array[]> {
  const sampleRate = opusRate(inputRate);
  const settings = {
    sampleRate,
    channels,
    streamCount: streams,
    coupledStreamCount: coupled,
    channelMappingTable: mapping,
  };
  const bounds = opusBounds(source, stream, preSkip);
  const atRate = (samples: number) => Math.floor((samples * sampleRate) / 48_000);
  let at = 0;
  try {
    for await (const block of decodeInThread({ format: 'opus', settings }, opusPackets(source, stream))) {
      const { length } = block[0];
      const [from, to] = [atRate(bounds.start), atRate(bounds.end)].map((end) =>
        Math.max(0, Math.min(length, end - at)),
      );
      if (to > from) yield block.map((channel) => channel.subarray(from, to).map((value) => value * gain));
      at += length;
    }
  } catch (error) {
    throw damaged(name, 'Opus', (error as Error).message);
  }
}

/** Where the sound begins and ends among all samples that are decoded, at 48 kHz. */
function opusBounds(source: ByteSource, stream: OggStream, preSkip: number): { start: number; end: number } {
  let total = 0;
  let first: number | undefined;
  for (const { page, packets } of packetsOf(source, stream.pages)) {
    if (page.position <= 0 && total === 0) continue;
    total += packets.reduce((sum, packet) => sum + opusDuration(packet), 0);
    // A recording that was cut out of a longer one does not begin at 0.
    if (page.position > 0) first ??= page.isLast ? 0 : Math.max(0, page.position - total);
  }
  const last = stream.pages.at(-1)!;
  return { start: preSkip, end: last.isLast && first !== undefined ? Math.min(total, last.position - first) : total };
}

function* opusPackets(source: ByteSource, stream: OggStream): Generator<Uint8Array[]> {
  let headers = OPUS_HEADERS;
  let waiting: Uint8Array[] = [];
  for (const { packets } of packetsOf(source, stream.pages)) {
    const sound = packets.slice(headers);
    headers = Math.max(0, headers - packets.length);
    waiting.push(...sound);
    if (waiting.length < 1000) continue;
    yield waiting;
    waiting = [];
  }
  if (waiting.length > 0) yield waiting;
}
