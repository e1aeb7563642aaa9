import { checkFeatureOptions } from './feature-options';

/** Which mel scale: Slaney's (linear below 1 kHz, logarithmic above) or HTK's formula. */
export type MelScale = 'slaney' | 'htk';

export interface MelFilterOptions {
  /** Hz; default 22,050. */
  readonly sampleRate?: number;
  /** Default 2048. */
  readonly nFft?: number;
  /** Default 128. */
  readonly numMels?: number;
  /** Lowest and highest frequency in Hz; default 0 and half the sample rate. */
  readonly fMin?: number;
  readonly fMax?: number;
  /** Default 'slaney', as librosa; torchaudio's default is 'htk'. */
  readonly melScale?: MelScale;
  /** 'slaney' (default, as librosa) gives each filter unit area; null, as torchaudio, a peak of 1. */
  readonly norm?: 'slaney' | null;
}

/** Slaney's scale: 15 mels a kHz up to 1 kHz, then 27 mels for each factor of 6.4. */
const LINEAR = 200 / 3;
const BREAK_HZ = 1000;
const BREAK_MEL = BREAK_HZ / LINEAR;
const LOG_STEP = Math.log(6.4) / 27;

/** 1000 Hz are 15 mels on Slaney's scale (Auditory Toolbox, 1998), and 999.99 on HTK's (The HTK Book, 2006). */
export function hzToMel(hz: number, scale: MelScale = 'slaney'): number {
  if (scale === 'htk') return 2595 * Math.log10(1 + hz / 700);
  return hz < BREAK_HZ ? hz / LINEAR : BREAK_MEL + Math.log(hz / BREAK_HZ) / LOG_STEP;
}

/** The inverse of `hzToMel`. */
export function melToHz(mel: number, scale: MelScale = 'slaney'): number {
  if (scale === 'htk') return 700 * (10 ** (mel / 2595) - 1);
  return mel < BREAK_MEL ? mel * LINEAR : BREAK_HZ * Math.exp(LOG_STEP * (mel - BREAK_MEL));
}

/**
 * Triangular filters, evenly spaced on a mel scale. A filter too narrow for one frequency of the FFT is zero.
 * @returns Float32Array, row-major [numMels, nFft / 2 + 1], rows by ascending frequency.
 * @throws RangeError where fMax exceeds half the sample rate, or fMin is not below fMax; UserError where an option is out
 * of range.
 */
export function melFilterBank(options: MelFilterOptions = {}): Float32Array {
  checkFeatureOptions(options);
  const { sampleRate = 22_050, nFft = 2048, numMels = 128, fMin = 0, fMax = sampleRate / 2 } = options;
  const { melScale = 'slaney', norm = 'slaney' } = options;
  if (fMin >= fMax) throw new RangeError(`fMin is at least 0 Hz and below fMax (${fMax} Hz), not ${fMin}`);
  if (fMax > sampleRate / 2) {
    throw new RangeError(`fMax is at most half the sample rate, ${sampleRate / 2} Hz here, not ${fMax}`);
  }
  const [low, high] = [hzToMel(fMin, melScale), hzToMel(fMax, melScale)];
  const edges = Array.from({ length: numMels + 2 }, (_, i) =>
    melToHz(low + ((high - low) * i) / (numMels + 1), melScale),
  );
  const bins = Math.floor(nFft / 2) + 1;
  const filters = new Float32Array(numMels * bins);
  for (let mel = 0; mel < numMels; mel++) {
    const [left, centre, right] = edges.slice(mel, mel + 3);
    const scale = norm === 'slaney' ? 2 / (right - left) : 1;
    for (let bin = 0; bin < bins; bin++) {
      const hz = (bin * sampleRate) / nFft;
      const height = Math.min((hz - left) / (centre - left), (right - hz) / (right - centre));
      if (height > 0) filters[mel * bins + bin] = scale * height;
    }
  }
  return filters;
}
