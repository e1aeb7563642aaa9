import { type Augment, chain, mixExamples, moveImages, specAugment } from '../augment';
import { type Examples, type InputArray, select } from '../data/dataset';
import { UserError } from '../errors';
import { featureStatistics, standardize } from '../features';
import { buildModel, type ModelConfig } from '../models';
import { setSeed, type tf } from '../tensorflow';
import { fit } from '../training/fit';
import type { Callback, History } from '../training/history';
import { predict } from '../training/predict';
import { constant, cosine } from '../training/schedules';
import { classification } from '../training/tasks';
import type { ModelDescription } from '../weights';
import type { LabelledExamples } from './labelled-examples';
import type { TrainingPlan } from './training-plan';

export interface ClassifierRows {
  readonly train: ArrayLike<number>;
  /** By which it stops, and whose best weights it keeps; may be empty. */
  readonly validation: ArrayLike<number>;
}

export interface ClassifierRun {
  readonly checkpoint?: string;
  readonly callbacks?: readonly Callback[];
}

export interface TrainedClassifier {
  readonly model: tf.LayersModel;
  readonly history: History;
  /** What is to be saved with the model. */
  readonly description: Pick<ModelDescription, 'task' | 'classNames' | 'preprocessing'>;
  /** Probabilities of other examples of the same collection, row-major [rows, classes]. */
  answer(rows: ArrayLike<number>): Promise<Float32Array>;
}

/**
 * Trains a plan's model on some examples of a collection. The same seed gives the same model; with a checkpoint an
 * interrupted training goes on.
 * @throws UserError where the plan's model does not take such inputs.
 */
export async function trainClassifier(
  { kind, all, classNames }: LabelledExamples,
  rows: ClassifierRows,
  plan: TrainingPlan,
  { checkpoint, callbacks }: ClassifierRun = {},
): Promise<TrainedClassifier> {
  const { training, seed, features, image } = plan;
  const statistics =
    kind === 'sound' ? featureStatistics(select(all as Examples<Float32Array>, rows.train)) : undefined;
  const partOf = (wanted: ArrayLike<number>): Examples<InputArray> => {
    const chosen = select(all, wanted);
    return statistics === undefined ? chosen : standardize(chosen as Examples<Float32Array>, statistics);
  };
  const [train, validation] = [partOf(rows.train), partOf(rows.validation)];
  setSeed(seed);
  const model = modelFor(plan, all.inputShape, classNames.length);
  const { schedule, warmUpEpochs, smoothing, learningRate, optimizer, accumulate, earlyStopping, ...rest } = training;
  const perEpoch = Math.ceil(train.size / (training.batchSize * accumulate));
  const steps = Math.max(1, perEpoch * training.epochs);
  const warmUp = Math.min(steps - 1, Math.round(warmUpEpochs * perEpoch));
  const augment = augmentation(kind, plan);
  const history = await fit(
    model,
    { train, ...(validation.size > 0 && { validation }) },
    {
      ...{ ...rest, accumulate, optimizer, seed },
      task: classification({ smoothing }),
      learningRate:
        schedule === 'cosine' ? cosine(learningRate, { steps, warmUp }) : constant(learningRate, { warmUp }),
      ...(earlyStopping && validation.size > 0 && { earlyStopping }),
      ...(augment && { augment }),
      ...(checkpoint && { checkpoint }),
      ...(callbacks && { callbacks }),
    },
  );
  const { size, ...look } = image;
  return {
    model,
    history,
    description: {
      task: 'classification',
      classNames: [...classNames],
      preprocessing:
        kind === 'sound'
          ? { kind: 'sound', recipe: features, ...(statistics && { statistics: asLists(statistics) }) }
          : { kind: 'image', height: size, width: size, ...look },
    },
    answer: (asked) => (asked.length === 0 ? Promise.resolve(new Float32Array(0)) : predict(model, partOf(asked))),
  };
}

const asLists = ({ mean, deviation }: { readonly mean: readonly number[]; readonly deviation: readonly number[] }) => ({
  mean: [...mean],
  deviation: [...deviation],
});

function modelFor({ model }: TrainingPlan, inputShape: readonly number[], numClasses: number): tf.LayersModel {
  try {
    return buildModel({ ...model, inputShape, numClasses } as unknown as ModelConfig);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const [sentence] = (error as Error).message.split('\n');
    throw new UserError(`model ${model.name} cannot be built for inputs [${inputShape.join(', ')}] (${sentence}).`);
  }
}

function augmentation(kind: LabelledExamples['kind'], { augment }: TrainingPlan): Augment | undefined {
  const { maskProbability, mixProbability, rotation, zoom, shift } = augment;
  const moves = {
    ...(rotation && { rotation }),
    ...(zoom && { zoom }),
    ...(shift && { shiftX: shift, shiftY: shift }),
  };
  const chosen = [
    ...(kind === 'sound' && maskProbability > 0 ? [specAugment({ probability: maskProbability })] : []),
    ...(kind === 'picture' && Object.keys(moves).length > 0 ? [moveImages(moves)] : []),
    ...(mixProbability > 0 ? [mixExamples({ probability: mixProbability })] : []),
  ];
  return chosen.length === 0 ? undefined : chain(...chosen);
}
