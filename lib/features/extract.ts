import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { decodeAudio, decodeForGraph, type EncodedSound } from '../data/sounds/decode';
import type { Sound, SoundClip } from '../data/sounds/sound';
import { temporaryName } from '../data/storage/files';
import { UserError } from '../errors';
import {
  type ClipFeatures,
  clipFeatures,
  clipLength,
  type FeatureRecipe,
  featureShape,
  lengthAt,
} from './clip-features';
import { fitLength } from './fit-length';
import { canResampleBatch, resample } from './resample';

export interface ExtractOptions {
  /** Folder of the cache; default .cache/features. Null keeps nothing. */
  readonly cache?: string | null;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Features of the clips that could be read, in their order. */
export interface ExtractedFeatures {
  /** Row-major [readable clips, bands, frames, channels]. */
  readonly inputs: Float32Array;
  /** [bands, frames, channels] */
  readonly inputShape: readonly number[];
  /** Places of the readable clips in the list. */
  readonly indices: Int32Array;
  /** Clips that could not be read, each with one sentence; they have no row. */
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
}

const CACHE = path.join('.cache', 'features');
/** Another computation gives other numbers: raise this when one changes. */
const VERSION = 2;
/** Clips computed together; a graph has a fixed size. */
const BATCH = 16;
/** Clips in memory at once, read and decoded ahead of the computation. */
const AHEAD = 3 * BATCH;

/**
 * Features of many clips. Threads decode, one native graph computes a batch at a time on all cores. What was computed
 * is kept in a file a clip, named after its content and the recipe: a second call reads it, an interrupted one goes
 * on where it stopped. Clips that cannot be read are left out, counted and named.
 *
 * @throws RangeError where the recipe is impossible.
 */
export async function extractFeatures(
  clips: readonly SoundClip[],
  recipe: FeatureRecipe,
  { cache = CACHE, onProgress }: ExtractOptions = {},
): Promise<ExtractedFeatures> {
  const inputShape = featureShape(recipe);
  const rowLength = inputShape.reduce((product, side) => product * side, 1);
  const rows: (Float32Array | undefined)[] = clips.map(() => undefined);
  const unreadable: { name: string; reason: string }[] = [];
  const batches = new Batches(recipe, rowLength);
  let done = 0;
  const finish = (index: number, row: Float32Array | undefined) => {
    rows[index] = row;
    done++;
    onProgress?.(done, clips.length);
  };

  const prepare = async (index: number) => {
    const clip = clips[index];
    try {
      const content = await clip.read();
      const file = cache === null ? undefined : path.join(cache, `${keyOf(content, recipe, clip.change?.key)}.f32`);
      const known = file === undefined ? undefined : readRow(file, rowLength);
      if (known !== undefined) return finish(index, known);
      batches.add(await soundOf(content, clip, recipe), (row) => {
        if (file !== undefined) writeRow(file, row);
        finish(index, row);
      });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unreadable.push({ name: clip.name, reason: error.message.replace(/^the clip: /, '') });
      finish(index, undefined);
    }
  };
  for (let start = 0; start < clips.length; start += AHEAD) {
    const group = Array.from({ length: Math.min(AHEAD, clips.length - start) }, (_, i) => start + i);
    await Promise.all(group.map(prepare));
  }
  batches.flush();

  const indices = Int32Array.from(rows.flatMap((row, index) => (row === undefined ? [] : [index])));
  const inputs = new Float32Array(indices.length * rowLength);
  indices.forEach((index, row) => {
    inputs.set(rows[index]!, row * rowLength);
  });
  return { inputs, inputShape, indices, unreadable };
}

interface Waiting {
  readonly signal: EncodedSound['signal'];
  readonly resolve: (row: Float32Array) => void;
}

/** Signals of one rate and one kind of numbers, and what computes their features. */
interface Group {
  readonly compute: ClipFeatures;
  /** A batch of signals, used again for the next. */
  readonly signals: EncodedSound['signal'];
  readonly waiting: Waiting[];
}

/** Collects signals of one rate until there is a batch of them. */
class Batches {
  private readonly groups = new Map<string, Group>();

  constructor(
    private readonly recipe: FeatureRecipe,
    private readonly rowLength: number,
  ) {}

  add({ signal, sampleRate }: EncodedSound, resolve: Waiting['resolve']): void {
    const { sampleRate: target } = this.recipe;
    if (!canResampleBatch(sampleRate, target)) {
      const cut = fitLength(signal, lengthAt(this.recipe, sampleRate));
      this.add({ signal: resample(floats(cut), sampleRate, target), sampleRate: target }, resolve);
      return;
    }
    const length = sampleRate === target ? clipLength(this.recipe) : lengthAt(this.recipe, sampleRate);
    const integers = signal instanceof Int16Array;
    const key = `${sampleRate} ${integers ? 'int16' : 'float32'}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      const signals = integers ? new Int16Array(BATCH * length) : new Float32Array(BATCH * length);
      group = { compute: clipFeatures(this.recipe, sampleRate), signals, waiting: [] };
      this.groups.set(key, group);
    }
    group.waiting.push({ signal: fitLength(signal, length), resolve });
    if (group.waiting.length === BATCH) this.compute(group);
  }

  flush(): void {
    for (const group of this.groups.values()) if (group.waiting.length > 0) this.compute(group);
  }

  private compute(group: Group): void {
    const waiting = group.waiting.splice(0);
    const { length } = waiting[0].signal;
    const { signals } = group;
    waiting.forEach(({ signal }, i) => {
      signals.set(signal, i * length);
    });
    // A smaller batch is filled with silence: another size would be another graph.
    signals.fill(0, waiting.length * length);
    const features = group.compute(signals, BATCH);
    waiting.forEach(({ resolve }, i) => {
      resolve(features.slice(i * this.rowLength, (i + 1) * this.rowLength));
    });
  }
}

/** Changes work on what the recipe keeps of a sound: its rate and its length. */
async function soundOf(
  content: Uint8Array | Sound,
  { change }: SoundClip,
  recipe: FeatureRecipe,
): Promise<EncodedSound> {
  if (change === undefined) return content instanceof Uint8Array ? decodeForGraph(content) : content;
  const sound = content instanceof Uint8Array ? await decodeAudio(content) : content;
  const { sampleRate } = recipe;
  const cut = fitLength(sound.signal, lengthAt(recipe, sound.sampleRate));
  return change.apply({ signal: resample(cut, sound.sampleRate, sampleRate), sampleRate });
}

const floats = (signal: EncodedSound['signal']) =>
  signal instanceof Float32Array ? signal : Float32Array.from(signal, (value) => value / 2 ** 15);

function keyOf(content: Uint8Array | Sound, recipe: FeatureRecipe, change?: string): string {
  const names = Object.keys(recipe).sort() as (keyof FeatureRecipe)[];
  const parts = [VERSION, names.map((name) => [name, recipe[name]]), ...(change === undefined ? [] : [change])];
  const hash = createHash('sha256').update(JSON.stringify(parts));
  if (content instanceof Uint8Array) return hash.update(content).digest('hex').slice(0, 40);
  const { signal, sampleRate } = content;
  const bytes = new Uint8Array(signal.buffer, signal.byteOffset, signal.byteLength);
  return hash.update(`${sampleRate} Hz`).update(bytes).digest('hex').slice(0, 40);
}

/** A row of the cache; undefined where there is none, or not all of it. */
function readRow(file: string, length: number): Float32Array | undefined {
  try {
    const bytes = fs.readFileSync(file);
    if (bytes.length !== 4 * length) return undefined;
    return new Float32Array(Uint8Array.from(bytes).buffer);
  } catch {
    return undefined;
  }
}

/** Written whole or not at all, without waiting for the disk; a folder that cannot be written keeps no cache. */
function writeRow(file: string, row: Float32Array): void {
  const temporary = temporaryName(file);
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(temporary, new Uint8Array(row.buffer, row.byteOffset, row.byteLength));
    fs.renameSync(temporary, file);
  } catch {
    fs.rmSync(temporary, { force: true });
  }
}
