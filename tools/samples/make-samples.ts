/**
 * node --import tsx tools/samples/make-samples.ts MNIST_FOLDER CIFAR10_JPEGS [TO]: makes data/samples anew out of MNIST's four
 * files and CIFAR-10 as JPEG files (a folder or a tar archive). The same files and seeds give the same samples.
 */

import path from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { type Examples, type Provenance, select } from '../../lib/data/dataset';
import { gunzipIfNeeded } from '../../lib/data/formats/idx';
import { encodeWav } from '../../lib/data/formats/wav';
import { CIFAR10_CITATION, CIFAR10_ENGLISH_NAMES, CIFAR10_LICENCE } from '../../lib/data/sets/cifar10';
import { decodeJpegs, findCifar10, type JpegFile } from '../../lib/data/sets/import-cifar10';
import { encodeMnist, MNIST_CITATION, MNIST_FILES, MNIST_LICENCE, readMnist } from '../../lib/data/sets/mnist';
import { syntheticSound } from '../../lib/data/sounds/synthetic-sounds';
import { readFile, writeFileAtomic } from '../../lib/data/storage/files';
import { writeStored } from '../../lib/data/storage/stored-set';
import { UserError } from '../../lib/errors';
import { createRandom } from '../../lib/random';
import { boatDrawing, digitDrawing } from './sample-drawings';

const SEED = 2026;
/** Images of each class, so that chance is 10 % exactly. */
const MNIST_PER_CLASS = { train: 200, test: 50 };
const CIFAR10_PER_CLASS = { train: 100, test: 30 };

export async function makeMnistSample(from: string, to: string): Promise<Provenance> {
  const [trainImages, trainLabels, testImages, testLabels] = MNIST_FILES.map((name) => {
    const file = path.join(from, `${name}.gz`);
    return { file, bytes: gunzipIfNeeded(readFile(file), file) };
  });
  const random = createRandom(SEED);
  const balanced = (all: Examples, perClass: number) => {
    const indices = Array.from(all.labels, (_, index) => index);
    return encodeMnist(
      select(
        all,
        drawBalanced(indices, (index) => all.labels[index], perClass, random),
      ),
    );
  };
  const train = balanced(readMnist(trainImages, trainLabels), MNIST_PER_CLASS.train);
  const test = balanced(readMnist(testImages, testLabels), MNIST_PER_CLASS.test);
  const contents = [train.images, train.labels, test.images, test.labels];
  const provenance = writeStored(
    to,
    Object.fromEntries(MNIST_FILES.map((name, i) => [`${name}.gz`, gzipSync(contents[i], { level: 9 })])),
    { name: 'MNIST', source: 'sample', licence: MNIST_LICENCE, citation: MNIST_CITATION },
  );
  writeFileAtomic(
    path.join(to, 'README.md'),
    `# MNIST, a sample

2,000 training and 500 test images of handwritten digits, 28 x 28, as many of each digit, drawn by seed ${SEED} out of
MNIST's own training and test sets: the images are unchanged, only their number and order are not MNIST's.

- Licence: ${MNIST_LICENCE}, as that of MNIST; this selection is passed on under the same.
- Citation: ${MNIST_CITATION}
- Format: MNIST's idx files, gzipped.
- SHA-256 of the four files, unzipped, one after the other in the order of provenance.json: \`${provenance.checksum}\`

Made by tools/samples/make-samples.ts.
`,
  );
  return provenance;
}

export async function makeCifar10Sample(from: string, to: string): Promise<Provenance> {
  const { jpegs } = await findCifar10(from);
  const random = createRandom(SEED);
  const balanced = (part: JpegFile['part']) =>
    decodeJpegs(
      drawBalanced(
        jpegs.filter((jpeg) => jpeg.part === part),
        ({ label }) => label,
        CIFAR10_PER_CLASS[part],
        random,
      ),
    );
  const files = { 'data_batch_1.bin': await balanced('train'), 'test_batch.bin': await balanced('test') };
  const provenance = writeStored(to, files, {
    name: 'CIFAR-10',
    source: 'sample',
    encoding: 'jpeg',
    licence: CIFAR10_LICENCE,
    citation: CIFAR10_CITATION,
    note: 'decoded from an edition in JPEG files, so slightly degraded',
  });
  writeFileAtomic(
    path.join(to, 'README.md'),
    `# CIFAR-10, a sample (encoding: jpeg)

1,000 training and 300 test photographs, 32 x 32 in colour, as many of each of the ten classes
(${CIFAR10_ENGLISH_NAMES.join(', ')}), drawn by seed ${SEED} out of CIFAR-10's own training and test sets.

They were decoded from an edition of CIFAR-10 in **jpeg** files, so each is slightly degraded against the original.

- Licence: ${CIFAR10_LICENCE}.
- Citation: ${CIFAR10_CITATION}
- Format: CIFAR-10's binary batches: for each image its label, then 1,024 red, 1,024 green and 1,024 blue bytes.
- SHA-256 of the two files, one after the other in the order of provenance.json: \`${provenance.checksum}\`

Made by tools/samples/make-samples.ts.
`,
  );
  return provenance;
}

/** Pictures and a sound that stand for the reader's own, made by this project. */
export async function makePersonalSamples(to: string): Promise<void> {
  writeFileAtomic(path.join(to, 'bateau.png'), await rendered(boatDrawing()));
  writeFileAtomic(path.join(to, 'chiffre.png'), await rendered(digitDrawing()));
  const { signal, sampleRate } = syntheticSound('rotor', { seed: SEED });
  writeFileAtomic(path.join(to, 'son.wav'), encodeWav(signal, sampleRate));
  writeFileAtomic(
    path.join(to, 'README.md'),
    `# Pictures and sounds of one's own

- bateau.png: a boat, 256 x 256 in colour, for the lesson on photographs.
- chiffre.png: a digit in dark ink on a light sheet, 280 x 280, for the lesson on handwritten digits.

- son.wav: 4 s of a rotor's beat, 16 kHz, for the lesson on sequences of sound.

Put your own pictures here, of any size (JPEG, PNG, WebP), or recordings (WAV, FLAC, MP3, Ogg Vorbis), and name them in
the lesson's cell.

All were made by tools/samples/make-samples.ts; licence CC0 1.0: do with them what you like.
`,
  );
}

/** `perClass` items of each class, mixed. @throws UserError where a class has fewer. */
function drawBalanced<T>(
  items: readonly T[],
  labelOf: (item: T) => number,
  perClass: number,
  random: ReturnType<typeof createRandom>,
): T[] {
  const drawn: T[] = [];
  for (let label = 0; label < 10; label++) {
    const members = random.shuffle(items.filter((item) => labelOf(item) === label));
    if (members.length < perClass) {
      throw new UserError(`class ${label} has ${members.length} images, ${perClass} are needed: give the full set.`);
    }
    drawn.push(...members.slice(0, perClass));
  }
  return random.shuffle(drawn);
}

function rendered(svg: string): Promise<Buffer> {
  return sharp(Buffer.from(svg))
    .flatten({ background: '#ffffff' })
    .removeAlpha()
    .png({ compressionLevel: 9 })
    .toBuffer();
}

async function main(): Promise<void> {
  const [mnist, cifar10, to = path.join('data', 'samples')] = process.argv.slice(2);
  if (!mnist || !cifar10) {
    throw new UserError('usage: node --import tsx tools/samples/make-samples.ts MNIST_FOLDER CIFAR10_JPEGS [TO].');
  }
  await makePersonalSamples(path.join(to, 'personal'));
  for (const { name, checksum } of [
    await makeMnistSample(mnist, path.join(to, 'mnist')),
    await makeCifar10Sample(cifar10, path.join(to, 'cifar-10')),
  ]) {
    console.log(`${name}: ${checksum}`);
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = 1;
  });
}
