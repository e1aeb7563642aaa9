import { luma } from './grey';

/** This share of the pixels at either end is taken to be noise. */
const ENDS = 0.01;

/**
 * Spreads the tones of a picture from black to white, linearly, all channels alike: the grey that 1 % of the pixels lie
 * below becomes 0, that which 1 % lie above 255; what is beyond is clipped. A picture of one tone keeps it.
 * @param samples [pixels, 3], of 8 or 16 bits.
 * @returns [pixels, 3], of 8 bits.
 */
export function stretchTones(samples: Uint8Array | Uint16Array): Uint8Array {
  const top = samples instanceof Uint8Array ? 255 : 65_535;
  const [dark, light] = tonesOf(samples, top);
  const [from, range] = dark < light ? [dark, light - dark] : [0, top];
  return Uint8Array.from(samples, (value) => Math.round(255 * Math.min(1, Math.max(0, (value - from) / range))));
}

/** The greys between which all pixels lie but for 1 % at either end. */
function tonesOf(samples: Uint8Array | Uint16Array, top: number): [dark: number, light: number] {
  const counts = new Uint32Array(top + 1);
  for (let i = 0; i < samples.length; i += 3) counts[luma(samples[i], samples[i + 1], samples[i + 2])]++;
  const beyond = ENDS * (samples.length / 3);
  let [dark, light] = [0, top];
  for (let seen = counts[dark]; seen <= beyond; seen += counts[dark]) dark++;
  for (let seen = counts[light]; seen <= beyond; seen += counts[light]) light--;
  return [dark, light];
}
