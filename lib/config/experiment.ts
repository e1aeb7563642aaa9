import type { ImageSettings } from '../data/images/image-dataset';
import type { DataOptions } from '../data/sets/open-source';
import type { FeatureRecipe } from '../features/clip-features';

/** How much of an experiment is run: `quick` in a minute on the embedded samples, `full` as the document describes it. */
export type Profile = 'quick' | 'full';
export const profiles: readonly Profile[] = ['quick', 'full'];

export type DatasetName = 'mnist' | 'cifar-10' | 'brain-tumor' | 'esc-10' | 'mad';

/** How a model is trained. */
export interface TrainingOptions {
  readonly optimizer: 'adam' | 'sgd';
  readonly learningRate: number;
  readonly loss: 'categoricalCrossentropy' | 'meanSquaredError';
  /** What the outputs are compared with; default 'labels'. An autoencoder's targets are its 'inputs'. */
  readonly targets?: 'labels' | 'inputs';
  readonly batchSize: number;
  readonly epochs: number;
  /** Stops after so many epochs without a lower validation loss, and restores the best weights. */
  readonly earlyStopping?: { readonly patience: number };
  /** Multiplies the learning rate by `factor` after so many epochs without a lower validation loss. */
  readonly reduceOnPlateau?: { readonly factor: number; readonly patience: number; readonly minLearningRate: number };
  /** Largest global norm of the gradient. */
  readonly clipNorm?: number;
  readonly weightDecay?: number;
}

/** One experiment in one profile: what `configs/ID.yaml` says, checked. */
export interface ExperimentConfig {
  readonly id: string;
  readonly title: string;
  readonly profile: Profile;
  /** Governs weights, shuffling, dropout and, unless `data.seed` says otherwise, the split of the data. */
  readonly seed: number;
  readonly data: DataOptions & {
    readonly name: DatasetName;
    readonly image?: ImageSettings;
    /** What is computed of each clip of a corpus of sound. */
    readonly features?: FeatureRecipe;
    /** The fold to test on, where a corpus has folds. */
    readonly testFold?: number;
  };
  readonly training: TrainingOptions;
  /** The lesson's own numbers. */
  readonly model: Readonly<Record<string, number | string | boolean>>;
  /** How many figures the executed notebook must contain. */
  readonly figures: number;
  /** How long the notebook takes on 2 cores, shown to the reader before they start. */
  readonly duration: { readonly seconds: number };
  /** Range of each recorded result, by its name: outside of it the run has failed. */
  readonly expected: Readonly<Record<string, { readonly min?: number; readonly max?: number }>>;
  /** What the source document claims, by name; shown beside what was measured, never instead of it. */
  readonly reference: Readonly<Record<string, number>>;
  /** What CAHIER_SET changed, such as `training.epochs=3`; empty for the experiment as its file describes it. */
  readonly overrides: readonly string[];
}
