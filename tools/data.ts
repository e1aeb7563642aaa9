/**
 * npm run data -- NAME [--from PATH]: stores a full data set or published weights in data/, where the lessons' full
 * profile looks for them: downloaded from their canonical address, or taken from files already on disk.
 */

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Provenance } from '../lib/data/dataset';
import { fullFolder, isStored, readStored } from '../lib/data/storage/stored-set';
import { UserError } from '../lib/errors';
import { readPretrained, weightsFolder } from '../lib/weights';
import { type FullSet, fullSets } from './data/full-sets';
import { MEGABYTE } from './data/progress-line';
import { publishedWeights, storeWeights } from './data/weights';

const NAMES = [...Object.keys(fullSets), ...Object.keys(publishedWeights)];
const USAGE = `npm run data -- ${NAMES.join('|')} [--from PATH]`;

async function main(): Promise<void> {
  const { name, from } = readArguments();
  if (Object.hasOwn(publishedWeights, name)) return showWeights(name, from);
  const set = fullSets[name];
  const folder = fullFolder(name);
  if (from === undefined && isStored(folder) && isWhole(() => readStored(folder, 'it is stored anew'), folder)) return;
  const started = Date.now();
  fs.mkdirSync(folder, { recursive: true });
  checkSpace(folder, set.space);
  const provenance = from === undefined ? await fetchAndImport(set, folder) : await set.import(from, folder);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${provenance.name} stored in ${folder} in ${seconds} s (SHA-256 ${provenance.checksum}).`);
  console.log(`Licence: ${provenance.licence}.\nCite: ${provenance.citation}.`);
  if (provenance.note) console.log(`Note: ${provenance.note}.`);
}

async function showWeights(name: string, from: string | undefined): Promise<void> {
  const folder = weightsFolder(name);
  if (from === undefined && isWhole(() => readPretrained(name), folder)) return;
  fs.mkdirSync(folder, { recursive: true });
  checkSpace(folder, 100);
  const { name: title, licence, authors, citation, sha256 } = await storeWeights(name, from);
  console.log(`${title} stored in ${folder} (SHA-256 ${sha256}).\nLicence: ${licence}, ${authors}.`);
  if (citation) console.log(`Cite: ${citation}.`);
}

/**
 * What was downloaded stays until it is stored, so that an interrupted run goes on, a full disk costs nothing; what turns
 * out to be wrong goes.
 */
async function fetchAndImport(set: FullSet, folder: string): Promise<Provenance> {
  const downloads = path.join(folder, 'download');
  await set.fetch(downloads);
  const discard = () => fs.rmSync(downloads, { recursive: true, force: true });
  try {
    const provenance = await set.import(downloads, folder);
    discard();
    return provenance;
  } catch (error) {
    if (error instanceof UserError) discard();
    throw error;
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
  if (name === undefined || others.length > 0 || !NAMES.includes(name)) {
    const given = positionals.length === 0 ? 'no data set was named' : `${positionals.join(' ')}: nothing of that name`;
    throw new UserError(`${given}; usage: ${USAGE}.`);
  }
  // npm runs from the repository's root, wherever its user stands.
  return { name, from: values.from && path.resolve(process.env.INIT_CWD ?? '.', values.from) };
}

/** Says so where what is stored is there and whole; otherwise what is wrong with it, if it is there at all. */
function isWhole(read: () => unknown, folder: string): boolean {
  if (!fs.existsSync(folder)) return false;
  try {
    read();
    console.log(`${folder} is there and whole; nothing to do.`);
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

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
});
