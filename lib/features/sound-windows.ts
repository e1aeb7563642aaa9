import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { arraysHash } from '../data/arrays-hash';
import { decoderVersions } from '../data/sounds/decoder-versions';
import type { SoundClip, SoundCorpus } from '../data/sounds/sound';
import type { ExampleBatch, Source } from '../data/source';
import { openFile, readJson, temporaryName, writeFileAtomic } from '../data/storage/files';
import { UserError } from '../errors';
import { tensorflowVersion } from '../tensorflow';
import { workspace } from '../workspace';
import { type FeatureRecipe, featureShape } from './clip-features';
import { type SpectrogramPiece, soundPieces } from './sound-pieces';
import { unitDecibels } from './unit-decibels';

/** Another computation gives other numbers: raise this when one changes. */
const VERSION = 1;

export interface SoundWindowsOptions {
  /** `kind: 'mel'`, one channel; its `seconds` are those of a piece of a long sound. */
  readonly recipe: FeatureRecipe;
  /** Of a window. */
  readonly frames: number;
  /** Names of clips whose windows are left out. */
  readonly without?: ReadonlySet<string>;
  /** Default windows in the workspace's cache. */
  readonly cache?: string;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What stands beside the file of windows. */
interface Facts {
  readonly shape: readonly [bands: number, frames: number];
  /** For each window the place of its clip in the corpus. */
  readonly clips: readonly number[];
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
}

/** Windows of spectrograms without labels; inputs are bytes [bands, frames, 1], `unitDecibels` in steps of 1/255. */
export interface SoundWindows extends Source<ExampleBatch>, Pick<Facts, 'unreadable'> {
  /** Of the clip that each window is of. */
  readonly names: readonly string[];
  readonly shape: readonly [bands: number, frames: number, channels: 1];
  close(): void;
}

/**
 * Cuts the sounds of a corpus into spectrogram windows of one length, of which nothing but a batch is in memory: they lie
 * in one file of the cache, a byte a value, computed once. A shorter sound is repeated until it fills its window; a
 * longer one gives several, and what is left of it counts where that is half a window.
 * @throws UserError where no sound can be read, or the recipe is impossible.
 */
export async function soundWindows(corpus: SoundCorpus, options: SoundWindowsOptions): Promise<SoundWindows> {
  const { recipe, frames, cache = path.join(workspace().cache, 'windows') } = options;
  const [bands, , channels] = featureShape(recipe);
  if (recipe.kind !== 'mel' || channels !== 1) {
    throw new UserError("soundWindows: recipe is of another kind; give { kind: 'mel' } without deltaWidth.");
  }
  const key = createHash('sha256')
    .update(JSON.stringify([VERSION, corpus.provenance.checksum, recipe, frames]))
    .update(JSON.stringify([decoderVersions(), tensorflowVersion]))
    .digest('hex')
    .slice(0, 40);
  const file = path.join(cache, `${key}.u8`);
  const facts = readFacts(file) ?? (await write(file, corpus, { ...options, bands }));
  return opened(file, facts, corpus, options.without);
}

const factsOf = (file: string): string => `${file}.json`;

/** Of a file that is there to its end. */
function readFacts(file: string): Facts | undefined {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined || !fs.existsSync(factsOf(file))) return undefined;
  const facts = readJson<Facts>(factsOf(file));
  return size === facts.clips.length * facts.shape[0] * facts.shape[1] ? facts : undefined;
}

async function write(
  file: string,
  { clips, provenance }: SoundCorpus,
  { recipe, frames, bands, onProgress }: SoundWindowsOptions & { readonly bands: number },
): Promise<Facts> {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = temporaryName(file);
  const handle = fs.openSync(temporary, 'wx');
  const unreadable: { name: string; reason: string }[] = [];
  const places = new Map(clips.map((clip, place) => [clip, place]));
  const owners: number[] = [];
  let done = 0;
  try {
    const refuse = ({ name }: SoundClip, reason: string) => unreadable.push({ name, reason });
    for await (const { clip, pieces } of soundPieces(clips, recipe, refuse)) {
      for (const window of pieces.flatMap((piece) => windowsOf(piece, bands, frames))) {
        fs.writeSync(handle, window);
        owners.push(places.get(clip)!);
      }
      onProgress?.(++done + unreadable.length, clips.length);
    }
    if (owners.length === 0) {
      throw new UserError(`${provenance.name}: no sound in it can be read; ${unreadable[0]?.reason ?? 'it is empty.'}`);
    }
    fs.fsyncSync(handle);
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  } finally {
    fs.closeSync(handle);
  }
  const facts: Facts = { shape: [bands, frames], clips: owners, unreadable };
  writeFileAtomic(factsOf(file), `${JSON.stringify(facts)}\n`);
  return facts;
}

/** Row-major [bands, frames] each, as bytes. */
function windowsOf({ values, frames: all }: SpectrogramPiece, bands: number, frames: number): Uint8Array[] {
  const unit = unitDecibels(values);
  const count = Math.max(1, Math.round(all / frames));
  return Array.from({ length: count }, (_, i) => {
    // The last one ends where the sound does.
    const start = Math.max(0, Math.min(i * frames, all - frames));
    const window = new Uint8Array(bands * frames);
    for (let band = 0; band < bands; band++) {
      for (let frame = 0; frame < frames; frame++) {
        window[band * frames + frame] = Math.round(255 * unit[band * all + ((start + frame) % all)]);
      }
    }
    return window;
  });
}

function opened(
  file: string,
  { shape, clips, unreadable }: Facts,
  corpus: SoundCorpus,
  without: SoundWindowsOptions['without'] = new Set(),
): SoundWindows {
  const handle = openFile(file);
  const [bands, frames] = shape;
  const length = bands * frames;
  const names = clips.map((place) => corpus.clips[place].name);
  const kept = Int32Array.from(names.keys()).filter((window) => !without.has(names[window]));
  return {
    size: kept.length,
    shape: [bands, frames, 1],
    names: Array.from(kept, (window) => names[window]),
    unreadable,
    fingerprint: `${path.basename(file)}, windows ${arraysHash([], [{ data: kept, shape: [kept.length] }])}`,
    batch(indices) {
      const data = new Uint8Array(indices.length * length);
      indices.forEach((index, row) => {
        fs.readSync(handle, data, row * length, length, kept[index] * length);
      });
      return { inputs: { data, shape: [indices.length, bands, frames, 1] } };
    },
    close: () => fs.closeSync(handle),
  };
}
