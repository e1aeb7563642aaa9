import { type ByteSource, lettersAt, type Numbers, numbersIn } from './byte-source';

/** A named piece of a file: where its content is. */
export interface Chunk {
  readonly id: string;
  readonly start: number;
  /** As the file says it: it may reach beyond the file. */
  readonly size: number;
}

export interface ChunkOrder {
  readonly littleEndian: boolean;
  /** Where the first chunk begins. */
  readonly start: number;
  /** Sizes that do not fit into 32 bits, by name (`ds64` of RF64). */
  readonly long?: ReadonlyMap<string, number>;
}

/** Chunks that follow others in files of sound. */
const KNOWN = new Set(
  'fmt ,data,fact,LIST,bext,cue ,smpl,inst,iXML,id3 ,ID3 ,JUNK,junk,PEAK,PAD ,FLLR,axml,COMM,SSND,MARK,INST,NAME'.split(
    ',',
  ),
);
/** A file of more is none: each takes a read. */
const MOST = 10_000;

/**
 * The chunks of an IFF or RIFF file (Electronic Arts 1985, Microsoft and IBM 1991): four letters, a size of 32 bits,
 * the content, and a byte more where the size is odd, which some writers forget.
 */
export function* chunksOf(source: ByteSource, { littleEndian, start, long }: ChunkOrder): Generator<Chunk> {
  for (let at = start, count = 0; at + 8 <= source.size && count < MOST; count++) {
    const head = source.read(at, 8);
    const id = String.fromCharCode(...head.subarray(0, 4));
    const written = numbersIn(head, littleEndian).uint32(4);
    const size = written === 0xffffffff ? (long?.get(id) ?? written) : written;
    yield { id, start: at + 8, size };
    const end = at + 8 + size;
    const padded = size % 2 === 1 && !isChunk(source, end);
    at = padded ? end + 1 : end;
  }
}

/** Whether a chunk begins there whose name is known: one that a missing byte has moved, or the end of an empty one. */
export function isChunk(source: ByteSource, at: number): boolean {
  return KNOWN.has(lettersAt(source, at));
}

/** The numbers in a chunk's first bytes, and how many bytes there are, at most `longest`. */
export function contentOf(
  source: ByteSource,
  { start, size }: Chunk,
  { littleEndian }: ChunkOrder,
  longest = 4096,
): { readonly numbers: Numbers; readonly bytes: Uint8Array } {
  const bytes = source.read(start, Math.min(size, longest));
  return { numbers: numbersIn(bytes, littleEndian), bytes };
}

/**
 * Writers to a pipe do not know how long a sound will be, and write the largest size, with or without its sign, or
 * a little less: SoX 7ffff000, arecord 80000000 or 7fffffff, ffmpeg ffffffff. Sizes of 64 bits likewise.
 */
export function isUnknownSize(size: number): boolean {
  return (
    (size >= 0x7fff_0000 && size <= 0x8000_ffff) || (size >= 0xffff_0000 && size <= 0xffff_ffff) || size >= 2 ** 62
  );
}
