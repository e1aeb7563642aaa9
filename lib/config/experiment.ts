import type { z } from 'zod';
import type { lessonSchema, trainingSchema } from './lesson-schema';

/** How much of an experiment is run: `quick` in a minute on the embedded samples, `full` as the document describes it. */
export type Profile = 'quick' | 'full';
export const profiles: readonly Profile[] = ['quick', 'full'];

/** A value that nobody changes, all the way down. */
type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

/** How a model is trained. */
export type TrainingOptions = Frozen<z.output<typeof trainingSchema>>;

/** Where a description comes from. */
interface Origin {
  readonly id: string;
  readonly profile: Profile;
  /** What CAHIER_SET changed, such as `training.epochs=3`; empty for the experiment as its file describes it. */
  readonly overrides: readonly string[];
}

/** What a lesson's file says in one profile. */
export type Described = Frozen<z.output<typeof lessonSchema>>;

/** A lesson's experiment, and what the lesson promises of it. */
export type LessonConfig = Origin & Described;

/** One experiment in one profile: with the same of it, the same numbers come out on the same machine. */
export type ExperimentConfig = Omit<LessonConfig, 'title' | 'figures' | 'duration' | 'expected' | 'reference'>;
