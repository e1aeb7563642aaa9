/** What a file holds, by its first bytes. */
export interface FileFormat {
  /** As a sentence has it: "JPEG", "a PDF document". */
  readonly name: string;
  readonly kind: 'picture' | 'sound' | 'other';
}

/** So many first bytes of a file are enough to tell its format. */
export const FORMAT_BYTES = 4096;

/** Latin-1 text of the first bytes; a question mark stands for any byte. */
type Signature = readonly [name: string, kind: FileFormat['kind'], text: string, offset?: number];

const SIGNATURES: readonly Signature[] = [
  ['JPEG-LS', 'picture', '\xff\xd8\xff\xf7'],
  ['JPEG', 'picture', '\xff\xd8\xff'],
  ['PNG', 'picture', '\x89PNG\r\n\x1a\n'],
  ['GIF', 'picture', 'GIF87a'],
  ['GIF', 'picture', 'GIF89a'],
  ['WebP', 'picture', 'RIFF????WEBP'],
  ['BMP', 'picture', 'BM????????????\x0c\0\0\0'],
  ['BMP', 'picture', 'BM????????????\x28\0\0\0'],
  ['BMP', 'picture', 'BM????????????\x34\0\0\0'],
  ['BMP', 'picture', 'BM????????????\x38\0\0\0'],
  ['BMP', 'picture', 'BM????????????\x40\0\0\0'],
  ['BMP', 'picture', 'BM????????????\x6c\0\0\0'],
  ['BMP', 'picture', 'BM????????????\x7c\0\0\0'],
  ['camera RAW (Canon CR2)', 'picture', 'II*\0????CR'],
  ['camera RAW (Olympus ORF)', 'picture', 'IIRO'],
  ['camera RAW (Panasonic RW2)', 'picture', 'IIU\0'],
  ['camera RAW (Fujifilm RAF)', 'picture', 'FUJIFILMCCD-RAW'],
  ['TIFF', 'picture', 'II*\0'],
  ['TIFF', 'picture', 'MM\0*'],
  ['TIFF', 'picture', 'II+\0'],
  ['TIFF', 'picture', 'MM\0+'],
  ['JPEG 2000', 'picture', '\0\0\0\x0cjP  '],
  ['JPEG 2000', 'picture', '\xff\x4f\xff\x51'],
  ['JPEG XL', 'picture', '\0\0\0\x0cJXL '],
  ['JPEG XL', 'picture', '\xff\x0a'],
  ['DICOM', 'picture', 'DICM', 128],
  ['Photoshop PSD', 'picture', '8BPS\0'],
  ['GIMP XCF', 'picture', 'gimp xcf'],
  ['Windows icon (ICO)', 'picture', '\0\0\x01\0?\0'],
  ['OpenEXR', 'picture', '\x76\x2f\x31\x01'],
  ['Radiance HDR', 'picture', '#?RADIANCE'],
  ['DirectDraw surface (DDS)', 'picture', 'DDS \x7c\0\0\0'],
  ['DjVu', 'picture', 'AT&TFORM'],
  ['QOI', 'picture', 'qoif'],
  ['FITS', 'picture', 'SIMPLE  ='],
  ['WAV', 'sound', 'RIFF????WAVE'],
  ['RIFX', 'sound', 'RIFX????WAVE'],
  ['RF64', 'sound', 'RF64????WAVE'],
  ['BW64', 'sound', 'BW64????WAVE'],
  ['Sony Wave64', 'sound', 'riff\x2e\x91\xcf\x11'],
  ['FLAC', 'sound', 'fLaC'],
  ['Ogg', 'sound', 'OggS\0'],
  ['MP3', 'sound', 'ID3\x02\0'],
  ['MP3', 'sound', 'ID3\x03\0'],
  ['MP3', 'sound', 'ID3\x04\0'],
  ['AIFF', 'sound', 'FORM????AIFF'],
  ['AIFF-C', 'sound', 'FORM????AIFC'],
  ['Sun AU', 'sound', '.snd\0\0'],
  ['Sun AU', 'sound', 'dns.'],
  ['Core Audio (CAF)', 'sound', 'caff\0'],
  ['AMR-WB', 'sound', '#!AMR-WB'],
  ['AMR', 'sound', '#!AMR'],
  ['NIST SPHERE', 'sound', 'NIST_1A'],
  ['Creative VOC', 'sound', 'Creative Voice File'],
  ['True Audio (TTA)', 'sound', 'TTA1'],
  ['Musepack', 'sound', 'MPCK'],
  ['Musepack', 'sound', 'MP+'],
  ['DSD (DSF)', 'sound', 'DSD \x1c\0'],
  ['DSD (DSDIFF)', 'sound', 'FRM8'],
  ['Dolby AC-3', 'sound', '\x0b\x77'],
  ['DTS', 'sound', '\x7f\xfe\x80\x01'],
  ['RealAudio', 'sound', '.ra\xfd'],
  ['RealMedia', 'sound', '.RMF'],
  ['Shorten', 'sound', 'ajkg'],
  ['QOA', 'sound', 'qoaf'],
  ['notes to play (MIDI)', 'other', 'MThd'],
  ['AAC (ADIF)', 'sound', 'ADIF'],
  ['WavPack', 'sound', 'wvpk'],
  ["Monkey's Audio", 'sound', 'MAC ?\x0f'],
  ['Windows Media', 'sound', '\x30\x26\xb2\x75\x8e\x66\xcf\x11'],
  ['AAC (ADTS)', 'sound', '\xff\xf1'],
  ['AAC (ADTS)', 'sound', '\xff\xf9'],
  ['AAC (ADTS)', 'sound', '\xff\xf0'],
  ['AAC (ADTS)', 'sound', '\xff\xf8'],
  ['a PDF document', 'other', '%PDF'],
  ['a PostScript file', 'other', '%!PS'],
  ['a ZIP archive or an Office document', 'other', 'PK\x03\x04'],
  ['an empty ZIP archive', 'other', 'PK\x05\x06'],
  ['an old Office document', 'other', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['a gzipped file', 'other', '\x1f\x8b'],
  ['an xz archive', 'other', '\xfd7zXZ\0'],
  ['a bzip2 archive', 'other', 'BZh?1AY&SY'],
  ['a 7-Zip archive', 'other', '7z\xbc\xaf'],
  ['a RAR archive', 'other', 'Rar!\x1a'],
  ['a tar archive', 'other', 'ustar', 257],
  ['an HDF5 file', 'other', '\x89HDF\r\n'],
  ['a NumPy array', 'other', '\x93NUMPY'],
  ['a MATLAB file', 'other', 'MATLAB 5.0'],
  ['a Parquet file', 'other', 'PAR1\x15'],
  ['an SQLite database', 'other', 'SQLite format 3'],
  ['a Matroska or WebM film', 'other', '\x1a\x45\xdf\xa3'],
  ['an AVI film', 'other', 'RIFF????AVI '],
];

/** Boxes of the ISO media format, told apart by their brands; HEIC and AVIF may both also say mif1. */
const BRANDS: readonly (readonly [name: string, kind: FileFormat['kind'], brand: RegExp])[] = [
  ['an AVIF film', 'picture', /^avis$/],
  ['AVIF', 'picture', /^avi[fo]$/],
  ['HEIC', 'picture', /^(hei[cxms]|hev[cxms])$/],
  ['camera RAW (Canon CR3)', 'picture', /^crx $/],
  ['M4A (AAC)', 'sound', /^M4[AB] $/],
  ['an MP4 or QuickTime film', 'other', /^(isom|iso\d|mp4\d|avc1|qt {2}|M4V |3g[p2].|dash)$/],
  ['HEIF', 'picture', /^(mif1|msf1)$/],
];

/** Texts that stand where a picture, a sound or a table should: by how they begin, comments and spaces aside. */
const TEXTS: readonly (readonly [name: string, kind: FileFormat['kind'], pattern: RegExp])[] = [
  ['Netpbm (PBM, PGM, PPM)', 'picture', /^(P[1-6fF]\s+(#[^\n]*\n\s*)*\d+\s+\d+\s|P7\nWIDTH)/],
  ['a pointer of Git LFS', 'other', /^version https:\/\/git-lfs\.github\.com\/spec/],
  ['a pointer of git-annex', 'other', /^(\.\.\/)*(\.git)?\/annex\/objects\//],
  ['an HTML page', 'other', /^(<\?xml[^>]*>\s*)?<(!doctype html|html|head|body)\b/i],
  ['SVG', 'picture', /^(<\?xml[^>]*>\s*)?(<!doctype svg\b[^>]*>\s*)?<svg\b/i],
  ['an XML file', 'other', /^<\?xml/],
  ['an XML file', 'other', /^<(error|message|response)>/i],
  ['JSON', 'other', /^\{\s*"[^"]*"\s*:|^\[\s*[{["]/],
];

/**
 * What the first bytes of a file say that it is, whatever its name ends in; undefined for text, and for what is not
 * known. The kind is of the content alone: whether it can be read is another question.
 * @param start the first `FORMAT_BYTES` bytes, or all.
 */
export function fileFormat(start: Uint8Array): FileFormat | undefined {
  const { buffer, byteOffset, length } = start;
  const text = Buffer.from(buffer, byteOffset, Math.min(length, FORMAT_BYTES)).toString('latin1');
  const signed = SIGNATURES.find(([, , signature, offset = 0]) => begins(text, signature, offset));
  if (signed !== undefined) return { name: signed[0], kind: signed[1] };
  if (text.startsWith('ftyp', 4)) return boxed(text, start);
  if (isMpeg(start)) return { name: 'MP3', kind: 'sound' };
  const begun = text.replace(/<!--.*?-->/gs, '').replace(/^(\xef\xbb\xbf)?\s*/, '');
  const written = TEXTS.find(([, , pattern]) => pattern.test(begun));
  return written && { name: written[0], kind: written[1] };
}

function begins(text: string, signature: string, offset: number): boolean {
  if (text.length < offset + signature.length) return false;
  for (let i = 0; i < signature.length; i++) {
    if (signature[i] !== '?' && signature[i] !== text[offset + i]) return false;
  }
  return true;
}

function boxed(text: string, start: Uint8Array): FileFormat | undefined {
  const size = new DataView(start.buffer, start.byteOffset, start.byteLength).getUint32(0);
  const brands = [text.slice(8, 12), ...(text.slice(16, Math.min(size, FORMAT_BYTES)).match(/.{4}/gs) ?? [])];
  // The major brand first, and then what else the file says to be compatible with.
  for (const brand of brands) {
    const known = BRANDS.find(([, , pattern]) => pattern.test(brand));
    if (known !== undefined && known[0] !== 'HEIF') return { name: known[0], kind: known[1] };
  }
  return { name: 'HEIF', kind: 'picture' };
}

/** A frame of MPEG audio, layer III: eleven bits set, and no field with a value that is reserved. */
function isMpeg(start: Uint8Array): boolean {
  const [first, second, third] = start;
  const layer = (second >> 1) & 3;
  const version = (second >> 3) & 3;
  return first === 0xff && second >= 0xe0 && layer === 1 && version !== 1 && third >> 4 < 15 && ((third >> 2) & 3) < 3;
}

const ENDINGS: Readonly<Record<'picture' | 'sound', RegExp>> = {
  picture:
    /\.(jpe?g|jpe|jfif?|pjp(eg)?|a?png|gif|bmp|dib|webp|tiff?|avifs?|hei[cf]|hif|svg|jp2|j2k|j2c|jpx|jpf|jxl|jls|psd|ico|p[bgpna]m|tga|pcx|dcm|dicom|qoi|exr|hdr|dds|xcf|djvu|fits?|cr[23]|nef|nrw|arw|dng|orf|rw2|raf|pef|srw)$/i,
  sound:
    /\.(wave?|bwf|rf64|w64|flac|mp[23]|mpga|og[ga]|opus|spx|aif[fc]?|m4[ab]|aac|au|snd|caf|amr|wma|wv|ape|mka|weba)$/i,
};

/** True where a file's name says that it holds a picture or a sound. */
export function hasEndingOf(kind: 'picture' | 'sound', name: string): boolean {
  return ENDINGS[kind].test(name);
}
