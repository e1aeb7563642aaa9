import { UserError } from '../../errors';
import type { FileFormat } from '../formats/file-format';

/** What sharp and our own reader of BMP read. */
const READABLE = new Set(['JPEG', 'PNG', 'GIF', 'WebP', 'TIFF', 'AVIF', 'SVG', 'BMP']);

/** What turns a file of another format into one that is read. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  HEIC: 'export it as JPEG, or convert it: heif-convert FILE.heic FILE.jpg',
  HEIF: 'export it as JPEG, or convert it: heif-convert FILE.heif FILE.jpg',
  'JPEG 2000': 'convert it: opj_decompress -i FILE.jp2 -o FILE.png',
  'JPEG XL': 'convert it: djxl FILE.jxl FILE.png',
  'JPEG-LS': 'convert it: ffmpeg -i FILE.jls FILE.png',
  DICOM: 'choose its window of grey levels and convert it: dcmj2pnm +on FILE.dcm FILE.png',
  FITS: 'choose its range of values and save it as PNG of 16 bits',
  'Photoshop PSD': 'export it as PNG',
  'GIMP XCF': 'export it as PNG',
  DjVu: 'convert it: ddjvu -format=tiff FILE.djvu FILE.tif',
  OpenEXR: 'choose its range of light and save it as PNG',
  'Radiance HDR': 'choose its range of light and save it as PNG',
  'an MP4 or QuickTime film': 'take pictures out of it: ffmpeg -i FILE.mp4 FILE-%04d.png',
  'an AVIF film': 'take pictures out of it: ffmpeg -i FILE.avifs FILE-%04d.png',
  'an AVI film': 'take pictures out of it: ffmpeg -i FILE.avi FILE-%04d.png',
  'a Matroska or WebM film': 'take pictures out of it: ffmpeg -i FILE.mkv FILE-%04d.png',
  'a PDF document': 'take its pages out: pdftoppm -png FILE.pdf FILE',
  'an HTML page': 'the download went wrong: fetch it again',
  JSON: 'the download went wrong: fetch it again',
  'an XML file': 'the download went wrong: fetch it again',
  'a pointer of Git LFS': 'the picture was not fetched: git lfs pull',
  'a pointer of git-annex': 'the picture was not fetched: git annex get FILE',
};
const GIVE_WHOLE = 'give a whole JPEG, PNG, GIF, BMP, WebP, TIFF or AVIF file';
const DEVELOP = 'develop it into JPEG or TIFF with your camera’s program, darktable or dcraw -T';
const UNPACK = 'unpack it, and give what is in it';

/** One sentence: what the file is, and what to do. */
export function unreadable(name: string, reason: string, remedy = GIVE_WHOLE): UserError {
  return new UserError(`${name}: this cannot be read as a picture (${reason.split('\n')[0]}); ${remedy}.`);
}

/** @throws UserError unless the bytes begin as a picture does that can be read. */
export function checkReadable(format: FileFormat | undefined, bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) throw unreadable(name, 'the file is empty', 'copy it again');
  if (format === undefined) throw unreadable(name, startOf(bytes));
  if (READABLE.has(format.name)) return;
  const isRaw = format.name.startsWith('camera RAW');
  const isArchive = /archive|gzipped/.test(format.name);
  const wayOut = isRaw ? DEVELOP : isArchive ? UNPACK : WAYS_OUT[format.name];
  const convert = format.kind === 'picture' ? 'convert it to PNG' : GIVE_WHOLE;
  throw unreadable(name, `it is ${format.name}`, wayOut ?? convert);
}

/** For a camera's file whose first picture is a preview: sharp would take that for the picture. */
export function refuseRaw(name: string): UserError {
  return unreadable(name, 'it is camera RAW, of which only a preview could be shown', DEVELOP);
}

function startOf(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 16));
  const isText = start.every((byte) => byte >= 0x20 && byte < 0x7f);
  return `it begins with ${isText ? JSON.stringify(start.toString('latin1')) : start.subarray(0, 4).toString('hex')}, as no picture known here does`;
}
