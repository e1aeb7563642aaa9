/**
 * A thread that decodes compressed sound, so that several clips are decoded at once and nobody waits.
 *
 * JavaScript as it stands, because a thread starts from a file that Node itself can run. The decoders are WebAssembly:
 * libFLAC, libvorbis and mpg123.
 */

import { parentPort } from 'node:worker_threads';

/** A decoder is ready for the next file once the last is done: to make one takes as long as to decode a short clip. */
const formats = {
  flac: {
    create: async () => new (await import('@wasm-audio-decoders/flac')).FLACDecoder(),
    async decode(decoder, bytes) {
      const decoded = await decoder.decodeFile(bytes);
      // The decoder divides integers by 2^(b - 1) - 1; libsndfile, and our WAV reader, by 2^(b - 1).
      const fullScale = 2 ** (decoded.bitDepth - 1);
      for (const channel of decoded.channelData) {
        for (let i = 0; i < channel.length; i++) channel[i] = Math.round(channel[i] * (fullScale - 1)) / fullScale;
      }
      return decoded;
    },
  },
  vorbis: {
    create: async () => new (await import('@wasm-audio-decoders/ogg-vorbis')).OggVorbisDecoder(),
    decode: (decoder, bytes) => decoder.decodeFile(bytes),
  },
  mp3: {
    create: async () => new (await import('mpg123-decoder')).MPEGDecoder(),
    async decode(decoder, bytes) {
      const decoded = decoder.decode(bytes);
      await decoder.reset();
      return decoded;
    },
  },
};

/** One file after the other, with decoders of its own. */
class Lane {
  decoders = {};
  last = Promise.resolve();

  decode(format, bytes) {
    const decoded = this.last.then(() => this.decodeNow(format, bytes));
    this.last = decoded.catch(() => {});
    return decoded;
  }

  async decodeNow(format, bytes) {
    const decoder = this.decoders[format] ?? (await formats[format].create());
    // One that failed is in a state that nobody knows, and stays away.
    delete this.decoders[format];
    await decoder.ready;
    try {
      const { channelData, sampleRate, samplesDecoded, errors } = await formats[format].decode(decoder, bytes);
      if (errors.length === 0) this.decoders[format] = decoder;
      // Copies: the decoder's own arrays may be views of its memory.
      const channels = channelData.map((channel) => channel.slice(0, samplesDecoded));
      return { channels, sampleRate, errors: errors.map(({ message }) => message) };
    } finally {
      if (this.decoders[format] !== decoder) decoder.free();
    }
  }
}

/** Two, so that one decodes while the other's decoder gets ready again. */
const lanes = [new Lane(), new Lane()];
let received = 0;

parentPort.on('message', async ({ id, format, bytes }) => {
  try {
    const { channels, sampleRate, errors } = await lanes[received++ % lanes.length].decode(format, bytes);
    parentPort.postMessage(
      { id, channels, sampleRate, errors },
      channels.map(({ buffer }) => buffer),
    );
  } catch (error) {
    parentPort.postMessage({ id, failure: String(error?.message ?? error) });
  }
});
