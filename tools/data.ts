/**
 * npm run data -- NAME [--from PATH]: stores a full data set in data/, where the lessons' full profile
 * looks for it: downloaded from its canonical address, or taken from files already on disk.
 */

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Provenance } from '../lib/data/dataset';
import { importBrainTumor } from '../lib/data/sets/import-brain-tumor';
import { importCifar10 } from '../lib/data/sets/import-cifar10';
import { importEsc10 } from '../lib/data/sets/import-esc10';
import { importMad } from '../lib/data/sets/import-mad';
import { importMnist } from '../lib/data/sets/import-mnist';
import { MNIST_FILES } from '../lib/data/sets/mnist';
import { download } from '../lib/data/storage/download';
import { fullFolder, isStored, readStored } from '../lib/data/storage/stored-set';
import { UserError } from '../lib/errors';

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
const USAGE = 'npm run data -- mnist|cifar-10|brain-tumor|esc-10|mad [--from PATH]';
const MEGABYTE = 1e6;

interface FullSet {
  /** Megabytes needed while it is fetched and stored. */
  readonly space: number;
  fetch(folder: string): Promise<void>;
  import(from: string, to: string): Promise<Provenance>;
}

const FULL_SETS: Record<string, FullSet> = {
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
      const { url, md5 } = CIFAR10_ARCHIVE;
      const file = path.join(folder, path.posix.basename(url));
      if (!fs.existsSync(file)) {
        await download({ urls: [url], md5, file, onProgress: progressInBytes(path.basename(file)) });
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
};

function clipProgress(): (stored: number, total: number) => void {
  const show = progressLine();
  return (stored, total) => show(stored / total, `clips stored: ${stored} of ${total}`);
}

async function main(): Promise<void> {
  const { name, from } = readArguments();
  const set = FULL_SETS[name];
  const folder = fullFolder(name);
  if (from === undefined && isWhole(folder)) {
    console.log(`${folder} is there and whole; nothing to do.`);
    return;
  }
  const started = Date.now();
  fs.mkdirSync(folder, { recursive: true });
  checkSpace(folder, set.space);
  const provenance = from === undefined ? await fetchAndImport(set, folder) : await set.import(from, folder);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${provenance.name} stored in ${folder} in ${seconds} s (SHA-256 ${provenance.checksum}).`);
  console.log(`Licence: ${provenance.licence}.\nCite: ${provenance.citation}.`);
  if (provenance.note) console.log(`Note: ${provenance.note}.`);
}

/** What was downloaded stays until it is stored, so that an interrupted run goes on; what turns out wrong goes. */
async function fetchAndImport(set: FullSet, folder: string): Promise<Provenance> {
  const downloads = path.join(folder, 'download');
  await set.fetch(downloads);
  try {
    return await set.import(downloads, folder);
  } finally {
    fs.rmSync(downloads, { recursive: true, force: true });
  }
}

function readArguments(): { name: string; from?: string } {
  let parsed: { positionals: string[]; values: { from?: string } };
  try {
    parsed = parseArgs({ allowPositionals: true, options: { from: { type: 'string' } } });
  } catch (error) {
    throw new UserError(`${(error as Error).message.split('. ')[0]}; usage: ${USAGE}.`);
  }
  const { positionals, values } = parsed;
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0 || !Object.hasOwn(FULL_SETS, name)) {
    const given = positionals.length === 0 ? 'no data set was named' : `${positionals.join(' ')}: no such data set`;
    throw new UserError(`${given}; usage: ${USAGE}.`);
  }
  // npm runs from the repository's root, wherever its user stands.
  return { name, from: values.from && path.resolve(process.env.INIT_CWD ?? '.', values.from) };
}

function isWhole(folder: string): boolean {
  if (!isStored(folder)) return false;
  try {
    readStored(folder, 'it is stored anew');
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.log(error.message);
    return false;
  }
}

function checkSpace(folder: string, megabytes: number): void {
  const { bavail, bsize } = fs.statfsSync(folder);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  if (free < megabytes) {
    throw new UserError(`${folder}: ${megabytes} MB are needed, ${free} MB are free on this disk; free some space.`);
  }
}

function progressInBytes(file: string): (received: number, total: number | undefined) => void {
  const show = progressLine();
  return (received, total) => {
    const of = total === undefined ? '' : ` of ${(total / MEGABYTE).toFixed(1)}`;
    show(total ? received / total : undefined, `${file}: ${(received / MEGABYTE).toFixed(1)}${of} MB`);
  };
}

/** On a terminal a line that changes in place, elsewhere a line at each quarter. */
function progressLine(): (fraction: number | undefined, text: string) => void {
  let shownAt = 0;
  let quarter = 0;
  return (fraction = 0, text) => {
    if (process.stdout.isTTY) {
      if (fraction < 1 && Date.now() - shownAt < 100) return;
      shownAt = Date.now();
      process.stdout.write(`\r${text} `);
      if (fraction === 1) process.stdout.write('\n');
    } else if (Math.floor(4 * fraction) > quarter) {
      quarter = Math.floor(4 * fraction);
      console.log(text);
    }
  };
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
});
