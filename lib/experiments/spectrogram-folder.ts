import path from 'node:path';
import sharp from 'sharp';
import { csvText } from '../data/formats/csv';
import { nameSome } from '../data/name-some';
import { soundFolder } from '../data/sounds/sound-folder';
import { writeFileAtomic } from '../data/storage/files';
import { UserError } from '../errors';
import { extractFeatures, type FeatureRecipe } from '../features';

export interface SpectrogramFolder {
  /** The table: path, label, and where they are known part, fold and group. */
  readonly table: string;
  readonly pictures: number;
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
}

/** Sounds whose features are in memory at once. */
const CHUNK = 256;

/**
 * Labelled sounds as grey pictures of their mel spectrograms, low tones at the bottom, and a table of them: what an
 * image model, or a person, can look at. The loudest of a sound is white, `topDb` below it black.
 * @throws UserError where there are no classes, two sounds would have one name, or the recipe is of coefficients.
 */
export async function spectrogramFolder(
  source: string,
  to: string,
  recipe: FeatureRecipe,
  onProgress?: (done: number, total: number) => void,
): Promise<SpectrogramFolder> {
  const { kind, deltaWidth } = recipe;
  const topDb = recipe.topDb ?? 80;
  if (kind !== 'mel' || deltaWidth !== undefined) {
    throw new UserError('pictures are of mel spectrograms; say features.kind=mel, without deltaWidth.');
  }
  const { clips, classNames } = soundFolder(source);
  const names = clips.map(({ name, label }) => path.posix.join(classNames[label], `${path.basename(name)}.png`));
  checkDistinct(names, source);
  const rows: string[][] = [];
  const unreadable: { readonly name: string; readonly reason: string }[] = [];
  for (let start = 0; start < clips.length; start += CHUNK) {
    const chunk = clips.slice(start, start + CHUNK);
    const found = await extractFeatures(chunk, { ...recipe, topDb });
    unreadable.push(...found.unreadable);
    const [bands, frames] = found.inputShape;
    for (const [row, index] of found.indices.entries()) {
      const values = found.inputs.subarray(row * bands * frames, (row + 1) * bands * frames);
      const { label, part = '', fold = '', group = '' } = chunk[index];
      const name = names[start + index];
      writeFileAtomic(path.join(to, name), await picture(values, { bands, frames, topDb }));
      rows.push([name, classNames[label], part, String(fold), group]);
    }
    onProgress?.(Math.min(start + CHUNK, clips.length), clips.length);
  }
  if (rows.length === 0) throw new UserError(`${source}: none of its sounds can be read; mend the files.`);
  const table = path.join(to, 'spectrograms.csv');
  writeFileAtomic(table, csvText([['path', 'label', 'part', 'fold', 'group'], ...rows]));
  return { table, pictures: rows.length, unreadable };
}

function checkDistinct(names: readonly string[], source: string): void {
  const twice = names.filter((name, i) => names.indexOf(name) < i);
  if (twice.length === 0) return;
  throw new UserError(`${source}: several sounds of a class have one name, ${nameSome(twice)}; rename them.`);
}

/** @param values decibels, row-major [bands, frames], low tones first. */
function picture(
  values: Float32Array,
  { bands, frames, topDb }: { readonly bands: number; readonly frames: number; readonly topDb: number },
): Promise<Buffer> {
  const loudest = values.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
  const pixels = Uint8Array.from({ length: values.length }, (_, i) => {
    const band = bands - 1 - Math.floor(i / frames);
    const share = 1 + (values[band * frames + (i % frames)] - loudest) / topDb;
    return Math.round(255 * Math.min(1, Math.max(0, share)));
  });
  return sharp(pixels, { raw: { width: frames, height: bands, channels: 1 } })
    .png()
    .toBuffer();
}
