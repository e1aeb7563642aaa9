/** `patterned` and `picture` of pretrained_networks.py: weights and pictures that any language can repeat. */

import type { NamedArray } from '../../lib/weights';

const product = (shape: readonly number[]) => shape.reduce((size, side) => size * side, 1);

export function patterned(name: string, shape: readonly number[]): NamedArray {
  const phase = [...name].reduce((sum, letter, i) => sum + letter.charCodeAt(0) * (i + 1), 0) % 1009;
  const wave = (i: number) => Math.sin(i * 0.73 + phase);
  const value = name.endsWith('running_var')
    ? (i: number) => 1 + 0.5 * wave(i)
    : name.endsWith('running_mean') || name.endsWith('bias')
      ? (i: number) => 0.1 * wave(i)
      : shape.length === 1
        ? (i: number) => 1 + 0.1 * wave(i)
        : (i: number) => wave(i) * Math.sqrt(2 / product(shape.slice(1))) * 1.4;
  return { shape, data: Float32Array.from({ length: product(shape) }, (_, i) => value(i)) };
}

/** Row-major [batch, height, width, channels] between 0 and 1. */
export function patternedPicture(shape: readonly number[]): Float32Array {
  return Float32Array.from({ length: product(shape) }, (_, i) => (Math.sin(i * 0.021) + 1) / 2);
}
