import { z } from 'zod';
import { checkOptions, number, object } from '../options';
import { tf } from '../tensorflow';

export interface DecibelOptions {
  /** The power that is 0 dB, or 'max' for the loudest value of each spectrogram; default 1. */
  readonly ref?: number | 'max';
  /** Smaller powers count as this one, so that silence has a logarithm; default 1e-10. */
  readonly amin?: number;
  /** Values further than this below the loudest of the same spectrogram are raised to it; null for no floor. Default 80. */
  readonly topDb?: number | null;
}

const OPTIONS = object({
  ref: z.union([number({ min: 0 }), z.literal('max')], { error: "a power, or 'max'" }).default(1),
  amin: number({ above: 0 }).default(1e-10),
  topDb: number({ min: 0 }).nullable().default(80),
});

/**
 * Powers in decibels, 10 log10(power / ref): librosa.power_to_db. In a batch [batch, bands, frames] each spectrogram
 * has a maximum of its own. Silence gives 10 log10(amin / ref) everywhere.
 * @param power float32 [bands, frames] or [batch, bands, frames], not negative.
 * @throws UserError where an option is out of range.
 */
export function powerToDb<T extends tf.Tensor>(power: T, options: DecibelOptions = {}): T {
  const { ref, amin, topDb } = checkOptions('powerToDb', OPTIONS, options);
  const highest = (x: tf.Tensor) => x.max([x.rank - 2, x.rank - 1], true);
  const decibels = (x: tf.Tensor) =>
    tf
      .maximum(x, amin)
      .log()
      .mul(10 / Math.LN10);
  return tf.tidy(() => {
    const absolute = decibels(power);
    const relative =
      ref === 'max' ? absolute.sub(decibels(highest(power))) : absolute.sub(10 * Math.log10(Math.max(amin, ref)));
    return (topDb === null ? relative : tf.maximum(relative, highest(relative).sub(topDb))) as T;
  });
}
