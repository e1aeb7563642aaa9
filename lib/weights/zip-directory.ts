const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LONGEST_COMMENT = 65_535;
const ELSEWHERE = 0xffffffff;

/**
 * Sees that the directory of a zip archive is whole (APPNOTE 6.3.10, 4.3), before it is unpacked: fflate looks for the
 * numbers of 64 bits that a damaged entry promises without an end.
 * @throws Error where an entry is not there, or promises numbers that it has not.
 */
export function checkZipDirectory(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let { count, at } = placeOfDirectory(view);
  for (; count > 0; count--) {
    if (at + ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== ENTRY)
      throw new Error('its directory is damaged');
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const end = at + ENTRY_BYTES + name + extra;
    const isElsewhere = [20, 24, 42].some((field) => view.getUint32(at + field, true) === ELSEWHERE);
    if (isElsewhere && !hasLongNumbers(view, at + ENTRY_BYTES + name, end)) throw new Error('its directory is damaged');
    at = end + comment;
  }
}

function placeOfDirectory(view: DataView): { count: number; at: number } {
  const first = Math.max(0, view.byteLength - END_BYTES - LONGEST_COMMENT);
  for (let end = view.byteLength - END_BYTES; end >= first; end--) {
    if (view.getUint32(end, true) !== END) continue;
    const hasLocator = end >= 20 && view.getUint32(end - 20, true) === LOCATOR_64;
    const long = hasLocator ? view.getUint32(end - 12, true) : 0;
    const isLong = hasLocator && long + 56 <= view.byteLength && view.getUint32(long, true) === END_64;
    if (isLong) return { count: view.getUint32(long + 32, true), at: view.getUint32(long + 48, true) };
    return { count: view.getUint16(end + 8, true), at: view.getUint32(end + 16, true) };
  }
  throw new Error('it has no directory');
}

/** Whether the extra fields of an entry hold that of 64 bits. */
function hasLongNumbers(view: DataView, start: number, end: number): boolean {
  for (let at = start; at + 4 <= Math.min(end, view.byteLength); at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) === 1) return true;
  }
  return false;
}
