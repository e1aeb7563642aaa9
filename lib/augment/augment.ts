import type { RandomSource, tf } from '../tensorflow';

/** A batch on its way into the model. */
export interface TrainingBatch {
  /** float32 [batch, ...inputShape] */
  readonly inputs: tf.Tensor;
  /** float32: probabilities of the classes [batch, classes], or what an autoencoder has to draw [batch, ...inputShape]. */
  readonly targets: tf.Tensor;
}

/**
 * Changes a training batch at random: masks, shifts, crops, mixtures of examples and of their targets.
 *
 * It is traced into the training step, so it uses native ops alone and draws its random numbers from `random` (`draw`
 * and `statelessSeed` of lib/tensorflow): then a seed governs it, and a resumed run draws what it would have drawn.
 */
export type Augment = (batch: TrainingBatch, random: RandomSource) => TrainingBatch;
