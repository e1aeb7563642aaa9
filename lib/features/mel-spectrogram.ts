import { tf } from '../tensorflow';
import { type MelFilterOptions, melFilterBank } from './mel';
import { powerFrames, type SpectrogramOptions } from './spectrogram';

export interface MelSpectrogramOptions extends SpectrogramOptions, MelFilterOptions {}

/**
 * Mel spectrogram of powers: librosa.feature.melspectrogram, with `center: false` by default; with melScale 'htk',
 * norm null, center and padMode 'reflect' torchaudio's MelSpectrogram.
 * @param signal samples at `sampleRate` Hz.
 * @returns float32 [numMels, frames]
 */
export function melSpectrogram(signal: Float32Array, options: MelSpectrogramOptions = {}): tf.Tensor2D {
  return tf.tidy(() => {
    const signals = tf.tensor2d(signal, [1, signal.length]);
    return melSpectrogramBatch(signals, options).squeeze([0]) as tf.Tensor2D;
  });
}

/**
 * `melSpectrogram` of many signals of one length.
 * @param signals float32 [batch, samples]
 * @returns float32 [batch, numMels, frames]
 */
export function melSpectrogramBatch(signals: tf.Tensor2D, options: MelSpectrogramOptions = {}): tf.Tensor3D {
  return tf.tidy(() => tf.transpose(melFrames(signals, options), [0, 2, 1]));
}

/** Mel powers frame by frame, float32 [batch, frames, numMels]: the order in which they are computed. */
export function melFrames(signals: tf.Tensor2D, options: MelSpectrogramOptions = {}): tf.Tensor3D {
  return tf.tidy(() => {
    const powers = powerFrames(signals, options);
    const [batch, frames, bins] = powers.shape;
    const filters = melFilterBank(options);
    const bank = tf.tensor2d(filters, [filters.length / bins, bins]);
    const mels = tf.matMul(powers.reshape([batch * frames, bins]) as tf.Tensor2D, bank, false, true);
    return mels.reshape([batch, frames, -1]) as tf.Tensor3D;
  });
}
