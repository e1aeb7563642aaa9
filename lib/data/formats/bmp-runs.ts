/** The size of a run-length encoded picture, and where its runs begin. */
export interface EncodedRuns {
  readonly width: number;
  readonly height: number;
  /** 8: a byte a colour; 4: half a byte. */
  readonly bits: 4 | 8;
  readonly start: number;
}

const END_OF_LINE = 0;
const END_OF_PICTURE = 1;
const MOVE = 2;

/**
 * Colours of a BMP file whose rows are run-length encoded (RLE8 and RLE4): pairs of a length and a colour; length 0
 * begins an escape: end of a line or of the picture, a move, or so many colours as they are.
 * @returns [height, width], places in the palette, from the lowest row up; what no run reaches is 0.
 * @throws RangeError where the runs end too soon, or leave the picture.
 */
export function expandRuns(bytes: Uint8Array, { width, height, bits, start }: EncodedRuns): Uint8Array {
  const places = new Uint8Array(width * height);
  let [at, x, y] = [start, 0, 0];
  const next = (): number => {
    if (at >= bytes.length) throw new RangeError('truncated BMP: its runs end too soon');
    return bytes[at++];
  };
  const put = (place: number) => {
    if (x >= width || y >= height) throw new RangeError('BMP with a run beyond its edge');
    places[y * width + x++] = place;
  };
  /** The colour at step `i` of bytes that each hold one, or two of half a byte. */
  const halfOf = (byte: number, i: number) => (i % 2 === 0 ? byte >> 4 : byte & 15);
  for (;;) {
    const length = next();
    const value = next();
    if (length > 0) {
      for (let i = 0; i < length; i++) put(bits === 8 ? value : halfOf(value, i));
    } else if (value === END_OF_LINE) {
      x = 0;
      y++;
    } else if (value === END_OF_PICTURE) {
      return places;
    } else if (value === MOVE) {
      x += next();
      y += next();
    } else {
      const size = Math.ceil((value * bits) / 8);
      let byte = 0;
      for (let i = 0; i < value; i++) {
        if (bits === 8 || i % 2 === 0) byte = next();
        put(bits === 8 ? byte : halfOf(byte, i));
      }
      // Padded to pairs of bytes.
      if (size % 2 === 1) next();
    }
  }
}
