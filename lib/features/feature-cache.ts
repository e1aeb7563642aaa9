import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { decoderVersions } from '../data/sounds/decoder-versions';
import type { Sound } from '../data/sounds/sound';
import { temporaryName } from '../data/storage/files';
import { tensorflowVersion } from '../tensorflow';
import type { FeatureRecipe } from './clip-features';

/** Another computation gives other numbers: raise this when one changes. */
const VERSION = 3;

/** Features of one clip. */
export interface FeatureRow {
  readonly values: Float32Array;
  /** What was not as it should be when the clip was read. */
  readonly note?: string;
}

/** The first line of a file, before the numbers. */
interface Header {
  /** Of note and numbers. */
  readonly sha256: string;
  readonly note?: string;
}

/**
 * Features of clips, a file each. A file's name stands for all that its numbers follow from: the clip's content and
 * what is changed in it, the recipe, and the versions of the decoders, of TensorFlow and of this computation.
 */
export class FeatureCache {
  private readonly recipe: string;

  constructor(
    private readonly folder: string,
    recipe: FeatureRecipe,
  ) {
    const names = Object.keys(recipe).sort() as (keyof FeatureRecipe)[];
    const settings = names.map((name) => [name, recipe[name]]);
    this.recipe = JSON.stringify([VERSION, decoderVersions(), tensorflowVersion, settings]);
  }

  /** The row's place. @param change what is done to the sound, by its key. */
  fileOf(content: Uint8Array | Sound, change: string | undefined): string {
    const hash = createHash('sha256').update(`${this.recipe}\n${JSON.stringify(change ?? null)}\n`);
    if (content instanceof Uint8Array) hash.update('file\n').update(content);
    else hash.update(`${content.sampleRate} Hz\n`).update(bytesOf(content.signal));
    return path.join(this.folder, `${hash.digest('hex').slice(0, 40)}.f32`);
  }
}

/** A row of the cache; undefined where there is none, not all of it, or not what was written. */
export function readRow(file: string, length: number): FeatureRow | undefined {
  try {
    const bytes = fs.readFileSync(file);
    const end = bytes.indexOf(0x0a);
    const { sha256, note } = JSON.parse(bytes.toString('utf8', 0, end)) as Header;
    const numbers = bytes.subarray(end + 1);
    if (numbers.length !== 4 * length || sha256 !== hashOf(numbers, note)) return undefined;
    return { values: new Float32Array(Uint8Array.from(numbers).buffer), ...(note !== undefined && { note }) };
  } catch {
    return undefined;
  }
}

/** Written whole or not at all, without waiting for the disk; a folder that cannot be written keeps no cache. */
export function writeRow(file: string, { values, note }: FeatureRow): void {
  const temporary = temporaryName(file);
  const numbers = bytesOf(values);
  const header: Header = { sha256: hashOf(numbers, note), ...(note !== undefined && { note }) };
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(temporary, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), numbers]));
    fs.renameSync(temporary, file);
  } catch {
    fs.rmSync(temporary, { force: true });
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => new Uint8Array(buffer, byteOffset, byteLength);

const hashOf = (numbers: Uint8Array, note = '') =>
  createHash('sha256').update(`${note}\n`).update(numbers).digest('hex');
