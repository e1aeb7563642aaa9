import fs from 'node:fs';
import path from 'node:path';
import type { Provenance } from '../../lib/data/dataset';
import { importBrainTumor } from '../../lib/data/sets/import-brain-tumor';
import { importCifar10 } from '../../lib/data/sets/import-cifar10';
import { importEsc10 } from '../../lib/data/sets/import-esc10';
import { importFreeSounds } from '../../lib/data/sets/import-free-sounds';
import { importMad } from '../../lib/data/sets/import-mad';
import { importMnist } from '../../lib/data/sets/import-mnist';
import { MNIST_FILES } from '../../lib/data/sets/mnist';
import { download } from '../../lib/data/storage/download';
import { UserError } from '../../lib/errors';
import { clipProgress, progressInBytes, progressLine } from './progress-line';

const MNIST_MIRRORS = [
  'https://ossci-datasets.s3.amazonaws.com/mnist',
  'https://storage.googleapis.com/cvdf-datasets/mnist',
];
const CIFAR10_ARCHIVE = {
  url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
  md5: 'c32a1d4ab5d03f1284b67883e8d87530',
};
/** Made by its host at each request, so it has no checksum; its files have one. */
const BRAIN_TUMOR_ARCHIVE =
  'https://github.com/SartajBhuvaji/Brain-Tumor-Classification-DataSet/archive/refs/heads/master.tar.gz';
/** Made by its host at each request, so it has no checksum; clips have one once they are stored. */
const ESC10_ARCHIVE = 'https://github.com/karoldvl/ESC-10/archive/refs/heads/master.tar.gz';

/** A data set that can be stored whole. */
export interface FullSet {
  /** Megabytes needed while it is fetched and stored. */
  readonly space: number;
  fetch(folder: string): Promise<void>;
  import(from: string, to: string): Promise<Provenance>;
}

export const fullSets: Record<string, FullSet> = {
  mnist: {
    space: 70,
    async fetch(folder) {
      for (const name of MNIST_FILES) {
        const file = path.join(folder, `${name}.gz`);
        if (fs.existsSync(file)) continue;
        const urls = MNIST_MIRRORS.map((mirror) => `${mirror}/${name}.gz`);
        await download({ urls, file, onProgress: progressInBytes(`${name}.gz`) });
      }
    },
    import: async (from, to) => importMnist(from, to),
  },
  'cifar-10': {
    space: 400,
    async fetch(folder) {
      const { url, md5: value } = CIFAR10_ARCHIVE;
      const file = path.join(folder, path.posix.basename(url));
      if (!fs.existsSync(file)) {
        const checksum = { algorithm: 'md5', value } as const;
        await download({ urls: [url], checksum, file, onProgress: progressInBytes(path.basename(file)) });
      }
    },
    async import(from, to) {
      const archive = path.join(from, path.posix.basename(CIFAR10_ARCHIVE.url));
      const show = progressLine();
      return importCifar10(fs.existsSync(archive) ? archive : from, to, {
        onProgress: (decoded, total) => show(decoded / total, `images decoded: ${decoded} of ${total}`),
      });
    },
  },
  'brain-tumor': {
    // The archive, the files out of it, and the files stored.
    space: 300,
    async fetch(folder) {
      const file = path.join(folder, 'brain-tumor.tar.gz');
      if (!fs.existsSync(file)) {
        await download({ urls: [BRAIN_TUMOR_ARCHIVE], file, onProgress: progressInBytes(path.basename(file)) });
      }
    },
    async import(from, to) {
      const archive = path.join(from, 'brain-tumor.tar.gz');
      const show = progressLine();
      return importBrainTumor(fs.existsSync(archive) ? archive : from, to, {
        onProgress: (read, total) => show(read / total, `images read: ${read} of ${total}`),
      });
    },
  },
  'esc-10': {
    // The archive, the clips out of it, and the clips stored.
    space: 150,
    async fetch(folder) {
      const file = path.join(folder, 'esc-10.tar.gz');
      if (!fs.existsSync(file)) {
        await download({ urls: [ESC10_ARCHIVE], file, onProgress: progressInBytes(path.basename(file)) });
      }
    },
    async import(from, to) {
      const archive = path.join(from, 'esc-10.tar.gz');
      return importEsc10(fs.existsSync(archive) ? archive : from, to, { onProgress: clipProgress() });
    },
  },
  mad: {
    space: 3000,
    async fetch() {
      throw new UserError(
        'MAD cannot be fetched by this command: get it as its authors say (https://doi.org/10.1038/s41597-024-03511-w), unpack it and run npm run data -- mad --from PATH.',
      );
    },
    import: (from, to) => importMad(from, to, { onProgress: clipProgress() }),
  },
  'free-sounds': {
    space: 120,
    async fetch() {
      throw new UserError(
        'The free sounds lie in no archive: make them out of the Debian packages by tools/data/free_sounds.py, and run npm run data -- free-sounds --from PATH.',
      );
    },
    import: (from, to) => importFreeSounds(from, to, { onProgress: clipProgress() }),
  },
};
