import type { ExperimentConfig } from '../config';
import { openSounds } from '../data/sets/data-sets';
import type { SoundCorpus } from '../data/sounds/sound';
import { UserError } from '../errors';
import type { SoundFoldOptions } from './sound-fold';

/** The corpus that an experiment names. @throws UserError where it names none of sounds. */
export const soundCorpus = ({ data }: ExperimentConfig): SoundCorpus => openSounds(data.name, data);

/** How much of a clip a model hears at once, in frames, and how often it is asked. */
export const hearing = (config: ExperimentConfig) => ({
  frames: modelNumber(config, 'frames'),
  crops: modelNumber(config, 'crops'),
});

/** What an experiment's file says of a training of sounds. @throws UserError where something is missing. */
export function soundFoldOptions(config: ExperimentConfig): SoundFoldOptions {
  const { id, data, training, seed } = config;
  if (data.features === undefined) throw new UserError(`configs/${id}.yaml: data.features is missing.`);
  return {
    model: soundModel(config),
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

function soundModel({ id, model: { name } }: ExperimentConfig): SoundFoldOptions['model'] {
  if (name === 'cnnMfcc' || name === 'crnnMfcc') return name;
  throw new UserError(`configs/${id}.yaml: model.name is ${name}; expected cnnMfcc or crnnMfcc.`);
}

function modelNumber({ id, model }: ExperimentConfig, name: string): number {
  const value = model[name];
  if (typeof value !== 'number') throw new UserError(`configs/${id}.yaml: model.${name} is no number.`);
  return value;
}
