import { UserError } from '../../errors';
import { instead } from '../../options';
import type { Dataset } from '../dataset';
import type { SoundCorpus } from '../sounds/sound';
import { type BrainTumorOptions, brainTumor } from './brain-tumor';
import { cifar10 } from './cifar10';
import { type DataSetName, dataSetNames } from './data-set-names';
import { esc10 } from './esc10';
import { freeSounds } from './free-sounds';
import { mad } from './mad';
import { mnist } from './mnist';
import { twoMoons } from './two-moons';

/** All that a data set may be asked for; one of sounds is parted once its features are known (`soundDataset`). */
export type DataSetOptions = BrainTumorOptions;

interface ImageSet {
  readonly kind: 'images';
  readonly open: (options: DataSetOptions) => Promise<Dataset>;
}

interface PointSet {
  readonly kind: 'points';
  readonly open: (options: DataSetOptions) => Promise<Dataset<Float32Array>>;
}

interface SoundSet {
  readonly kind: 'sounds';
  readonly open: (options: DataSetOptions) => SoundCorpus;
}

/** The data sets by name. */
export const dataSets = {
  mnist: { kind: 'images', open: mnist },
  'cifar-10': { kind: 'images', open: cifar10 },
  'brain-tumor': { kind: 'images', open: brainTumor },
  'esc-10': { kind: 'sounds', open: esc10 },
  mad: { kind: 'sounds', open: mad },
  'free-sounds': { kind: 'sounds', open: freeSounds },
  'two-moons': { kind: 'points', open: twoMoons },
} satisfies Record<DataSetName, ImageSet | PointSet | SoundSet>;

type Opened<Name extends DataSetName> = Awaited<ReturnType<(typeof dataSets)[Name]['open']>>;

/**
 * Opens the data set that a config names: `openDataSet({ name: 'mnist', source: 'sample' })`.
 * @returns parts of images or points, or a corpus of sounds.
 * @throws UserError where no data set has the name, or it cannot be opened.
 */
export async function openDataSet<Name extends DataSetName>({
  name,
  ...options
}: DataSetOptions & { readonly name: Name }): Promise<Opened<Name>> {
  return dataSetNamed(name).open(options) as Promise<Opened<Name>>;
}

/** @throws UserError `mnits: there is no such data set; did you mean mnist?` */
function dataSetNamed(name: string): ImageSet | PointSet | SoundSet {
  if (Object.hasOwn(dataSets, name)) return dataSets[name as DataSetName];
  throw new UserError(`${name}: there is no such data set; ${instead(name, dataSetNames, 'data sets')}`);
}

/**
 * Opens a data set of sounds by its name.
 * @throws UserError where it is of something else, or there is none of this name.
 */
export function openSounds(name: string, options: DataSetOptions = {}): SoundCorpus {
  const set = dataSetNamed(name);
  if (set.kind === 'sounds') return set.open(options);
  const others = dataSetNames.filter((one) => dataSets[one].kind === 'sounds');
  throw new UserError(`data set ${name} is of ${set.kind}; of sounds are ${others.join(', ')}.`);
}
