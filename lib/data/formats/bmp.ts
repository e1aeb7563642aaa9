import { type Image, image } from '../images/image';
import { expandRuns } from './bmp-runs';

/** What a BMP file says of its pixels (Microsoft, BITMAPINFOHEADER and its kin). */
interface Header {
  readonly width: number;
  readonly height: number;
  /** Rows go from the bottom to the top, unless the height is written as a negative number. */
  readonly bottomUp: boolean;
  readonly bits: number;
  readonly compression: number;
  /** Where the pixels begin. */
  readonly start: number;
}

const FILE_HEADER = 14;
const CORE_HEADER = 12;
const INFO_HEADER = 40;
/** From this header on, a fourth mask may say where the opacity is. */
const ALPHA_HEADER = 56;
const UNCOMPRESSED = 0;
const RUNS_OF_8 = 1;
const RUNS_OF_4 = 2;
const BIT_FIELDS = 3;
const ALPHA_BIT_FIELDS = 6;
/** Bits a pixel that go with each compression. */
const DEPTHS: ReadonlyMap<number, readonly number[]> = new Map([
  [UNCOMPRESSED, [1, 4, 8, 16, 24, 32]],
  [RUNS_OF_8, [8]],
  [RUNS_OF_4, [4]],
  [BIT_FIELDS, [16, 32]],
  [ALPHA_BIT_FIELDS, [16, 32]],
]);
/** A header's claim is not believed beyond this: 16,384 pixels squared. */
const MAX_PIXELS = 2 ** 28;
/** Of runs, a few bytes can claim any number of pixels: 8,192 squared. */
const MAX_RUN_PIXELS = 2 ** 26;

/** True where the bytes begin as a BMP file does. */
export function isBmp(bytes: Uint8Array): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x4d;
}

/**
 * Decodes a BMP file, which sharp cannot: 1, 4 and 8 bits with a palette, also run-length encoded, 16, 24 and 32 bits,
 * either direction of rows. Where a mask says what is opacity, the picture is laid on white; a fourth byte without one
 * is left out, as most programs do.
 * @returns [height, width, 3].
 * @throws RangeError saying what is wrong: no BMP, truncated, or a JPEG within.
 */
export function decodeBmp(bytes: Uint8Array): Image {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(bytes, view);
  if (header.compression === RUNS_OF_8 || header.compression === RUNS_OF_4) return decodeRuns(bytes, view, header);
  const { width, height, bottomUp, bits, start } = header;
  // Rows are padded to whole groups of 4 bytes.
  const stride = 4 * Math.ceil((width * bits) / 32);
  if (start + stride * height > bytes.length) {
    throw new RangeError(`truncated BMP: ${bytes.length} of ${start + stride * height} bytes`);
  }
  const colourAt = bits <= 8 ? paletteReader(bytes, view, header) : channelReader(view, header);
  const pixels = new Uint8Array(height * width * 3);
  for (let y = 0, next = 0; y < height; y++) {
    const row = start + stride * (bottomUp ? height - 1 - y : y);
    for (let x = 0; x < width; x++, next += 3) colourAt(row, x, pixels, next);
  }
  return image(pixels, height, width, 3);
}

function decodeRuns(bytes: Uint8Array, view: DataView, header: Header): Image {
  const { width, height, start } = header;
  if (width * height > MAX_RUN_PIXELS) throw new RangeError(`BMP of ${width} x ${height} pixels in runs`);
  const places = expandRuns(bytes, { width, height, bits: header.compression === RUNS_OF_8 ? 8 : 4, start });
  const colourOf = palette(bytes, view, header);
  const pixels = new Uint8Array(height * width * 3);
  for (let y = 0, next = 0; y < height; y++) {
    const row = (height - 1 - y) * width;
    for (let x = 0; x < width; x++, next += 3) colourOf(places[row + x], pixels, next);
  }
  return image(pixels, height, width, 3);
}

/** Writes the colour of pixel x of the row that begins at byte `row` into `pixels`, from `at` on. */
type ColourReader = (row: number, x: number, pixels: Uint8Array, at: number) => void;

function readHeader(bytes: Uint8Array, view: DataView): Header {
  if (!isBmp(bytes) || bytes.length < FILE_HEADER + CORE_HEADER) throw new RangeError('no BMP file, or truncated');
  const start = view.getUint32(10, true);
  const size = view.getUint32(FILE_HEADER, true);
  const isCore = size === CORE_HEADER;
  if (!isCore && (size < INFO_HEADER || bytes.length < FILE_HEADER + INFO_HEADER)) {
    throw new RangeError(`BMP header of ${size} bytes: expected 12, or at least 40`);
  }
  const signedHeight = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const header: Header = {
    width: isCore ? view.getUint16(18, true) : view.getInt32(18, true),
    height: Math.abs(signedHeight),
    bottomUp: signedHeight > 0,
    bits: view.getUint16(isCore ? 24 : 28, true),
    compression: isCore ? UNCOMPRESSED : view.getUint32(30, true),
    start,
  };
  const { width, height, bits, compression } = header;
  if (width < 1 || height < 1 || width * height > MAX_PIXELS)
    throw new RangeError(`BMP of ${width} x ${height} pixels`);
  const depths = DEPTHS.get(compression);
  if (depths === undefined || !depths.includes(bits)) {
    throw new RangeError(`BMP of ${bits} bits a pixel with compression ${compression}: save it uncompressed`);
  }
  return header;
}

/** Colours are looked up: blue, green, red and, but for the oldest header, a byte that is not used. */
function palette(bytes: Uint8Array, view: DataView, { start }: Header) {
  const headerSize = view.getUint32(FILE_HEADER, true);
  const entry = headerSize === CORE_HEADER ? 3 : 4;
  const first = FILE_HEADER + headerSize;
  return (place: number, pixels: Uint8Array, at: number) => {
    const colour = first + entry * place;
    if (colour + 2 >= start) throw new RangeError('BMP with a colour that its palette lacks');
    for (let channel = 0; channel < 3; channel++) pixels[at + channel] = bytes[colour + 2 - channel];
  };
}

function paletteReader(bytes: Uint8Array, view: DataView, header: Header): ColourReader {
  const { bits } = header;
  const colourOf = palette(bytes, view, header);
  const perByte = 8 / bits;
  const mask = (1 << bits) - 1;
  return (row, x, pixels, at) => {
    const shift = 8 - bits * ((x % perByte) + 1);
    colourOf((bytes[row + Math.floor(x / perByte)] >> shift) & mask, pixels, at);
  };
}

function channelReader(view: DataView, { bits, compression }: Header): ColourReader {
  if (bits === 24 || compression === UNCOMPRESSED) {
    if (bits === 16) return maskReader(view, bits, [0x7c00, 0x3e0, 0x1f]);
    const step = bits / 8;
    return (row, x, pixels, at) => {
      for (let channel = 0; channel < 3; channel++) pixels[at + channel] = view.getUint8(row + step * x + 2 - channel);
    };
  }
  // Red, green and blue masks stand behind the first 40 bytes of the header, in its longer forms as part of it.
  const masks = FILE_HEADER + INFO_HEADER;
  const hasAlpha = compression === ALPHA_BIT_FIELDS || view.getUint32(FILE_HEADER, true) >= ALPHA_HEADER;
  const offsets = hasAlpha ? [0, 4, 8, 12] : [0, 4, 8];
  return maskReader(
    view,
    bits,
    offsets.map((offset) => view.getUint32(masks + offset, true)),
  );
}

/** Each channel is a run of bits within the pixel's number, scaled to 0..255. */
function maskReader(view: DataView, bits: number, masks: readonly number[]): ColourReader {
  const [red, green, blue, opacity] = masks.map((mask, channel) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    const largest = mask >>> shift;
    const absent = channel === 3 ? 255 : 0;
    return (value: number) => (largest === 0 ? absent : Math.round((255 * ((value & mask) >>> shift)) / largest));
  });
  return (row, x, pixels, at) => {
    const value = bits === 16 ? view.getUint16(row + 2 * x, true) : view.getUint32(row + 4 * x, true);
    const seen = opacity?.(value) ?? 255;
    [red, green, blue].forEach((channelOf, channel) => {
      pixels[at + channel] = Math.round((channelOf(value) * seen) / 255) + 255 - seen;
    });
  };
}
