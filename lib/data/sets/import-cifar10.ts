import fs from 'node:fs';
import path from 'node:path';
import { Parser, type ReadEntry } from 'tar';
import { UserError } from '../../errors';
import { createRandom } from '../../random';
import type { Provenance } from '../dataset';
import { CIFAR_RECORD, cifarLabels } from '../formats/cifar-binary';
import { writeStored } from '../storage/stored-set';
import { CIFAR10_CITATION, CIFAR10_ENGLISH_NAMES, CIFAR10_FILES, CIFAR10_LICENCE } from './cifar10';

/** How many images a part of CIFAR-10 has of each class; a test gives less. */
export interface Cifar10Counts {
  readonly train: number;
  readonly test: number;
}

export const CIFAR10_COUNTS: Cifar10Counts = { train: 5000, test: 1000 };

/** One JPEG of the edition in class folders. */
export interface JpegFile {
  readonly part: 'train' | 'test';
  readonly label: number;
  readonly name: string;
  readonly bytes: Buffer;
}

const WHAT = 'give the binary version (cifar-10-binary.tar.gz, or its folder) or JPEG files in {train,test}/CLASS/';
export const JPEG_NOTE = 'decoded from an edition in JPEG files, so slightly degraded; the order of the images is ours';
/** Seed of the order in which JPEG files, which come class by class, are put into batches. */
const ORDER_SEED = 10;

/**
 * Stores CIFAR-10 in its binary format out of what the reader has: the binary batches, or JPEG files
 * {train,test}/CLASS/NAME.jpg under English class names, each in a folder or in a tar archive, gzipped or not.
 * JPEG files are decoded once, and the provenance says "jpeg".
 * @throws UserError where files are missing, damaged or foreign.
 */
export async function importCifar10(
  from: string,
  to: string,
  {
    counts = CIFAR10_COUNTS,
    onProgress,
  }: { counts?: Cifar10Counts; onProgress?: (decoded: number, total: number) => void } = {},
): Promise<Provenance> {
  const { batches, jpegs } = await findCifar10(from);
  const provenance = {
    name: 'CIFAR-10',
    source: 'full',
    licence: CIFAR10_LICENCE,
    citation: CIFAR10_CITATION,
  } as const;
  if (batches.size > 0) {
    return writeStored(to, checkedBatches(from, batches, counts), provenance);
  }
  return writeStored(to, await batchesOfJpegs(from, jpegs, counts, onProgress), {
    ...provenance,
    encoding: 'jpeg',
    note: JPEG_NOTE,
  });
}

/**
 * Reads what is there of CIFAR-10 in a folder or a tar archive; JPEG files by part, class and name.
 * @throws UserError where there is nothing, or the archive is damaged.
 */
export async function findCifar10(from: string): Promise<{ batches: Map<string, Buffer>; jpegs: JpegFile[] }> {
  const batches = new Map<string, Buffer>();
  const jpegs: JpegFile[] = [];
  await forEachFile(from, (name, bytes) => {
    const file = path.posix.basename(name);
    if ((CIFAR10_FILES as readonly string[]).includes(file)) batches.set(file, bytes);
    const match = /(?:^|\/)(train|test)\/([^/]+)\/[^/]+\.jpe?g$/i.exec(name);
    const label = match ? (CIFAR10_ENGLISH_NAMES as readonly string[]).indexOf(match[2]) : -1;
    if (match && label >= 0) jpegs.push({ part: match[1] as JpegFile['part'], label, name, bytes });
  });
  if (batches.size === 0 && jpegs.length === 0) throw new UserError(`${from}: there is no CIFAR-10 here; ${WHAT}.`);
  // A folder and an archive list the same files in different orders.
  jpegs.sort((a, b) => a.label - b.label || (a.name < b.name ? -1 : 1));
  return { batches, jpegs };
}

function checkedBatches(from: string, batches: Map<string, Buffer>, counts: Cifar10Counts): Record<string, Buffer> {
  const missing = CIFAR10_FILES.filter((name) => !batches.has(name));
  if (missing.length > 0) throw new UserError(`${from}: ${missing.join(', ')} missing; ${WHAT}.`);
  const files = CIFAR10_FILES.map((name) => ({ file: `${from}: ${name}`, bytes: batches.get(name)! }));
  checkCounts(from, 'train', cifarLabels(files.slice(0, -1)), counts);
  checkCounts(from, 'test', cifarLabels(files.slice(-1)), counts);
  return Object.fromEntries(CIFAR10_FILES.map((name) => [name, batches.get(name)!]));
}

async function batchesOfJpegs(
  from: string,
  jpegs: JpegFile[],
  counts: Cifar10Counts,
  onProgress: ((decoded: number, total: number) => void) | undefined,
): Promise<Record<string, Uint8Array>> {
  const parts = {
    train: jpegs.filter(({ part }) => part === 'train'),
    test: jpegs.filter(({ part }) => part === 'test'),
  };
  for (const part of ['train', 'test'] as const) {
    checkCounts(
      from,
      part,
      parts[part].map(({ label }) => label),
      counts,
    );
  }
  const random = createRandom(ORDER_SEED);
  const ordered = [...random.shuffle(parts.train), ...random.shuffle(parts.test)];
  const records = await decodeJpegs(ordered, onProgress);
  const batchBytes = (parts.train.length / (CIFAR10_FILES.length - 1)) * CIFAR_RECORD;
  return Object.fromEntries(
    CIFAR10_FILES.map((name, i) => {
      const isTest = i === CIFAR10_FILES.length - 1;
      return [name, records.subarray(i * batchBytes, isTest ? records.length : (i + 1) * batchBytes)];
    }),
  );
}

/**
 * Records of CIFAR-10's binary format out of JPEG files of 32 x 32.
 * @throws UserError where a file is damaged or of another size.
 */
export async function decodeJpegs(
  jpegs: readonly { label: number; name: string; bytes: Buffer }[],
  onProgress?: (decoded: number, total: number) => void,
): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const records = new Uint8Array(jpegs.length * CIFAR_RECORD);
  const plane = (CIFAR_RECORD - 1) / 3;
  let next = 0;
  const worker = async () => {
    while (next < jpegs.length) {
      const index = next++;
      const { label, name, bytes } = jpegs[index];
      const { data, info } = await sharp(bytes, { failOn: 'warning' })
        .toColourspace('srgb')
        .raw()
        .toBuffer({ resolveWithObject: true })
        .catch((error: Error) => {
          throw new UserError(
            `${name}: this cannot be read as a JPEG (${error.message.split('\n')[0]}); fetch it again.`,
          );
        });
      if (info.width !== 32 || info.height !== 32 || info.channels !== 3) {
        throw new UserError(
          `${name}: expected 32 x 32 pixels in colour, found ${info.width} x ${info.height} with ${info.channels} channels: this is not CIFAR-10.`,
        );
      }
      const start = index * CIFAR_RECORD;
      records[start] = label;
      for (let i = 0; i < plane; i++) {
        for (let channel = 0; channel < 3; channel++) records[start + 1 + channel * plane + i] = data[3 * i + channel];
      }
      if ((index + 1) % 500 === 0 || index + 1 === jpegs.length) onProgress?.(index + 1, jpegs.length);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return records;
}

function checkCounts(from: string, part: 'train' | 'test', labels: ArrayLike<number>, counts: Cifar10Counts): void {
  const found = CIFAR10_ENGLISH_NAMES.map(() => 0);
  for (let i = 0; i < labels.length; i++) found[labels[i]]++;
  found.forEach((count, label) => {
    if (count !== counts[part]) {
      throw new UserError(
        `${from}: expected ${counts[part]} ${part} images of ${CIFAR10_ENGLISH_NAMES[label]}, found ${count}: the set is not whole; ${WHAT}.`,
      );
    }
  });
}

/** Hands over each regular file that may belong to the set, in a folder (recursively) or in a tar archive. */
async function forEachFile(from: string, visit: (name: string, bytes: Buffer) => void): Promise<void> {
  const wanted = (name: string) => /\.(bin|jpe?g)$/i.test(name);
  const stat = fs.statSync(from, { throwIfNoEntry: false });
  if (!stat) throw new UserError(`${from}: there is no such file or folder; ${WHAT}.`);
  if (stat.isDirectory()) {
    for (const entry of fs.readdirSync(from, { recursive: true, encoding: 'utf8' }).sort()) {
      const file = path.join(from, entry);
      if (wanted(entry) && fs.statSync(file).isFile()) visit(entry.split(path.sep).join('/'), fs.readFileSync(file));
    }
    return;
  }
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error) =>
      reject(new UserError(`${from}: this is no tar archive, or it is truncated (${error.message}); ${WHAT}.`));
    const parser = new Parser({ strict: true });
    parser.on('entry', (entry: ReadEntry) => {
      if (entry.type !== 'File' || !wanted(entry.path)) {
        entry.resume();
        return;
      }
      const pieces: Buffer[] = [];
      entry.on('data', (piece: Buffer) => pieces.push(piece));
      entry.on('end', () => visit(entry.path, Buffer.concat(pieces)));
    });
    parser.on('end', resolve);
    parser.on('error', fail);
    const stream = fs.createReadStream(from);
    stream.on('error', fail);
    stream.on('data', (piece) => parser.write(piece as Buffer));
    stream.on('end', () => parser.end());
  });
}
