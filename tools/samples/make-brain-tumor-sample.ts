/**
 * node --import tsx tools/samples/make-brain-tumor-sample.ts FOLDER [TO]: makes data/samples/brain-tumor anew out of the
 * folder that holds the full set's Training and Testing. The same files and seed give the same sample.
 */

import path from 'node:path';
import sharp from 'sharp';
import type { Provenance } from '../../lib/data/dataset';
import { BRAIN_TUMOR_CITATION, BRAIN_TUMOR_LICENCE, ORIGINAL_SIZES, placeOf } from '../../lib/data/sets/brain-tumor';
import { brainTumorFiles } from '../../lib/data/sets/import-brain-tumor';
import { readFile, writeFileAtomic } from '../../lib/data/storage/files';
import { sampleFolder, writeStored } from '../../lib/data/storage/stored-set';
import { UserError } from '../../lib/errors';
import { createRandom } from '../../lib/random';

const SEED = 2026;
/** Images of each class. */
const PER_CLASS = { Training: 24, Testing: 8 };
/** Longest side in pixels. */
const SIDE = 128;
const QUALITY = 85;

export async function makeBrainTumorSample(from: string, to: string): Promise<Provenance> {
  const random = createRandom(SEED);
  const names = brainTumorFiles(from);
  const drawn = (['Training', 'Testing'] as const).flatMap((part) =>
    [0, 1, 2, 3].flatMap((label) => {
      const members = names.filter((name) => placeOf(name).part === part && placeOf(name).label === label);
      return random.shuffle(members).slice(0, PER_CLASS[part]).sort();
    }),
  );
  const files: Record<string, Uint8Array> = {};
  const sizes = ['path,height,width'];
  for (const name of drawn) {
    const original = readFile(path.join(from, name));
    const { height, width } = await sharp(original).metadata();
    sizes.push(`${name},${height},${width}`);
    files[name] = await sharp(original)
      .grayscale()
      .resize({ width: SIDE, height: SIDE, fit: 'inside', kernel: 'lanczos3' })
      .jpeg({ quality: QUALITY })
      .toBuffer();
  }
  files[ORIGINAL_SIZES] = Buffer.from(`${sizes.join('\n')}\n`);
  const provenance = writeStored(to, files, {
    name: 'Brain Tumor Classification (MRI)',
    source: 'sample',
    encoding: 'jpeg',
    licence: BRAIN_TUMOR_LICENCE,
    citation: BRAIN_TUMOR_CITATION,
    note: `reduced to ${SIDE} pixels at most, grey`,
  });
  writeFileAtomic(path.join(to, 'README.md'), readme(provenance));
  return provenance;
}

function readme({ checksum }: Provenance): string {
  return `# Brain Tumor Classification (MRI), a sample

${PER_CLASS.Training} training and ${PER_CLASS.Testing} test images of each of the four classes (glioma, meningioma, no tumour,
pituitary), drawn by seed ${SEED} out of the set's own Training and Testing folders, under their own names. Each was
reduced to ${SIDE} pixels on its longer side, made grey, and stored as a JPEG file of quality ${QUALITY};
${ORIGINAL_SIZES} keeps the size it had.

For teaching. Nothing made with it may guide a diagnosis or a treatment.

- Licence: ${BRAIN_TUMOR_LICENCE}; this selection is passed on under the same.
- Citation: ${BRAIN_TUMOR_CITATION}
- SHA-256 of the files, one after the other in the order of provenance.json: \`${checksum}\`

Made by tools/samples/make-brain-tumor-sample.ts.
`;
}

async function main(): Promise<void> {
  const [from, to = sampleFolder('brain-tumor')] = process.argv.slice(2);
  if (!from) throw new UserError('usage: node --import tsx tools/samples/make-brain-tumor-sample.ts FOLDER [TO].');
  const { name, checksum } = await makeBrainTumorSample(from, to);
  console.log(`${name}: ${checksum}`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = 1;
  });
}
