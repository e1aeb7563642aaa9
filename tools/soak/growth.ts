/** Tells a leak from a process that has settled. */

import { median } from '../bench/statistics';

/** The state of a training after so many steps. */
export interface Sample {
  readonly step: number;
  readonly loss: number;
  /** Those that tfjs knows, and those that TensorFlow holds. */
  readonly tensors: number;
  readonly nativeTensors: number;
  /** Resident memory of the process. */
  readonly megabytes: number;
}

/**
 * Memory that a settled process may take more in its last quarter than in its second one: allocators return pages
 * late, V8's heap breathes. Half of 20,000 steps lie between the two, so 1.6 kB leaked at each step would show; what
 * is smaller than that is a tensor or a handful of numbers, and tensors are counted exactly.
 */
const ALLOWED_MEGABYTES = 16;

/** @returns what grew, in a sentence with its figures, or undefined where nothing did. */
export function verdict(
  samples: readonly Sample[],
  { before, after }: { before: number; after: number },
): string | undefined {
  for (const [kind, count] of [['tensors', 'tensors'] as const, ['native tensors', 'nativeTensors'] as const]) {
    const counts = samples.map((sample) => sample[count]);
    const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
    if (most !== fewest) return `the number of ${kind} is not flat: ${fewest} to ${most} while training`;
  }
  if (after !== before) return `the training leaves tensors behind: ${before} before it, ${after} after it`;

  const quarter = Math.floor(samples.length / 4);
  const settled = median(samples.slice(quarter, 2 * quarter).map(({ megabytes }) => megabytes));
  const final = median(samples.slice(-quarter).map(({ megabytes }) => megabytes));
  if (final - settled > ALLOWED_MEGABYTES) {
    return `memory grows: ${settled.toFixed(0)} MB in the second quarter of the steps, ${final.toFixed(0)} MB in the last`;
  }
  return undefined;
}

const ROWS = 10;

/** About ten rows of the samples, the last among them. */
export function soakTable(samples: readonly Sample[]): string {
  const every = Math.ceil(samples.length / ROWS);
  const shown = samples.filter((_, i) => (samples.length - 1 - i) % every === 0);
  const lines = shown.map(({ step, loss, tensors, nativeTensors, megabytes }) =>
    row([String(step), loss.toFixed(4), String(tensors), String(nativeTensors), megabytes.toFixed(0)]),
  );
  return [row(['step', 'loss', 'tensors', 'native', 'memory MB']), ...lines].join('\n');
}

const row = (cells: readonly string[]) => cells.map((text) => text.padStart(10)).join('');
