import type { ExperimentConfig } from '../config';
import { esc10 } from '../data/sets/esc10';
import { mad } from '../data/sets/mad';
import type { SoundCorpus } from '../data/sounds/sound';
import { UserError } from '../errors';
import type { SoundFoldOptions } from './sound-fold';

/** The corpus that an experiment names. */
export function soundCorpus({ id, data }: ExperimentConfig): SoundCorpus {
  if (data.name === 'mad') return mad();
  if (data.name === 'esc-10') return esc10({ source: data.source });
  throw new UserError(
    `configs/${id}.yaml: data.name is ${data.name}, and esc-10 or mad, which are of sounds, is wanted.`,
  );
}

/** How much of a clip a model hears at once, in frames, and how often it is asked. */
export const hearing = (config: ExperimentConfig) => ({
  frames: modelNumber(config, 'frames'),
  crops: modelNumber(config, 'crops'),
});

/** What an experiment's file says of a training of sounds. @throws UserError where something is missing. */
export function soundFoldOptions(config: ExperimentConfig, model: SoundFoldOptions['model']): SoundFoldOptions {
  const { id, data, training, seed } = config;
  if (data.features === undefined) throw new UserError(`configs/${id}.yaml: data.features is missing.`);
  return {
    model,
    recipe: data.features,
    training,
    seed,
    validation: data.validation ?? 0.1,
    ...(data.testFold !== undefined && { testFold: data.testFold }),
    ...hearing(config),
    copies: modelNumber(config, 'copies'),
    maskProbability: modelNumber(config, 'maskProbability'),
    mixProbability: modelNumber(config, 'mixProbability'),
  };
}

function modelNumber({ id, model }: ExperimentConfig, name: string): number {
  const value = model[name];
  if (typeof value !== 'number') throw new UserError(`configs/${id}.yaml: model.${name} is no number.`);
  return value;
}
