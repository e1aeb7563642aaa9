/**
 * Adaptive differences of four bits, in blocks that each begin anew: those of the Interactive Multimedia Association
 * (1992), as Microsoft and Apple pack them, and Microsoft's own. Samples are integers of 16 bits.
 */

/** Decodes one block into the channels, from `at` on. */
export type BlockDecoder = (block: Uint8Array, channels: readonly Float32Array[], at: number) => void;

/** 7, 8, 9 ... 32767: about 10 % apart, written out in the recommendation. */
const STEPS = [
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118,
  130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060,
  1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484,
  7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
];
const STEP_CHANGES = [-1, -1, -1, -1, 2, 4, 6, 8];
const FULL_SCALE = 32768;

/** One channel of IMA's code: the last sample, and how large the next difference may be. */
class ImaChannel {
  constructor(
    private sample: number,
    private index: number,
  ) {
    this.index = Math.max(0, Math.min(STEPS.length - 1, index));
  }

  /** The sample after a code of four bits, full scale at 1. */
  next(code: number): number {
    const step = STEPS[this.index];
    let difference = step >> 3;
    if (code & 4) difference += step;
    if (code & 2) difference += step >> 1;
    if (code & 1) difference += step >> 2;
    this.sample = clamped16(this.sample + (code & 8 ? -difference : difference));
    this.index = Math.max(0, Math.min(STEPS.length - 1, this.index + STEP_CHANGES[code & 7]));
    return this.sample / FULL_SCALE;
  }
}

/** Microsoft's packing: a header of four bytes a channel holds the first sample, then four bytes a channel in turn. */
export const decodeImaBlock: BlockDecoder = (block, channels, at) => {
  const count = channels.length;
  const states = channels.map((channel, i) => {
    const first = int16(block, 4 * i);
    channel[at] = first / FULL_SCALE;
    return new ImaChannel(first, block[4 * i + 2]);
  });
  for (let byte = 4 * count; byte < block.length; byte++) {
    const place = byte - 4 * count;
    const i = Math.floor(place / 4) % count;
    const sample = at + 1 + 8 * Math.floor(place / (4 * count)) + 2 * (place % 4);
    channels[i][sample] = states[i].next(block[byte] & 0x0f);
    channels[i][sample + 1] = states[i].next(block[byte] >> 4);
  }
};

/** Apple's packing: 34 bytes a channel, one whole channel after the other, 64 samples each. */
export const decodeAppleImaBlock: BlockDecoder = (block, channels, at) => {
  channels.forEach((channel, i) => {
    const header = (block[34 * i] << 8) | block[34 * i + 1];
    // Nine bits of the last sample, seven of the index.
    const state = new ImaChannel(((header & 0xff80) << 16) >> 16, header & 0x7f);
    for (let byte = 0; byte < 32; byte++) {
      const codes = block[34 * i + 2 + byte];
      channel[at + 2 * byte] = state.next(codes & 0x0f);
      channel[at + 2 * byte + 1] = state.next(codes >> 4);
    }
  });
};

const SCALES = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230];

/** The pairs of weights, by 256, that every file of Microsoft's code begins its list with. */
export const microsoftCoefficients: readonly (readonly [number, number])[] = [
  [256, 0],
  [512, -256],
  [0, 0],
  [192, 64],
  [240, 0],
  [460, -208],
  [392, -232],
];

/** Microsoft's code: each sample is foretold from the two before it, and the difference coded. */
export function decodeMicrosoftBlock(coefficients: readonly (readonly [number, number])[]): BlockDecoder {
  return (block, channels, at) => {
    const count = channels.length;
    const states = channels.map((channel, i) => {
      const weights = coefficients[block[i]] ?? [0, 0];
      const delta = int16(block, count + 2 * i);
      const latest = int16(block, 3 * count + 2 * i);
      const earlier = int16(block, 5 * count + 2 * i);
      channel[at] = earlier / FULL_SCALE;
      channel[at + 1] = latest / FULL_SCALE;
      return { weights, delta, latest, earlier };
    });
    for (let nibble = 0; nibble < 2 * (block.length - 7 * count); nibble++) {
      const byte = block[7 * count + (nibble >> 1)];
      const code = nibble % 2 === 0 ? byte >> 4 : byte & 0x0f;
      const state = states[nibble % count];
      const foretold = (state.latest * state.weights[0] + state.earlier * state.weights[1]) >> 8;
      const sample = clamped16(foretold + (code > 7 ? code - 16 : code) * state.delta);
      state.delta = Math.max(16, (SCALES[code] * state.delta) >> 8);
      state.earlier = state.latest;
      state.latest = sample;
      channels[nibble % count][at + 2 + Math.floor(nibble / count)] = sample / FULL_SCALE;
    }
  };
}

const int16 = (bytes: Uint8Array, at: number) => ((bytes[at] | (bytes[at + 1] << 8)) << 16) >> 16;

const clamped16 = (value: number) => Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, value));
