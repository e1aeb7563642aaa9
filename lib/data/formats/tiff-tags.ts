/** Tags of a TIFF file's first picture. */
const NEW_SUBFILE_TYPE = 254;
const DNG_VERSION = 50706;
const REDUCED = 1;

/**
 * True where the first picture of a TIFF file is a preview of another in the same file, as the raw files of cameras have
 * it (NEF, ARW, DNG): a reader of TIFF would take the preview for the picture.
 */
export function isPreviewFirst(bytes: Uint8Array): boolean {
  const tags = firstTags(bytes);
  return tags.has(DNG_VERSION) || ((tags.get(NEW_SUBFILE_TYPE) ?? 0) & REDUCED) === REDUCED;
}

/** Numbers of the first directory by tag: of two bytes or four, the first of a list; empty where there is none. */
function firstTags(bytes: Uint8Array): Map<number, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tags = new Map<number, number>();
  const little = bytes[0] === 0x49;
  const isBig = view.byteLength > 16 && view.getUint16(2, little) === 43;
  const entrySize = isBig ? 20 : 12;
  try {
    const start = isBig ? Number(view.getBigUint64(8, little)) : view.getUint32(4, little);
    const count = isBig ? Number(view.getBigUint64(start, little)) : view.getUint16(start, little);
    const first = start + (isBig ? 8 : 2);
    for (let entry = first; entry < first + count * entrySize; entry += entrySize) {
      const isShort = view.getUint16(entry + 2, little) === 3;
      const value = entry + (isBig ? 12 : 8);
      tags.set(view.getUint16(entry, little), isShort ? view.getUint16(value, little) : view.getUint32(value, little));
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return tags;
}
