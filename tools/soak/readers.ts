import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../lib/config';
import { CIFAR_RECORD, decodeCifar } from '../../lib/data/formats/cifar-binary';
import { parseCsv } from '../../lib/data/formats/csv';
import { encodeIdx, readIdx } from '../../lib/data/formats/idx';
import { decodeImage } from '../../lib/data/images/image-file';
import { decodeAudio } from '../../lib/features';
import { setSeed, tf } from '../../lib/tensorflow';
import { fit } from '../../lib/training';
import { readPretrained, readTorchFile, writePretrained } from '../../lib/weights';
import { loadModel, saveModel } from '../../lib/weights/model-folder';
import { decodeTensors } from '../../lib/weights/safetensors';
import { openTensors } from '../../lib/weights/tensor-file';

/** A reader of foreign files, with good files for it. */
export interface Reader {
  samples(): Promise<Readonly<Record<string, Uint8Array>>>;
  /** Reads a file, and sees that what it gives can be right. @throws UserError in one sentence, where it cannot be read */
  read(bytes: Uint8Array, sample: string): Promise<void> | void;
}

const GOLDEN = path.join(__dirname, '..', '..', 'test', 'golden');

/** Files of a folder, by name. */
function filesOf(folder: string, wanted: RegExp): Record<string, Uint8Array> {
  const place = path.join(GOLDEN, folder);
  const names = fs.readdirSync(place).filter((name) => wanted.test(name));
  return Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(place, name))]));
}

function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`a wrong value: ${what}`);
}

const SIDE = 12;

async function pictures(): Promise<Record<string, Uint8Array>> {
  const { default: sharp } = await import('sharp');
  const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (37 * i) % 256);
  const picture = sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } });
  const formats = ['jpeg', 'png', 'webp', 'gif', 'tiff'] as const;
  const encoded = await Promise.all(formats.map(async (format) => [format, await picture.toFormat(format).toBuffer()]));
  const head = Buffer.alloc(54);
  head.write('BM');
  head.writeUInt32LE(54 + pixels.length, 2);
  head.writeUInt32LE(54, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(SIDE, 18);
  head.writeInt32LE(SIDE, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  return { ...Object.fromEntries(encoded), bmp: Buffer.concat([head, pixels]) };
}

/** A folder that is there while something is done with it. */
async function inFolder<T>(action: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-fuzz-'));
  try {
    return await action(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

type Files = Readonly<Record<string, Uint8Array>>;

const allFiles = (folder: string): Files =>
  Object.fromEntries(fs.readdirSync(folder).map((name) => [name, fs.readFileSync(path.join(folder, name))]));

/** A file, for readers that want one; it is there while it is read. */
const onDisk = (bytes: Uint8Array, action: (file: string) => unknown): Promise<void> =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'file');
    fs.writeFileSync(file, bytes);
    await action(file);
  });

/** Reads a folder of files that belong together, one of which is not as it was written. */
function folderReader(write: (folder: string) => unknown, read: (folder: string) => Promise<void> | void): Reader {
  let written: Promise<Files> | undefined;
  const samples = () => {
    written ??= inFolder(async (folder) => {
      await write(folder);
      return allFiles(folder);
    });
    return written;
  };
  return {
    samples,
    async read(bytes, sample) {
      const files = { ...(await samples()), [sample]: bytes };
      await inFolder((folder) => {
        for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), content);
        return read(folder);
      });
    },
  };
}

const EXAMPLES = {
  train: {
    inputs: Uint8Array.from({ length: 24 }, (_, i) => 40 * (i % 6)),
    inputShape: [3],
    labels: Int32Array.from({ length: 8 }, (_, i) => i % 2),
    size: 8,
  },
};

/** A training of one epoch; where its checkpoint is there already, it goes on from that, which is to say not at all. */
async function trainOnce(folder: string): Promise<Float32Array> {
  setSeed(1);
  const { dense } = tf.layers;
  const model = tf.sequential({ layers: [dense({ units: 2, inputShape: [3], activation: 'softmax', name: 'dense' })] });
  try {
    await fit(model, EXAMPLES, { epochs: 1, learningRate: 0.1, checkpoint: path.join(folder, 'run.safetensors') });
    return model.getWeights()[0].dataSync().slice() as Float32Array;
  } finally {
    model.dispose();
  }
}

let trained: Promise<Float32Array> | undefined;

export const readers: Readonly<Record<string, Reader>> = {
  sound: {
    samples: async () =>
      filesOf('sounds', /^(pcm_16|float|ima_adpcm|ms_adpcm|pcm_24|opus|vorbis|mpeg|flac|layer)[^/]*$/),
    async read(bytes) {
      const { signal, sampleRate } = await decodeAudio(bytes);
      expectThat(signal.length > 0 && signal.every(Number.isFinite), 'samples that are no numbers');
      expectThat(sampleRate >= 100 && sampleRate <= 1_000_000, `${sampleRate} Hz`);
    },
  },
  image: {
    samples: pictures,
    async read(bytes) {
      const { image } = await decodeImage(bytes, 'picture', { height: 8, width: 8, channels: 3 });
      expectThat(image.pixels.length === 8 * 8 * 3, `${image.pixels.length} values`);
    },
  },
  csv: {
    samples: async () => ({
      plain: Buffer.from('path,label\na/1.wav,dog\n"b, 2.wav","cat ""x"""\nc.wav,dog\n'),
      semicolon: Buffer.from('path;label;fold\né.wav;dog;1\nb.wav;cat;2\n'),
      utf16: Buffer.from('\ufeffpath\tlabel\na\tb\nc\td\n', 'utf16le'),
    }),
    read(bytes) {
      const { rows, columns } = parseCsv(bytes, 'table.csv');
      expectThat(
        rows.every(({ cells }) => Object.keys(cells).length === columns.length),
        'cells for columns',
      );
    },
  },
  idx: {
    samples: async () => ({
      images: encodeIdx({ values: Uint8Array.from({ length: 60 }, (_, i) => i), shape: [3, 4, 5] }),
    }),
    read(bytes) {
      const { values, shape } = readIdx(bytes, 'images', 3);
      expectThat(values.length === shape.reduce((product, side) => product * side, 1), `${shape}`);
    },
  },
  cifar: {
    samples: async () => ({ batch: Uint8Array.from({ length: 2 * CIFAR_RECORD }, (_, i) => i % 10) }),
    read(bytes) {
      const { size, labels } = decodeCifar([{ file: 'batch', bytes }]);
      expectThat(labels.length === size && labels.every((label) => label < 10), 'labels');
    },
  },
  safetensors: {
    samples: async () => filesOf('torch', /safetensors$/),
    read(bytes) {
      for (const { data, shape } of Object.values(decodeTensors(bytes, 'file').tensors)) {
        expectThat(data.length === shape.reduce((product, side) => product * side, 1), `${shape}`);
      }
    },
  },
  tensors: {
    samples: async () => filesOf('torch', /safetensors$/),
    read: (bytes) =>
      onDisk(bytes, async (file) => {
        const opened = (await openTensors(file))!;
        try {
          for (const name of Object.keys(opened.entries)) await opened.read(name);
        } finally {
          await opened.close();
        }
      }),
  },
  torch: { samples: async () => filesOf('torch', /\.pth$/), read: (bytes) => void readTorchFile(bytes, 'file') },
  config: {
    samples: async () => ({
      cifar: fs.readFileSync(path.join('configs', '01-cifar-cnn.yaml')),
      brain: fs.readFileSync(path.join('configs', '04-tumeurs-cerebrales.yaml')),
    }),
    read: (bytes) => onDisk(bytes, (file) => loadConfig('fuzz', { file, profile: 'quick' })),
  },
  model: folderReader(
    async (folder) => {
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], name: 'dense' })] });
      await saveModel(model, folder, { classNames: ['a', 'b'] });
    },
    async (folder) => {
      (await loadModel(folder)).dispose();
    },
  ),
  checkpoint: folderReader(trainOnce, async (folder) => {
    trained ??= inFolder(trainOnce);
    expectThat(String(await trainOnce(folder)) === String(await trained), 'weights that were never learnt');
  }),
  pretrained: folderReader(
    (folder) => {
      const tensors = { weight: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } };
      writePretrained(folder, tensors, { name: 'Pair', licence: 'CC0', authors: 'the reader' });
    },
    (folder) => {
      const { weight } = readPretrained(folder).tensors;
      expectThat(String(weight.data) === '1,2,3,4', String(weight.data));
    },
  ),
};
