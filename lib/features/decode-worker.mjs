/**
 * A thread that decodes compressed sound, so that several clips are decoded at once and nobody waits.
 *
 * JavaScript as it stands, because a thread starts from a file that Node itself can run. The decoders are WebAssembly:
 * libFLAC, libvorbis and mpg123.
 */

import { parentPort } from 'node:worker_threads';

const decoders = {
  async flac(bytes) {
    const { FLACDecoder } = await import('@wasm-audio-decoders/flac');
    const decoded = await decode(new FLACDecoder(), (decoder) => decoder.decodeFile(bytes));
    // The decoder divides integers by 2^(b - 1) - 1; libsndfile, and our WAV reader, by 2^(b - 1).
    const fullScale = 2 ** (decoded.bitDepth - 1);
    for (const channel of decoded.channels) {
      for (let i = 0; i < channel.length; i++) channel[i] = Math.round(channel[i] * (fullScale - 1)) / fullScale;
    }
    return decoded;
  },
  async vorbis(bytes) {
    const { OggVorbisDecoder } = await import('@wasm-audio-decoders/ogg-vorbis');
    return decode(new OggVorbisDecoder(), (decoder) => decoder.decodeFile(bytes));
  },
  async mp3(bytes) {
    const { MPEGDecoder } = await import('mpg123-decoder');
    return decode(new MPEGDecoder(), (decoder) => decoder.decode(bytes));
  },
};

async function decode(decoder, run) {
  await decoder.ready;
  try {
    const { channelData, sampleRate, samplesDecoded, bitDepth, errors } = await run(decoder);
    // Copies: the decoder's own arrays may be views of its memory.
    const channels = channelData.map((channel) => channel.slice(0, samplesDecoded));
    return { channels, sampleRate, bitDepth, errors: errors.map(({ message }) => message) };
  } finally {
    decoder.free();
  }
}

parentPort.on('message', async ({ id, format, bytes }) => {
  try {
    const { channels, sampleRate, errors } = await decoders[format](bytes);
    parentPort.postMessage(
      { id, channels, sampleRate, errors },
      channels.map(({ buffer }) => buffer),
    );
  } catch (error) {
    parentPort.postMessage({ id, failure: String(error?.message ?? error) });
  }
});
