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
/** A row begins with the SHA-256 of its numbers. */
const HASH_BYTES = 32;

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
export function readRow(file: string, length: number): Float32Array | undefined {
  try {
    const bytes = fs.readFileSync(file);
    const values = bytes.subarray(HASH_BYTES);
    if (values.length !== 4 * length || !sha256(values).equals(bytes.subarray(0, HASH_BYTES))) return undefined;
    return new Float32Array(Uint8Array.from(values).buffer);
  } catch {
    return undefined;
  }
}

/** Written whole or not at all, without waiting for the disk; a folder that cannot be written keeps no cache. */
export function writeRow(file: string, row: Float32Array): void {
  const temporary = temporaryName(file);
  const values = bytesOf(row);
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(temporary, Buffer.concat([sha256(values), values]));
    fs.renameSync(temporary, file);
  } catch {
    fs.rmSync(temporary, { force: true });
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => new Uint8Array(buffer, byteOffset, byteLength);

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
