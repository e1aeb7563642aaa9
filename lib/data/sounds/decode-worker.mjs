/**
 * A thread that decodes compressed sound, so that several clips are decoded at once and nobody waits.
 *
 * JavaScript as it stands, because a thread starts from a file that Node itself can run. The decoders are WebAssembly:
 * libFLAC, libvorbis, libopus and mpg123.
 */

import { parentPort } from 'node:worker_threads';

// The decoders also print what they report.
for (const method of ['log', 'info', 'warn', 'error', 'debug']) console[method] = () => {};

/** What a decoder takes, and what is to be done with its answers. `end` leaves it as new, for the next sound. */
const formats = {
  flac: {
    create: async () => new (await import('@wasm-audio-decoders/flac')).FLACDecoder(),
    decode: async (decoder, pieces, { bits }) => unitScale(await decoder.decode(joined(pieces)), bits),
    end: async (decoder, { bits }) => unitScale(await decoder.flush(), bits),
  },
  vorbis: {
    create: async () => new (await import('@wasm-audio-decoders/ogg-vorbis')).OggVorbisDecoder(),
    decode: (decoder, pieces) => decoder.decode(joined(pieces)),
    end: (decoder) => decoder.flush(),
  },
  opus: {
    create: async (settings) => new (await import('opus-decoder')).OpusDecoder(settings),
    decode: (decoder, packets) => decoder.decodeFrames(packets),
    end: async (decoder) => void (await decoder.reset()),
  },
  mp3: {
    create: async () => new (await import('mpg123-decoder')).MPEGDecoder(),
    decode: (decoder, pieces) => decoder.decode(joined(pieces)),
    end: async (decoder) => void (await decoder.reset()),
  },
};

/** libFLAC's integers come divided by 2^(b - 1) - 1; libsndfile, and our other readers, divide by 2^(b - 1). */
function unitScale(decoded, bits) {
  const fullScale = 2 ** (bits - 1);
  for (const channel of decoded.channelData) {
    for (let i = 0; i < channel.length; i++) channel[i] = Math.round(channel[i] * (fullScale - 1)) / fullScale;
  }
  return decoded;
}

function joined(pieces) {
  return pieces.length === 1 ? pieces[0] : new Uint8Array(Buffer.concat(pieces));
}

/** Decoders that are ready for the next sound, by format and settings: to make one takes as long as a short clip. */
const idle = new Map();
const MOST_IDLE = 2;
/** Sounds of which more is to come, by their number. */
const sessions = new Map();

async function acquire({ format, settings }) {
  const key = JSON.stringify([format, settings]);
  const decoder = idle.get(key)?.pop() ?? (await formats[format].create(settings));
  await decoder.ready;
  return { decoder, key };
}

function release({ decoder, key }) {
  const ready = idle.get(key) ?? [];
  idle.set(key, ready);
  if (ready.length < MOST_IDLE) ready.push(decoder);
  else decoder.free();
}

async function decode({ session, format, settings, pieces, last }) {
  const held = sessions.get(session) ?? (await acquire({ format, settings }));
  // One that fails is in a state that nobody knows, and stays away.
  sessions.delete(session);
  try {
    const decoded = [await formats[format].decode(held.decoder, pieces, settings)];
    if (last) decoded.push(await formats[format].end(held.decoder, settings));
    const answer = together(decoded.filter((part) => part !== undefined));
    if (answer.errors.length > 0) held.decoder.free();
    else if (last) release(held);
    else sessions.set(session, held);
    return answer;
  } catch (error) {
    held.decoder.free();
    throw error;
  }
}

/** Copies: the decoder's own arrays may be views of its memory. */
function together(parts) {
  const errors = parts.flatMap((part) => part.errors.map(({ message }) => message));
  const full = parts.filter(({ samplesDecoded, channelData }) => samplesDecoded > 0 && channelData.length > 0);
  const channels = (full[0]?.channelData ?? []).map((_, i) => {
    const pieces = full.map(({ channelData, samplesDecoded }) => channelData[i].subarray(0, samplesDecoded));
    const samples = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      samples.set(piece, at);
      at += piece.length;
    }
    return samples;
  });
  return { channels, errors };
}

/** Whole clips take turns in two lanes, so that one decodes while the other's decoder gets ready again. */
const lanes = [Promise.resolve(), Promise.resolve()];
let received = 0;

parentPort.on('message', ({ id, abandoned, ...request }) => {
  if (abandoned !== undefined) {
    sessions.get(abandoned)?.decoder.free();
    sessions.delete(abandoned);
    return;
  }
  const answered = () => answer(id, request);
  if (!request.last || sessions.has(request.session)) return void answered();
  const lane = received++ % lanes.length;
  lanes[lane] = lanes[lane].then(answered);
});

async function answer(id, request) {
  try {
    const { channels, errors } = await decode(request);
    parentPort.postMessage(
      { id, channels, errors },
      channels.map(({ buffer }) => buffer),
    );
  } catch (error) {
    parentPort.postMessage({ id, failure: String(error?.message ?? error) });
  }
}
