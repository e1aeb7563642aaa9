import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

/** A decoder of compressed sound, and what it must know beforehand. */
export interface DecoderKind {
  readonly format: 'flac' | 'vorbis' | 'opus' | 'mp3';
  readonly settings: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly id: number;
  /** One Float32Array a channel; none where nothing could be decoded yet. */
  readonly channels: Float32Array[];
  /** What the decoder had to skip or guess. */
  readonly errors: readonly string[];
  readonly failure?: string;
}

interface Waiting {
  resolve(channels: Float32Array[]): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

/** Threads stay for the next clip, and keep no process alive. */
const threads: Thread[] = [];
let asked = 0;
let sessions = 0;

/**
 * Decodes one sound in one of as many threads as there are cores, piece by piece.
 * @param pieces what the decoder takes at once: bytes of a file, or packets.
 * @returns what was decoded of each, one Float32Array a channel.
 * @throws Error with the decoder's own words where the bytes are not of the format.
 */
export async function* decodeInThread(
  kind: DecoderKind,
  pieces: Iterable<readonly Uint8Array[]>,
): AsyncGenerator<Float32Array[]> {
  const thread = leastBusy();
  const session = sessions++;
  const iterator = pieces[Symbol.iterator]();
  let ended = false;
  try {
    for (let next = iterator.next(); !next.done; ) {
      const piece = next.value;
      next = iterator.next();
      ended = next.done === true;
      const channels = await ask(thread, { session, ...kind, pieces: piece, last: ended });
      if (channels.length > 0) yield channels;
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    if (!ended) thread.worker.postMessage({ abandoned: session });
  }
}

interface Request extends DecoderKind {
  readonly session: number;
  readonly pieces: readonly Uint8Array[];
  readonly last: boolean;
}

function ask({ worker, waiting }: Thread, request: Request): Promise<Float32Array[]> {
  return new Promise((resolve, reject) => {
    const id = asked++;
    waiting.set(id, { resolve, reject });
    worker.ref();
    // Copies of their own: the bytes of a Buffer lie in memory shared with others.
    const copies = request.pieces.map((piece) => Uint8Array.from(piece));
    worker.postMessage(
      { ...request, id, pieces: copies },
      copies.map(({ buffer }) => buffer),
    );
  });
}

function leastBusy(): Thread {
  const idle = threads.find(({ waiting }) => waiting.size === 0);
  if (idle !== undefined) return idle;
  if (threads.length < os.availableParallelism()) return start();
  return threads.reduce((least, thread) => (thread.waiting.size < least.waiting.size ? thread : least));
}

function start(): Thread {
  // What a decoder prints is no message of ours.
  const worker = new Worker(path.join(__dirname, 'decode-worker.mjs'), { stdout: true, stderr: true });
  const thread: Thread = { worker, waiting: new Map() };
  worker.on('message', ({ id, failure, channels, errors }: Answer) => {
    const { resolve, reject } = thread.waiting.get(id)!;
    thread.waiting.delete(id);
    if (thread.waiting.size === 0) worker.unref();
    const problem = failure ?? errors[0];
    if (problem === undefined) resolve(channels);
    else reject(new Error(problem));
  });
  worker.on('error', (error) => {
    threads.splice(threads.indexOf(thread), 1);
    for (const { reject } of thread.waiting.values()) reject(error);
  });
  threads.push(thread);
  return thread;
}
