import { powerSpectrum, tf } from '../tensorflow';
import { checkFeatureOptions } from './feature-options';
import { type FrameOptions, frame } from './frames';

export interface SpectrogramOptions extends FrameOptions {
  /** Samples of the window, centred in the frame; default all of it. */
  readonly winLength?: number;
  /** Default 'hann'. Both are periodic, as spectral analysis wants them. */
  readonly window?: 'hann' | 'hamming';
}

/** The cosine windows' constant term. */
const terms = { hann: 0.5, hamming: 0.54 } as const;

/**
 * A periodic window (Harris 1978), centred in a frame of zeros.
 * @returns Float32Array [nFft]
 * @throws RangeError where the window is longer than the frame; UserError where an option is out of range.
 */
export function analysisWindow(options: SpectrogramOptions = {}): Float32Array {
  checkFeatureOptions(options);
  const { nFft = 2048, winLength = nFft, window = 'hann' } = options;
  if (winLength > nFft) {
    throw new RangeError(`winLength is a whole number of samples from 1 to nFft (${nFft}), not ${winLength}`);
  }
  const constant = terms[window];
  const values = new Float32Array(nFft);
  const start = Math.floor((nFft - winLength) / 2);
  for (let i = 0; i < winLength; i++) {
    values[start + i] = constant - (1 - constant) * Math.cos((2 * Math.PI * i) / winLength);
  }
  return values;
}

/**
 * Power spectrogram: |STFT|^2, as librosa.stft(...) squared.
 * @param signal samples; by default `center` is false, so no frame reaches beyond the signal.
 * @returns float32 [nFft / 2 + 1, frames], rows from 0 Hz to half the sample rate.
 */
export function spectrogram(signal: Float32Array, options: SpectrogramOptions = {}): tf.Tensor2D {
  return tf.tidy(() => {
    const signals = tf.tensor2d(signal, [1, signal.length]);
    return powerFrames(signals, options).squeeze([0]).transpose() as tf.Tensor2D;
  });
}

/**
 * Power spectra of many signals, frame by frame.
 * @param signals float32 [batch, samples]
 * @returns float32 [batch, frames, nFft / 2 + 1]
 */
export function powerFrames(signals: tf.Tensor2D, options: SpectrogramOptions = {}): tf.Tensor3D {
  return tf.tidy(() => {
    const frames = frame(signals, options);
    return powerSpectrum(frames.mul(tf.tensor1d(analysisWindow(options)))) as tf.Tensor3D;
  });
}
