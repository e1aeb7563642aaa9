import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Channels } from '../formats/samples';

export type CompressedFormat = 'flac' | 'vorbis' | 'mp3';

interface Decoded extends Channels {
  /** What the decoder had to skip or guess; empty for a sound file. */
  readonly errors: readonly string[];
}

interface Answer extends Partial<Decoded> {
  readonly id: number;
  readonly failure?: string;
}

interface Waiting {
  resolve(decoded: Decoded): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

/** Threads stay for the next clip, and keep no process alive. */
const threads: Thread[] = [];
let asked = 0;

/**
 * Decodes in one of as many threads as there are cores.
 * @throws Error with the decoder's own words where the bytes are not of the format.
 */
export function decodeInThread(format: CompressedFormat, bytes: Uint8Array): Promise<Decoded> {
  const thread = leastBusy();
  return new Promise((resolve, reject) => {
    const id = asked++;
    thread.waiting.set(id, { resolve, reject });
    thread.worker.ref();
    // A copy of its own: the bytes of a Buffer lie in memory shared with others.
    const copy = Uint8Array.from(bytes);
    thread.worker.postMessage({ id, format, bytes: copy }, [copy.buffer]);
  });
}

function leastBusy(): Thread {
  const idle = threads.find(({ waiting }) => waiting.size === 0);
  if (idle !== undefined) return idle;
  if (threads.length < os.availableParallelism()) return start();
  return threads.reduce((least, thread) => (thread.waiting.size < least.waiting.size ? thread : least));
}

function start(): Thread {
  const worker = new Worker(path.join(__dirname, 'decode-worker.mjs'));
  const thread: Thread = { worker, waiting: new Map() };
  worker.on('message', ({ id, failure, ...decoded }: Answer) => {
    const { resolve, reject } = thread.waiting.get(id)!;
    thread.waiting.delete(id);
    if (thread.waiting.size === 0) worker.unref();
    if (failure === undefined) resolve(decoded as Decoded);
    else reject(new Error(failure));
  });
  worker.on('error', (error) => {
    threads.splice(threads.indexOf(thread), 1);
    for (const { reject } of thread.waiting.values()) reject(error);
  });
  threads.push(thread);
  return thread;
}
