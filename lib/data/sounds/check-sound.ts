import { UserError } from '../../errors';
import type { Sound } from './sound';

/** Samples a second of what can be a sound: from infrasound to bats, and what laboratories record of ultrasound. */
export const SAMPLE_RATES = { min: 100, max: 1_000_000 } as const;

/** Samples of one sound at most, 512 MiB of float32: 50 minutes at 44.1 kHz. */
export const MAX_LENGTH = 2 ** 27;

/** Louder than any integer of 32 bits written as a float; from 1e16 on, powers of spectra overflow float32. */
const LOUDEST = 2 ** 31;

/**
 * What can be a sound: a whole sample rate from 100 Hz to 1 MHz, at least one sample, all of them finite and none above
 * 2^31 times full scale. Silence, a constant, a single sample and clipped peaks are sounds.
 * @param name begins the error's sentence.
 * @throws UserError where it cannot.
 */
export function checkSound<T extends { signal: Float32Array | Int16Array; sampleRate: number }>(
  sound: T,
  name: string,
): T {
  checkSampleRate(sound.sampleRate, name);
  checkLength(sound.signal.length, sound.sampleRate, name);
  if (sound.signal instanceof Float32Array) checkValues(sound as Sound, name);
  return sound;
}

/** @throws UserError where the rate is none. */
export function checkSampleRate(sampleRate: number, name: string): void {
  const { min, max } = SAMPLE_RATES;
  if (Number.isInteger(sampleRate) && sampleRate >= min && sampleRate <= max) return;
  throw new UserError(
    `${name}: a sample rate of ${sampleRate} Hz cannot be right (${min} to ${max} Hz can); record or convert the clip again.`,
  );
}

/** @throws UserError where there is nothing, or more than fits into memory beside others. */
export function checkLength(length: number, sampleRate: number, name: string): void {
  if (length === 0) {
    throw new UserError(`${name}: the clip has no samples, its length is zero; leave it out or record it again.`);
  }
  if (length <= MAX_LENGTH) return;
  const minutes = Math.round(length / sampleRate / 60);
  throw new UserError(
    `${name}: ${length} samples (${minutes} minutes) are more than the ${MAX_LENGTH} of one clip; cut the recording into clips, or read it in blocks (readSoundBlocks).`,
  );
}

function checkValues({ signal, sampleRate }: Sound, name: string): void {
  // The negation also catches NaN.
  const at = signal.findIndex((value) => !(Math.abs(value) <= LOUDEST));
  if (at < 0) return;
  const seconds = (at / sampleRate).toFixed(3);
  throw new UserError(
    `${name}: sample ${at} (at ${seconds} s) is ${signal[at]}, which is no sound; record or convert the clip again, or leave it out.`,
  );
}
