import fs from 'node:fs';
import type { Examples, InputArray, Provenance } from '../data/dataset';
import { hasEndingOf } from '../data/formats/file-format';
import { imageCollection } from '../data/images/image-collection';
import { listLabelledFiles } from '../data/labelled-files';
import { soundFolder } from '../data/sounds/sound-folder';
import type { Splittable } from '../data/split-corpus';
import { type FileKind, walkKind } from '../data/storage/kind-folder';
import { UserError } from '../errors';
import { extractFeatures } from '../features';
import type { TrainingPlan } from './training-plan';

/** Labelled pictures or sounds as a model takes them, in no part yet. */
export interface LabelledExamples {
  readonly kind: FileKind;
  /** Bytes of pictures; features of sounds, not standardised. */
  readonly all: Examples<InputArray>;
  /** By example, as are the following. */
  readonly names: readonly string[];
  /** Label, group, and where the authors put it: part, fold. */
  readonly places: readonly Splittable[];
  readonly classNames: readonly string[];
  readonly provenance: Provenance;
  /** Files that could not be read, each with one sentence; they are no examples. */
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
}

/** What a folder or a table mostly holds. @throws UserError where there is none, or neither pictures nor sounds. */
export function kindOf(source: string): FileKind {
  const found = fs.statSync(source, { throwIfNoEntry: false });
  if (found === undefined) throw new UserError(`${source}: there is no such folder or file; check its name.`);
  if (!found.isDirectory()) {
    const { files } = listLabelledFiles(source, 'sound');
    return files.some(({ file }) => hasEndingOf('picture', file)) ? 'picture' : 'sound';
  }
  const [pictures, sounds] = (['picture', 'sound'] as const).map((kind) => walkKind(source, kind).folder.total);
  if (pictures + sounds === 0) {
    throw new UserError(`${source}: there are neither pictures nor sounds in this folder; check its name.`);
  }
  return pictures > sounds ? 'picture' : 'sound';
}

/**
 * Reads labelled files and prepares them as a plan says.
 * @throws UserError where there are no classes, or nothing of a class can be read.
 */
export async function labelledExamples(
  source: string,
  kind: FileKind,
  plan: Pick<TrainingPlan, 'features' | 'image'>,
  onProgress?: (done: number, total: number) => void,
): Promise<LabelledExamples> {
  return kind === 'sound' ? labelledSounds(source, plan, onProgress) : labelledPictures(source, plan, onProgress);
}

type Progress = ((done: number, total: number) => void) | undefined;

async function labelledPictures(
  source: string,
  { image }: Pick<TrainingPlan, 'image'>,
  onProgress: Progress,
): Promise<LabelledExamples> {
  const collection = await imageCollection(source, { image, ...(onProgress && { onProgress }) });
  const { all, files, groups, parts, folds, classNames, provenance, unreadable } = collection;
  return {
    kind: 'picture',
    all,
    names: files.map(({ name }) => name),
    places: files.map((_, i) => placed(all.labels[i], groups[i], parts[i], folds[i])),
    ...{ classNames, provenance, unreadable },
  };
}

function placed(
  label: number,
  group: string | undefined,
  part: Splittable['part'],
  fold: number | undefined,
): Splittable {
  return { label, ...(group !== undefined && { group }), ...(part && { part }), ...(fold !== undefined && { fold }) };
}

async function labelledSounds(
  source: string,
  { features }: Pick<TrainingPlan, 'features'>,
  onProgress: Progress,
): Promise<LabelledExamples> {
  const { clips, classNames, provenance } = soundFolder(source);
  const { inputs, inputShape, indices, unreadable } = await extractFeatures(
    clips,
    features,
    onProgress && { onProgress },
  );
  const readable = Array.from(indices, (index) => clips[index]);
  classNames.forEach((name, label) => {
    if (readable.some((clip) => clip.label === label)) return;
    const [first] = unreadable;
    throw new UserError(
      `${source}: no sound of class ${name} can be read (${first?.name}: ${first?.reason}); mend the files.`,
    );
  });
  const labels = Int32Array.from(readable, ({ label }) => label);
  return {
    kind: 'sound',
    all: { inputs, inputShape, labels, size: readable.length },
    names: readable.map(({ name }) => name),
    places: readable.map(({ label, group, part, fold }) => placed(label, group, part, fold)),
    ...{ classNames, provenance, unreadable },
  };
}
