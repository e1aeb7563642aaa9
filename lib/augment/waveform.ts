import type { Sound, SoundChange } from '../data/sounds/sound';
import { fitLength } from '../features/fit-length';
import { resample } from '../features/resample';
import { checkOptions, number, object } from '../options';
import { normal, type Random } from '../random';

/** Louder (above 0 dB) or softer. */
export function gain({ signal, sampleRate }: Sound, decibels: number): Sound {
  const factor = 10 ** (decibels / 20);
  return { signal: signal.map((value) => factor * value), sampleRate };
}

/**
 * Adds white Gaussian noise of a given signal-to-noise ratio: 20 dB are a hundred times more power in the signal.
 * Silence stays silence.
 */
export function addNoise({ signal, sampleRate }: Sound, snr: number, random: Random): Sound {
  const power = signal.reduce((sum, value) => sum + value * value, 0) / signal.length;
  const deviation = Math.sqrt(power / 10 ** (snr / 10));
  return { signal: signal.map((value) => value + deviation * normal(random)), sampleRate };
}

const STRETCH = object({ rate: number({ min: 0.25, max: 4 }) });
const SHIFT = object({ semitones: number({ min: -12, max: 12 }) });

/** Seconds of a grain, and how far it may move to join the last one smoothly. */
const GRAIN = 0.04;
const SEARCH = 0.01;

/**
 * Faster (rate above 1) or slower at the same pitch: grains are laid over each other, each moved to where it continues
 * the last one best (WSOLA, Verhelst and Roelands 1993).
 * @returns about length / rate samples.
 * @throws UserError unless rate lies between 0.25 and 4.
 */
export function timeStretch({ signal, sampleRate }: Sound, rate: number): Sound {
  checkOptions('timeStretch', STRETCH, { rate });
  const grain = 2 * Math.round((GRAIN * sampleRate) / 2);
  if (rate === 1 || signal.length < 2 * grain) return { signal, sampleRate };
  const hop = grain / 2;
  const search = Math.round(SEARCH * sampleRate);
  const length = Math.round(signal.length / rate);
  const output = new Float32Array(length + grain);
  const window = Float32Array.from({ length: grain }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / grain));
  let last = 0;
  for (let at = 0; at < length; at += hop) {
    const wanted = Math.min(Math.round(at * rate), signal.length - grain);
    const start = at === 0 ? 0 : bestStart(signal, { continuation: last + hop, wanted, search, grain });
    // Half a window rises over half a window that falls; at the very start there is nothing to rise over.
    for (let i = 0; i < grain; i++) output[at + i] += (at === 0 && i < hop ? 1 : window[i]) * (signal[start + i] ?? 0);
    last = start;
  }
  return { signal: output.slice(0, length), sampleRate };
}

/** Where near `wanted` a grain is most like what would follow the last one. */
function bestStart(
  signal: Float32Array,
  { continuation, wanted, search, grain }: { continuation: number; wanted: number; search: number; grain: number },
): number {
  let best = wanted;
  let highest = Number.NEGATIVE_INFINITY;
  const from = Math.max(0, wanted - search);
  const to = Math.min(signal.length - grain, wanted + search);
  // Every second sample of every second place: half the grain's bandwidth tells places apart well enough.
  for (let start = from; start <= to; start += 2) {
    let likeness = 0;
    for (let i = 0; i < grain; i += 2) likeness += signal[start + i] * (signal[continuation + i] ?? 0);
    if (likeness > highest) {
      highest = likeness;
      best = start;
    }
  }
  return best;
}

/**
 * Higher (above 0) or lower at the same duration: resampled, then stretched back.
 * @param semitones -12 to 12, met to a twentieth of a semitone.
 * @throws UserError outside of that.
 */
export function pitchShift(sound: Sound, semitones: number): Sound {
  const { signal, sampleRate } = pitchAndTempo(sound, semitones, 1);
  return { signal: fitLength(signal, sound.signal.length), sampleRate };
}

/** Both at once, stretched once: each stretching leaves traces, and is the costly part. */
function pitchAndTempo(sound: Sound, semitones: number, rate: number): Sound {
  const { signal, sampleRate } = sound;
  checkOptions('pitchShift', SHIFT, { semitones });
  // As if the sound had been recorded at another rate; a ratio of small numbers resamples fast.
  const ratio = Math.round(320 * 2 ** (semitones / 12));
  if (ratio === 320 || signal.length === 0) return timeStretch(sound, rate);
  return timeStretch({ signal: resample(signal, ratio, 320), sampleRate }, (rate * 320) / ratio);
}

/** The bounds between which each change is drawn evenly; what is left out does not happen. */
export interface WaveformOptions {
  /** Decibels. */
  readonly gain?: readonly [number, number];
  /** Signal-to-noise ratio in decibels. */
  readonly noise?: readonly [number, number];
  /** Rates. */
  readonly stretch?: readonly [number, number];
  /** Semitones. */
  readonly pitch?: readonly [number, number];
}

/** Pitch, tempo, level and noise changed at random, in this order. */
export function changeWaveform(options: WaveformOptions): SoundChange {
  const { gain: level, noise, stretch, pitch } = options;
  return {
    key: `changeWaveform ${JSON.stringify({ gain: level, noise, stretch, pitch })}`,
    apply(sound, random) {
      const between = ([low, high]: readonly [number, number]) => low + (high - low) * random.next();
      let changed = pitchAndTempo(sound, pitch ? between(pitch) : 0, stretch ? between(stretch) : 1);
      if (level) changed = gain(changed, between(level));
      if (noise) changed = addNoise(changed, between(noise), random);
      return changed;
    },
  };
}
