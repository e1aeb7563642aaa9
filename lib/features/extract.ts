import path from 'node:path';
import { sourceOf } from '../data/formats/byte-source';
import { checkSound } from '../data/sounds/check-sound';
import { decodeForGraph, decodeSound, type EncodedSound } from '../data/sounds/decode';
import type { Sound, SoundClip } from '../data/sounds/sound';
import { UserError } from '../errors';
import { workspace } from '../workspace';
import { type FeatureRecipe, featureShape, lengthAt } from './clip-features';
import { BATCH, FeatureBatches } from './feature-batches';
import { FeatureCache, type FeatureRow, readRow, writeRow } from './feature-cache';
import { fitLength } from './fit-length';
import { resample } from './resample';

export interface ExtractOptions {
  /** Folder of the cache; default features in the workspace's cache. Null keeps nothing. */
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
  /** Clips that were read in part, or by ffmpeg, each with a note; they have their row. */
  readonly noted: readonly { readonly name: string; readonly note: string }[];
}

/** Clips in memory at once, read and decoded ahead of the computation. */
const AHEAD = 3 * BATCH;
/** Bytes of files in memory at once; one larger file is read alone. */
const BYTES_AHEAD = 2 ** 26;

/**
 * Features of many clips. Threads decode, one native graph computes a batch at a time on all cores. What was computed
 * is kept in a file a clip, named after its content and the recipe: a second call reads it, an interrupted one goes
 * on where it stopped. Clips that cannot be read, or hold what is no sound (`checkSound`), are left out, counted and
 * named in the order of the list.
 *
 * @throws RangeError where the recipe is impossible.
 */
export async function extractFeatures(
  clips: readonly SoundClip[],
  recipe: FeatureRecipe,
  { cache = path.join(workspace().cache, 'features'), onProgress }: ExtractOptions = {},
): Promise<ExtractedFeatures> {
  const inputShape = featureShape(recipe);
  const rowLength = inputShape.reduce((product, side) => product * side, 1);
  const rows: (FeatureRow | undefined)[] = clips.map(() => undefined);
  const reasons: (string | undefined)[] = clips.map(() => undefined);
  const batches = new FeatureBatches(recipe, rowLength);
  const kept = cache === null ? undefined : new FeatureCache(cache, recipe);
  let done = 0;
  const finish = (index: number, row: FeatureRow | undefined) => {
    if (row?.values.every(Number.isFinite)) rows[index] = row;
    else reasons[index] ??= 'its features are no numbers, though its samples are; leave it out.';
    done++;
    onProgress?.(done, clips.length);
  };

  const prepare = async (index: number, content: Uint8Array | Sound) => {
    const clip = clips[index];
    const file = kept?.fileOf(content, clip.change?.key);
    const known = file === undefined ? undefined : readRow(file, rowLength);
    if (known !== undefined) return finish(index, known);
    const sound = await soundOf(content, clip, recipe);
    batches.add(sound, (values) => {
      const row = { values, ...(sound.note !== undefined && { note: sound.note }) };
      if (file !== undefined) writeRow(file, row);
      finish(index, row);
    });
  };
  await inTurn(clips, prepare, (index, sentence) => {
    reasons[index] = sentence;
    finish(index, undefined);
  });
  batches.flush();

  const indices = Int32Array.from(rows.flatMap((row, index) => (row === undefined ? [] : [index])));
  const inputs = new Float32Array(indices.length * rowLength);
  indices.forEach((index, row) => {
    inputs.set(rows[index]!.values, row * rowLength);
  });
  const unreadable = reasons.flatMap((reason, i) => (reason === undefined ? [] : [{ name: clips[i].name, reason }]));
  const noted = rows.flatMap((row, i) => (row?.note === undefined ? [] : [{ name: clips[i].name, note: row.note }]));
  return { inputs, inputShape, indices, unreadable, noted };
}

/** Reads the clips and prepares several at a time, so many that their files have room. */
async function inTurn(
  clips: readonly SoundClip[],
  prepare: (index: number, content: Uint8Array | Sound) => Promise<void>,
  refuse: (index: number, sentence: string) => void,
): Promise<void> {
  let bytes = 0;
  const running = new Set<Promise<void>>();
  for (const [index, clip] of clips.entries()) {
    const refused = (error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      const begun = `${clip.name}: `;
      refuse(index, error.message.startsWith(begun) ? error.message.slice(begun.length) : error.message);
    };
    const content = await Promise.resolve().then(clip.read).catch(refused);
    if (content === undefined) continue;
    const size = content instanceof Uint8Array ? content.length : 4 * content.signal.length;
    while (running.size > 0 && (running.size >= AHEAD || bytes + size > BYTES_AHEAD)) await Promise.race(running);
    bytes += size;
    const task = prepare(index, content)
      .catch(refused)
      .finally(() => {
        bytes -= size;
        running.delete(task);
      });
    running.add(task);
  }
  await Promise.all(running);
}

/** Changes work on what the recipe keeps of a sound: its rate and its length. */
async function soundOf(
  content: Uint8Array | Sound,
  { change, name }: SoundClip,
  recipe: FeatureRecipe,
): Promise<EncodedSound> {
  if (change === undefined && content instanceof Uint8Array) return decodeForGraph(content, name);
  const sound = content instanceof Uint8Array ? await decodeSound(sourceOf(content), name) : checkSound(content, name);
  if (change === undefined) return sound;
  const { sampleRate } = recipe;
  const cut = fitLength(sound.signal, lengthAt(recipe, sound.sampleRate));
  const changed = change.apply({ signal: resample(cut, sound.sampleRate, sampleRate), sampleRate });
  return { ...checkSound(changed, name), ...(sound.note !== undefined && { note: sound.note }) };
}
