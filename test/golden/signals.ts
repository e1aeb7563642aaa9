import { goldenNumbers } from './numbers';

/**
 * A chirp from 100 Hz to 40 % of the rate, a tone of 440 Hz that comes in halfway, and noise 40 dB below: the same
 * formula as `signal` in features.py.
 */
export function goldenSignal(length: number, rate: number): Float32Array {
  const duration = length / rate;
  const noise = goldenNumbers(length, 1);
  return Float32Array.from({ length }, (_, i) => {
    const t = i / rate;
    const chirp = 0.5 * Math.sin(2 * Math.PI * (100 * t + ((0.4 * rate - 100) * t * t) / (2 * duration)));
    const tone = t >= duration / 2 ? 0.25 * Math.sin(2 * Math.PI * 440 * t) : 0;
    return chirp + tone + 0.01 * noise[i];
  });
}

/** A pure tone of amplitude 1. */
export function tone(hz: number, length: number, rate: number, phase = 0): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate + phase));
}
