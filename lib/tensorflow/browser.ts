/**
 * The same names as index.ts, as far as features and layers of models use them, on what tfjs has for browsers. A page
 * that holds a model (lib/live) is bundled with this in the native binding's place, so that it computes with the very
 * sources that computed before training.
 */

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as core from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import * as layers from '@tensorflow/tfjs-layers';

export const tf: typeof core & typeof layers = { ...core, ...layers };

/** Nothing is compiled here: operations run one by one. */
export const compile = <T>(computation: T): T => computation;

export const tidyData = <T>(computation: () => core.Tensor) => {
  const result = core.tidy(computation);
  const values = result.dataSync() as T;
  result.dispose();
  return values;
};

export const [FLOAT, INT16, INT32, UINT8] = ['float32', 'int16', 'int32', 'uint8'];
export const int = (value: number) => value;

/** Integers of 16 bits are made floats before they come here. */
export const bytesTensor = () => refuse('bytesTensor');

type Native = (inputs: core.Tensor[], attributes: Record<string, number>) => core.Tensor;

/** Operations of TensorFlow and of our own by name, of those that features are computed with. */
const OPERATIONS: Readonly<Record<string, Native | undefined>> = {
  GatherV2: ([values, indices, axis]) => core.gather(values, indices as core.Tensor1D, axis.dataSync()[0]),
  CahierResample: ([signals, bank], rates) => resampled(signals as core.Tensor2D, bank as core.Tensor2D, rates),
};

export function native(name: string, inputs: core.Tensor[], attributes: object): core.Tensor {
  const operation = OPERATIONS[name] ?? refuse(name);
  return operation(inputs, attributes as Record<string, number>);
}

function refuse(name: string): never {
  throw new Error(`${name} is not known in a page`);
}

/** Phases of a group (native/resample.cc, which says what is computed). */
const GROUP = 16;

function resampled(
  signals: core.Tensor2D,
  bank: core.Tensor2D,
  { up, down, delay }: Record<string, number>,
): core.Tensor2D {
  const [batch, length] = signals.shape;
  const taps = bank.shape[1] / GROUP;
  const outputs = Math.ceil((length * up) / down);
  const values = signals.dataSync();
  const weights = bank.dataSync();
  const result = new Float32Array(batch * outputs);
  for (let signal = 0; signal < batch; signal++) {
    for (let j = 0; j < outputs; j++) {
      const phase = j % up;
      const group = Math.floor(phase / GROUP);
      const first = Math.floor(j / up) * down + Math.floor((group * GROUP * down) / up) - delay;
      const from = Math.max(0, -first);
      const to = Math.min(taps, length - first);
      let weight = (group * taps + from) * GROUP + (phase % GROUP);
      let sum = 0;
      for (let tap = from; tap < to; tap++, weight += GROUP) {
        sum += weights[weight] * values[signal * length + first + tap];
      }
      result[signal * outputs + j] = sum;
    }
  }
  return core.tensor2d(result, [batch, outputs]);
}

/** As kernels/fourier.ts, row by row: the WebAssembly back end has no Fourier transform. */
export function powerSpectrum(x: core.Tensor): core.Tensor {
  const n = x.shape[x.rank - 1];
  const bins = Math.floor(n / 2) + 1;
  const values = x.dataSync();
  const rows = values.length / n;
  const powers = new Float32Array(rows * bins);
  const transform = (n & (n - 1)) === 0 ? fastTransform(n) : plainTransform(n);
  for (let row = 0; row < rows; row++) {
    const { real, imaginary } = transform(values.subarray(row * n, (row + 1) * n) as Float32Array);
    for (let bin = 0; bin < bins; bin++) powers[row * bins + bin] = real[bin] ** 2 + imaginary[bin] ** 2;
  }
  return core.tensor(powers, [...x.shape.slice(0, -1), bins]);
}

interface Spectrum {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Cooley and Tukey (1965), of lengths that are powers of two. */
function fastTransform(n: number): (row: Float32Array) => Spectrum {
  const [cosines, sines] = turns(n);
  const real = new Float64Array(n);
  const imaginary = new Float64Array(n);
  const bits = Math.log2(n);
  const reversed = Uint32Array.from({ length: n }, (_, i) => {
    let place = 0;
    for (let bit = 0; bit < bits; bit++) place |= ((i >> bit) & 1) << (bits - 1 - bit);
    return place;
  });
  return (row) => {
    for (let i = 0; i < n; i++) real[i] = row[reversed[i]];
    imaginary.fill(0);
    for (let half = 1; half < n; half *= 2) {
      const stride = n / (2 * half);
      for (let start = 0; start < n; start += 2 * half) {
        for (let i = start, turn = 0; i < start + half; i++, turn += stride) {
          const j = i + half;
          const re = real[j] * cosines[turn] + imaginary[j] * sines[turn];
          const im = imaginary[j] * cosines[turn] - real[j] * sines[turn];
          [real[j], imaginary[j]] = [real[i] - re, imaginary[i] - im];
          [real[i], imaginary[i]] = [real[i] + re, imaginary[i] + im];
        }
      }
    }
    return { real, imaginary };
  };
}

/** By the definition, of any length. */
function plainTransform(n: number): (row: Float32Array) => Spectrum {
  const [cosines, sines] = turns(n);
  const real = new Float64Array(n);
  const imaginary = new Float64Array(n);
  return (row) => {
    for (let bin = 0; 2 * bin <= n; bin++) {
      [real[bin], imaginary[bin]] = [0, 0];
      for (let i = 0, turn = 0; i < n; i++, turn = (turn + bin) % n) {
        real[bin] += row[i] * cosines[turn];
        imaginary[bin] -= row[i] * sines[turn];
      }
    }
    return { real, imaginary };
  };
}

/** Cosine and sine of each n-th of a turn. */
function turns(n: number): [Float64Array, Float64Array] {
  const of = (wave: (angle: number) => number) =>
    Float64Array.from({ length: n }, (_, i) => wave((2 * Math.PI * i) / n));
  return [of(Math.cos), of(Math.sin)];
}

/** Starts the WebAssembly back end. @param wasm its program, base64: a page that is one file fetches nothing. */
export async function startBackend(wasm: string): Promise<void> {
  const url = `data:application/wasm;base64,${wasm}`;
  setWasmPaths({
    'tfjs-backend-wasm.wasm': url,
    'tfjs-backend-wasm-simd.wasm': url,
    'tfjs-backend-wasm-threaded-simd.wasm': url,
  });
  await core.setBackend('wasm');
}
