import assert from 'node:assert/strict';
import test from 'node:test';
import sharp from 'sharp';
import { fileFormat, hasEndingOf } from '../../../lib/data/formats/file-format';

const ofText = (text: string) => fileFormat(Buffer.from(text, 'latin1'));

test('pictures that sharp writes are known by their first bytes', async () => {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#123456' } });
  for (const [format, name] of [
    ['jpeg', 'JPEG'],
    ['png', 'PNG'],
    ['gif', 'GIF'],
    ['webp', 'WebP'],
    ['tiff', 'TIFF'],
    ['avif', 'AVIF'],
  ] as const) {
    assert.deepEqual(fileFormat(await picture.toFormat(format).toBuffer()), { name, kind: 'picture' });
  }
});

test('what stands where a picture or a sound should is named', () => {
  for (const [text, name, kind] of [
    ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'HEIC', 'picture'],
    ['\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'HEIC', 'picture'],
    ['\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf', 'AVIF', 'picture'],
    ['\0\0\0\x14ftypmif1\0\0\0\0mif1', 'HEIF', 'picture'],
    ['\0\0\0\x2cftypavis\0\0\0\0avifavismsf1iso8', 'an AVIF film', 'picture'],
    ['\0\0\0\x20ftypavif\0\0\0\0avifmif1avis', 'AVIF', 'picture'],
    ['\0\0\0\x18ftypM4A \0\0\0\0isommp42', 'M4A (AAC)', 'sound'],
    ['\0\0\0\x18ftypmp42\0\0\0\0isommp42', 'an MP4 or QuickTime film', 'other'],
    ['\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'camera RAW (Canon CR3)', 'picture'],
    [`${'\0'.repeat(128)}DICM\x02\0`, 'DICOM', 'picture'],
    ['\0\0\0\x0cjP  \r\n\x87\n', 'JPEG 2000', 'picture'],
    ['%PDF-1.7', 'a PDF document', 'other'],
    ['\n<!DOCTYPE HTML><html>', 'an HTML page', 'other'],
    ['<?xml version="1.0"?>\n<!DOCTYPE html>', 'an HTML page', 'other'],
    ['<?xml version="1.0"?><!-- by hand -->\n<svg xmlns="', 'SVG', 'picture'],
    ['<?xml version="1.0"?><Error><Code>AccessDenied', 'an XML file', 'other'],
    ['{"message": "Not found"}', 'JSON', 'other'],
    ['version https://git-lfs.github.com/spec/v1\n', 'a pointer of Git LFS', 'other'],
    ['/annex/objects/SHA256E-s1', 'a pointer of git-annex', 'other'],
    ['P6\n# made by hand\n2 2\n255\n', 'Netpbm (PBM, PGM, PPM)', 'picture'],
    ['ID3\x04\0', 'MP3', 'sound'],
    ['\xff\xfb\x90\0', 'MP3', 'sound'],
    ['\xff\xf1\x50\x80', 'AAC (ADTS)', 'sound'],
    ['RIFF\0\0\0\0WAVEfmt ', 'WAV', 'sound'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'WebP', 'picture'],
    ['RIFF\0\0\0\0AVI LIST', 'an AVI film', 'other'],
    ['PK\x03\x04\x14\0', 'a ZIP archive or an Office document', 'other'],
  ] as const) {
    assert.deepEqual(ofText(text), { name, kind }, JSON.stringify(text.slice(-20)));
  }
});

test('text, UTF-16 text, noise and nothing are no format', () => {
  for (const text of ['', 'path,label\n', 'BM is a bitmap', '\xff\xfeh\0e\0', '\xff\xfe', 'ID3', '\0\0\0\0', '{ }']) {
    assert.equal(ofText(text), undefined, JSON.stringify(text));
  }
});

test('endings in any case', () => {
  for (const name of ['a.JPG', 'b.Jpeg', 'c.jfif', 'd.tif', 'e.heic', 'f.DCM']) assert.ok(hasEndingOf('picture', name));
  for (const name of ['a.wav', 'b.M4A', 'c.oga', 'd.aif', 'e.wave']) assert.ok(hasEndingOf('sound', name));
  for (const name of ['a.txt', 'jpg', 'b.jpg.txt', 'c.wav']) assert.ok(!hasEndingOf('picture', name));
});
