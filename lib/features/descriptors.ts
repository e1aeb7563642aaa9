import Meyda from 'meyda';
import { checkSampleRate } from '../data/sounds/check-sound';
import { checkFeatureOptions } from './feature-options';
import { frameCount } from './frames';

/** Numbers that describe each frame of a sound, one value a frame; 0 where silence leaves one undefined. */
export interface FrameDescriptors {
  /** Time of each frame's middle in seconds. */
  readonly times: readonly number[];
  /** Root mean square, 0 to 1. */
  readonly rms: readonly number[];
  /** Share of neighbouring samples whose signs differ, 0 to 1. */
  readonly zeroCrossingRate: readonly number[];
  /** Centre of mass of the amplitude spectrum in Hz. */
  readonly centroid: readonly number[];
  /** Frequency in Hz below which 99 % of the amplitude spectrum lies. */
  readonly rolloff: readonly number[];
  /** Geometric over arithmetic mean of the amplitude spectrum: near 0 for a tone, near 1 for noise. */
  readonly flatness: readonly number[];
  /** Of each frame the twelve pitch classes, C first, the strongest being 1. */
  readonly chroma: readonly (readonly number[])[];
}

export interface DescriptorOptions {
  readonly sampleRate: number;
  /** A power of two; default 1024. */
  readonly nFft?: number;
  /** Default 512. */
  readonly hopLength?: number;
}

/**
 * Descriptors of each frame, computed by Meyda (Rawlinson and others, Web Audio Conference 2015); spectra under a Hann window.
 * @throws RangeError where a frame is no power of two, or longer than the signal.
 */
export function frameDescriptors(signal: Float32Array, options: DescriptorOptions): FrameDescriptors {
  checkFeatureOptions(options);
  const { sampleRate, nFft = 1024, hopLength = 512 } = options;
  checkSampleRate(sampleRate, 'frameDescriptors');
  if (!Number.isInteger(Math.log2(nFft))) throw new RangeError(`frameDescriptors: nFft is a power of two, not ${nFft}`);
  const frames = frameCount(signal.length, { nFft, hopLength });
  // Meyda keeps its settings in one place for all callers.
  Meyda.bufferSize = nFft;
  Meyda.sampleRate = sampleRate;
  const measured = Array.from({ length: frames }, (_, i) => {
    const frame = signal.subarray(i * hopLength, i * hopLength + nFft);
    // A window would make the frame quieter; for a spectrum it is needed.
    Meyda.windowingFunction = 'rect';
    const samples = Meyda.extract(['rms', 'zcr'], frame);
    Meyda.windowingFunction = 'hanning';
    const spectrum = Meyda.extract(['spectralCentroid', 'spectralRolloff', 'spectralFlatness', 'chroma'], frame);
    return { ...samples, ...spectrum };
  });
  const defined = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : 0);
  return {
    times: measured.map((_, i) => (i * hopLength + nFft / 2) / sampleRate),
    rms: measured.map(({ rms }) => defined(rms)),
    zeroCrossingRate: measured.map(({ zcr }) => defined(zcr) / (nFft - 1)),
    // Meyda counts the centroid in bins.
    centroid: measured.map(({ spectralCentroid }) => (defined(spectralCentroid) * sampleRate) / nFft),
    rolloff: measured.map(({ spectralRolloff, rms }) => (defined(rms) > 0 ? defined(spectralRolloff) : 0)),
    flatness: measured.map(({ spectralFlatness }) => defined(spectralFlatness)),
    chroma: measured.map(({ chroma }) => Array.from(chroma ?? [], defined)),
  };
}

/**
 * Meyda's MFCC of one frame, which a lesson compares with librosa's: its mel filters follow O'Shaughnessy's formula
 * with edges on whole bins and a peak of 1, and its logarithm is ln(1 + power).
 * @returns `numMfcc` coefficients.
 */
export function meydaMfcc(
  frame: Float32Array,
  options: { sampleRate: number; numMels?: number; numMfcc?: number },
): number[] {
  checkFeatureOptions(options);
  const { sampleRate, numMels = 26, numMfcc = 13 } = options;
  checkSampleRate(sampleRate, 'meydaMfcc');
  Meyda.bufferSize = frame.length;
  Meyda.sampleRate = sampleRate;
  Meyda.windowingFunction = 'hanning';
  Meyda.melBands = numMels;
  Meyda.numberOfMFCCCoefficients = numMfcc;
  return Meyda.extract(['mfcc'], frame)?.mfcc ?? [];
}
