import { FLOAT, INT32, int, native, tf } from '../tensorflow';
import { checkFeatureOptions } from './feature-options';
import { greatestCommonDivisor } from './greatest-common-divisor';

/** How a signal is cut into frames. Defaults are librosa's, but for `center`. */
export interface FrameOptions {
  /** Samples of a frame; default 2048. */
  readonly nFft?: number;
  /** Samples from one frame to the next; default 512. */
  readonly hopLength?: number;
  /** Pads half a frame at both ends, so that frame t is centred on sample t x hopLength; default false. */
  readonly center?: boolean;
  /** What is padded: zeros as librosa (default), or the signal mirrored as torchaudio. */
  readonly padMode?: 'constant' | 'reflect';
}

/**
 * Frames that fit into a signal: 3 s at 16 kHz are 92 frames of 1024 samples every 512, 4 s are 124.
 * @throws RangeError where there is not one; UserError where an option is out of range.
 */
export function frameCount(length: number, options: FrameOptions = {}): number {
  checkFeatureOptions(options);
  const { nFft = 2048, hopLength = 512, center = false } = options;
  const padded = center ? length + 2 * Math.floor(nFft / 2) : length;
  if (length < 1 || padded < nFft) {
    throw new RangeError(
      `a signal of ${length} samples is shorter than one frame of ${nFft}: pad it with fitLength, or take a smaller nFft`,
    );
  }
  return 1 + Math.floor((padded - nFft) / hopLength);
}

/**
 * Overlapping frames of each signal.
 * @param signals float32 [batch, samples]
 * @returns float32 [batch, frames, nFft]
 */
export function frame(signals: tf.Tensor2D, options: FrameOptions = {}): tf.Tensor3D {
  const { nFft = 2048, hopLength = 512, center = false, padMode = 'constant' } = options;
  const [batch, length] = signals.shape;
  const frames = frameCount(length, options);
  return tf.tidy(() => {
    const padded = center ? pad(signals, Math.floor(nFft / 2), padMode) : signals;
    // Whole blocks are gathered, as long as both the frame and the hop are made of them.
    const block = greatestCommonDivisor(nFft, hopLength);
    const blocks = ((frames - 1) * hopLength + nFft) / block;
    const perFrame = nFft / block;
    const cut = padded.slice([0, 0], [batch, blocks * block]).reshape([batch, blocks, block]);
    const indices = Int32Array.from(
      { length: frames * perFrame },
      (_, i) => Math.floor(i / perFrame) * (hopLength / block) + (i % perFrame),
    );
    const gathered = native('GatherV2', [cut, tf.tensor1d(indices, 'int32'), tf.scalar(1, 'int32')], {
      Tparams: FLOAT,
      Tindices: INT32,
      Taxis: INT32,
      batch_dims: int(0),
    });
    return gathered.reshape([batch, frames, nFft]) as tf.Tensor3D;
  });
}

function pad(signals: tf.Tensor2D, samples: number, mode: 'constant' | 'reflect'): tf.Tensor2D {
  const paddings: [number, number][] = [
    [0, 0],
    [samples, samples],
  ];
  if (mode === 'constant') return signals.pad(paddings) as tf.Tensor2D;
  if (signals.shape[1] <= samples) {
    throw new RangeError(
      `a signal of ${signals.shape[1]} samples cannot be mirrored over ${samples}: pad it with fitLength, or take padMode 'constant'`,
    );
  }
  return tf.mirrorPad(signals, paddings, 'reflect') as tf.Tensor2D;
}
