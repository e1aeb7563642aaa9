import type { ExperimentConfig } from '../config';
import { UserError } from '../errors';
import type { FeatureRecipe } from '../features';
import type { FineTuneOptions } from './transfer';

export interface TransferOptions {
  readonly recipe: FeatureRecipe;
  /** Published weights of EfficientNet-Lite0: a name, or a folder. */
  readonly weights: string;
  readonly fineTuning: Omit<FineTuneOptions, 'seed'>;
}

/** What an experiment's file says of a transfer. @throws UserError where something is missing. */
export function transferOptions({ id, data, model, training }: ExperimentConfig): TransferOptions {
  if (data.features === undefined) throw new UserError(`configs/${id}.yaml: data.features is missing.`);
  const texts = ['weights', 'from'].map((name) => {
    const value = model[name];
    if (typeof value !== 'string') throw new UserError(`configs/${id}.yaml: model.${name} is no text.`);
    return value;
  });
  const numbers = Object.fromEntries(
    ['smoothing', 'ema', 'maskProbability', 'mixProbability'].map((name) => {
      const value = model[name];
      if (typeof value !== 'number') throw new UserError(`configs/${id}.yaml: model.${name} is no number.`);
      return [name, value];
    }),
  );
  const { epochs, batchSize, learningRate, weightDecay } = training;
  return {
    recipe: data.features,
    weights: texts[0],
    fineTuning: {
      from: texts[1],
      epochs,
      batchSize,
      learningRate,
      ...(weightDecay !== undefined && { weightDecay }),
      ...numbers,
    },
  };
}
