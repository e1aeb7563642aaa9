import { createHash } from 'node:crypto';
import { className, translated } from '../../locale';
import { checkOptions, integer, number, object } from '../../options';
import { createRandom, type Random } from '../../random';
import { SAMPLE_RATES } from './check-sound';
import type { Sound, SoundClip, SoundCorpus } from './sound';

/** Seven kinds of sound, each with one parameter that is known: its rate in Hz, drawn between two bounds. */
export const soundKinds = {
  /** Blades that pass: a low thump and a rush of noise, at this rate. */
  rotor: { rate: [10, 18] },
  /** A rush of noise with a whine of this frequency. */
  jet: { rate: [2200, 3600] },
  /** Harmonics of this fundamental. */
  engine: { rate: [45, 90] },
  /** Harmonics of a lower fundamental and a rattle at that rate. */
  truck: { rate: [18, 30] },
  /** Short bursts of noise, this many a second. */
  steps: { rate: [1.6, 2.4] },
  /** Harmonics of this pitch under two formants, in syllables. */
  speech: { rate: [100, 220] },
  /** Noise with a spectrum that falls; its level swells this many times a second. */
  background: { rate: [0.2, 0.5] },
} as const;

export type SoundKind = keyof typeof soundKinds;

export interface SyntheticSound extends Sound {
  /** The kind's parameter in Hz. */
  readonly rate: number;
}

export interface SyntheticOptions {
  /** Default 16,000. */
  readonly sampleRate?: number;
  /** Default 4. */
  readonly seconds?: number;
  readonly seed?: number;
}

const OPTIONS = object({
  sampleRate: integer(SAMPLE_RATES).default(16_000),
  seconds: number({ above: 0, max: 3600 }).default(4),
  seed: integer().default(0),
});
const PER_CLASS = object({ perClass: integer({ min: 1, max: 100_000 }) });

/** One sound of a kind, its loudest sample between 0.3 and 0.9; the same seed gives the same sound. */
export function syntheticSound(kind: SoundKind, options: SyntheticOptions = {}): SyntheticSound {
  const { sampleRate, seconds, seed } = checkOptions('syntheticSound', OPTIONS, options);
  const random = createRandom(seed);
  const [low, high] = soundKinds[kind].rate;
  const rate = low + (high - low) * random.next();
  const level = 0.3 + 0.6 * random.next();
  const signal = makers[kind]({ length: Math.round(sampleRate * seconds), sampleRate, rate, random });
  const loudest = signal.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { signal: signal.map((value) => (level * value) / loudest), sampleRate, rate };
}

/**
 * A corpus of synthetic sounds, for tests and first experiments: as many of each kind, named in the locale's language.
 * @param perClass default 10.
 */
export function syntheticSounds({
  perClass = 10,
  seed = 0,
  ...options
}: SyntheticOptions & { readonly perClass?: number } = {}): SoundCorpus {
  checkOptions('syntheticSounds', PER_CLASS, { perClass });
  checkOptions('syntheticSounds', OPTIONS, { ...options, seed });
  const kinds = Object.keys(soundKinds) as SoundKind[];
  const clips = kinds.flatMap((kind, label) =>
    Array.from({ length: perClass }, (_, i): SoundClip => {
      const own = { ...options, seed: seed * 100_003 + label * 1009 + i };
      return { name: `${kind} ${i}`, label, fold: 1 + (i % 5), read: () => syntheticSound(kind, own) };
    }),
  );
  return {
    clips,
    classNames: kinds.map(className),
    provenance: {
      name: translated`synthetic sounds`,
      source: 'sample',
      licence: 'CC0 1.0',
      citation: 'made by lib/data/sounds/synthetic-sounds.ts',
      checksum: createHash('sha256')
        .update(JSON.stringify([perClass, seed, options]))
        .digest('hex'),
      note: 'the checksum is of the parameters',
    },
  };
}

interface Request {
  readonly length: number;
  readonly sampleRate: number;
  readonly rate: number;
  readonly random: Random;
}

const makers: Record<SoundKind, (request: Request) => Float32Array> = {
  rotor({ length, sampleRate, rate, random }) {
    const rush = lowPass(noise(length, random), 800 / sampleRate);
    return fill(length, (i) => {
      const phase = ((i * rate) / sampleRate) % 1;
      const blade = Math.exp(-12 * phase);
      return blade * (Math.sin((2 * Math.PI * 70 * phase) / rate) + 4 * rush[i]);
    });
  },
  jet({ length, sampleRate, rate, random }) {
    const white = noise(length, random);
    const rush = lowPass(white, 3000 / sampleRate);
    return fill(length, (i) => rush[i] + 0.2 * Math.sin((2 * Math.PI * rate * i) / sampleRate));
  },
  engine({ length, sampleRate, rate, random }) {
    const hiss = lowPass(noise(length, random), 1000 / sampleRate);
    return fill(length, (i) => harmonics((rate * i) / sampleRate, 8) + 0.1 * hiss[i]);
  },
  truck({ length, sampleRate, rate, random }) {
    const rattle = noise(length, random);
    return fill(length, (i) => {
      const cycles = (rate * i) / sampleRate;
      return harmonics(cycles, 12) + 0.4 * rattle[i] * Math.exp(-8 * (cycles % 1));
    });
  },
  steps({ length, sampleRate, rate, random }) {
    const scrape = lowPass(noise(length, random), 2500 / sampleRate);
    return fill(length, (i) => {
      const seconds = (((i * rate) / sampleRate) % 1) / rate;
      return scrape[i] * Math.exp(-45 * seconds) + 0.01 * scrape[(i * 7) % length];
    });
  },
  speech({ length, sampleRate, rate, random }) {
    const formants = [500 + 300 * random.next(), 1300 + 700 * random.next()];
    const weights = Array.from({ length: Math.floor(4000 / rate) }, (_, k) =>
      formants.reduce((sum, hz) => sum + Math.exp(-0.5 * (((k + 1) * rate - hz) / 150) ** 2), 0.02),
    );
    return fill(length, (i) => {
      const syllable = Math.max(0, Math.sin((2 * Math.PI * 4 * i) / sampleRate));
      const angle = (2 * Math.PI * rate * i) / sampleRate;
      return syllable * weights.reduce((sum, weight, k) => sum + weight * Math.sin((k + 1) * angle), 0);
    });
  },
  background({ length, sampleRate, rate, random }) {
    const low = lowPass(noise(length, random), 200 / sampleRate);
    return fill(length, (i) => low[i] * (1 + 0.5 * Math.sin((2 * Math.PI * rate * i) / sampleRate)));
  },
};

const fill = (length: number, value: (i: number) => number) => Float32Array.from({ length }, (_, i) => value(i));

/** White, uniform in [-1, 1). */
const noise = (length: number, random: Random) => fill(length, () => 2 * random.next() - 1);

/** Sines of the first `count` harmonics, falling as 1 / k. @param cycles of the fundamental so far. */
function harmonics(cycles: number, count: number): number {
  let sum = 0;
  for (let k = 1; k <= count; k++) sum += Math.sin(2 * Math.PI * k * cycles) / k;
  return sum;
}

/** One pole: falls by 6 dB an octave above `cutoff`, in cycles a sample. */
function lowPass(signal: Float32Array, cutoff: number): Float32Array {
  const keep = Math.exp(-2 * Math.PI * cutoff);
  let state = 0;
  return signal.map((value) => {
    state = keep * state + (1 - keep) * value;
    return state;
  });
}
