import { tf } from '../tensorflow';
import { type DecibelOptions, powerToDb } from './decibels';
import { checkFeatureOptions } from './feature-options';
import { type MelSpectrogramOptions, melFrames } from './mel-spectrogram';

export interface MfccOptions extends MelSpectrogramOptions, Pick<DecibelOptions, 'topDb'> {
  /** Coefficients kept; default 20. */
  readonly numMfcc?: number;
}

/**
 * Mel-frequency cepstral coefficients (Davis and Mermelstein 1980): the orthonormal DCT of the mel spectrogram in
 * decibels, as librosa.feature.mfcc computes them; torchaudio's MFCC by melScale 'htk' and norm null.
 * @param signal samples at `sampleRate` Hz.
 * @returns float32 [numMfcc, frames]
 */
export function mfcc(signal: Float32Array, options: MfccOptions = {}): tf.Tensor2D {
  return tf.tidy(() => mfccBatch(tf.tensor2d(signal, [1, signal.length]), options).squeeze([0]) as tf.Tensor2D);
}

/**
 * `mfcc` of many signals of one length.
 * @param signals float32 [batch, samples]
 * @returns float32 [batch, numMfcc, frames]
 * @throws RangeError where more coefficients are asked for than there are mels.
 */
export function mfccBatch(signals: tf.Tensor2D, options: MfccOptions = {}): tf.Tensor3D {
  checkFeatureOptions(options);
  const { numMfcc = 20, topDb } = options;
  return tf.tidy(() => {
    const mels = melFrames(signals, options);
    const [batch, frames, numMels] = mels.shape;
    if (numMfcc > numMels) {
      throw new RangeError(`numMfcc is a whole number from 1 to numMels (${numMels}), not ${numMfcc}`);
    }
    const decibels = powerToDb(mels, { topDb }).reshape([batch * frames, numMels]) as tf.Tensor2D;
    const basis = tf.tensor2d(cosineBasis(numMfcc, numMels), [numMfcc, numMels]);
    const coefficients = tf.matMul(decibels, basis, false, true).reshape([batch, frames, numMfcc]);
    return coefficients.transpose([0, 2, 1]) as tf.Tensor3D;
  });
}

/** The first rows of the orthonormal DCT-II, row-major [rows, size]. */
function cosineBasis(rows: number, size: number): Float32Array {
  return Float32Array.from({ length: rows * size }, (_, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    const scale = Math.sqrt((row === 0 ? 1 : 2) / size);
    return scale * Math.cos((Math.PI * row * (2 * column + 1)) / (2 * size));
  });
}
