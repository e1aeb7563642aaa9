import { interruptSignal } from './interrupt';

const BREATH_MS = 50;
let lastBreath = performance.now();

/**
 * Gives the event loop its turn some times a second, so that a kernel's messages and an interrupt come through; shared
 * by all, so that one short call after the other breathes as well.
 * @param signal of the work's beginning. @throws its reason where the reader has interrupted.
 */
export async function breathe(signal: AbortSignal | undefined = interruptSignal()): Promise<void> {
  if (performance.now() - lastBreath < BREATH_MS) return;
  await new Promise(setImmediate);
  lastBreath = performance.now();
  signal?.throwIfAborted();
}
