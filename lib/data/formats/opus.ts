/** What the first packet of an Ogg Opus stream says (RFC 7845). */
export interface OpusHead {
  readonly channels: number;
  /** Samples at 48 kHz that come before the sound. */
  readonly preSkip: number;
  /** Of the recording before it was encoded; 0 where nobody knows. */
  readonly inputRate: number;
  /** What all samples are to be multiplied by. */
  readonly gain: number;
  readonly streams: number;
  readonly coupled: number;
  /** The decoded channel of each channel. */
  readonly mapping: readonly number[];
}

const HEAD = 19;

/** Undefined where the packet makes no sense. */
export function readOpusHead(packet: Uint8Array): OpusHead | undefined {
  if (packet.length < HEAD || packet[8] > 15) return undefined;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  const [channels, family] = [packet[9], packet[18]];
  const common = {
    channels,
    preSkip: view.getUint16(10, true),
    inputRate: view.getUint32(12, true),
    gain: 10 ** (view.getInt16(16, true) / 256 / 20),
  };
  if (family === 0) {
    if (channels !== 1 && channels !== 2) return undefined;
    return { ...common, streams: 1, coupled: channels - 1, mapping: channels === 1 ? [0] : [0, 1] };
  }
  const [streams, coupled] = [packet[19], packet[20]];
  const mapping = Array.from(packet.subarray(21, 21 + channels));
  const isSound = channels > 0 && mapping.length === channels && streams > 0 && coupled <= streams;
  const isMapped = mapping.every((channel) => channel === 255 || channel < streams + coupled);
  return isSound && isMapped && streams + coupled <= 255 ? { ...common, streams, coupled, mapping } : undefined;
}

/** Opus is decoded at one of these rates: the lowest that holds all of the recording, as libsndfile chooses. */
export function opusRate(inputRate: number): number {
  if (inputRate === 0) return 48_000;
  return [8000, 12_000, 16_000, 24_000].find((rate) => inputRate <= rate) ?? 48_000;
}

/** Samples at 48 kHz of a packet, by its first bytes (RFC 6716, 3.1). */
export function opusDuration(packet: Uint8Array): number {
  const [toc = 0, count = 0] = packet;
  const config = toc >> 3;
  const frame =
    config < 12
      ? [480, 960, 1920, 2880][config & 3]
      : config < 16
        ? [480, 960][config & 1]
        : [120, 240, 480, 960][config & 3];
  const frames = [1, 2, 2, count & 63][toc & 3];
  return frame * frames;
}
