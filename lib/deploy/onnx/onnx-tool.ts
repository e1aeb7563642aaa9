import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../../errors';
import { checkOptions, integer, object } from '../../options';
import { packageRoot, workspace } from '../../workspace';
import { type Latency, quantile } from '../latency';

/** Examples for a file: float32, or bytes where the file takes those; row-major [examples, ...shape]. */
export interface OnnxExamples {
  readonly values: Float32Array | Uint8Array;
  readonly shape: readonly number[];
}

export interface OnnxOutputs {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

const script = path.join(packageRoot, 'lib', 'deploy', 'onnx', 'onnx_tool.py');
const threads = integer({ min: 1, max: 1024 }).default(1);

/**
 * Quantises a file's weights and activations to integers of 8 bits by onnxruntime's own tools: convolutions and
 * products with scales measured on calibration examples and one for each channel of weights; LSTMs with scales measured
 * at each answer.
 * @param calibration some hundred examples of the training part.
 * @returns the operators of the new file, by how often they stand in it.
 */
export async function quantizeOnnx(
  file: string,
  to: string,
  calibration: OnnxExamples,
): Promise<Readonly<Record<string, number>>> {
  const { operators } = await withScratch((scratch) =>
    ask<{ operators: Record<string, number> }>(scratch, {
      do: 'quantize',
      file: path.resolve(file),
      to: path.resolve(to),
      calibration: stored(scratch, calibration),
    }),
  );
  return operators;
}

/** The same file with weights and computation in half precision; inputs and outputs stay float32. */
export async function halveOnnx(file: string, to: string): Promise<void> {
  await withScratch((scratch) => ask(scratch, { do: 'halve', file: path.resolve(file), to: path.resolve(to) }));
}

/** Answers of a file, by onnxruntime; one array for each of its outputs. */
export async function runOnnx(
  file: string,
  examples: OnnxExamples,
  options: { readonly batchSize?: number; readonly threads?: number } = {},
): Promise<OnnxOutputs[]> {
  const schema = object({ batchSize: integer({ min: 1 }).default(64), threads });
  const settings = checkOptions('runOnnx', schema, options);
  return withScratch(async (scratch) => {
    const output = path.join(scratch, 'output');
    const job: Job = { do: 'run', file: path.resolve(file), input: stored(scratch, examples), output, ...settings };
    const { shapes } = await ask<{ shapes: number[][] }>(scratch, job);
    const values = new Float32Array(Uint8Array.from(fs.readFileSync(output)).buffer);
    let start = 0;
    return shapes.map((shape) => {
      const size = shape.reduce((product, side) => product * side, 1);
      start += size;
      return { values: values.subarray(start - size, start), shape };
    });
  });
}

/** Latencies of single answers by onnxruntime, in milliseconds, with the value below which 95 of 100 lie. */
export async function onnxLatency(
  file: string,
  examples: OnnxExamples,
  options: { readonly threads?: number; readonly warmUp?: number; readonly repeats?: number } = {},
): Promise<Latency & { readonly p95: number }> {
  const schema = object({
    threads,
    warmUp: integer({ min: 0 }).default(20),
    repeats: integer({ min: 1 }).default(200),
  });
  const settings = checkOptions('onnxLatency', schema, options);
  const { times } = await withScratch((scratch) =>
    ask<{ times: number[] }>(scratch, {
      do: 'measure',
      file: path.resolve(file),
      input: stored(scratch, examples),
      ...settings,
    }),
  );
  const ascending = Float64Array.from(times).sort();
  const [low, median, high, p95] = [0.25, 0.5, 0.75, 0.95].map((share) => quantile(ascending, share));
  return { low, median, high, p95 };
}

async function withScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-onnx-'));
  try {
    return await use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function stored(scratch: string, { values, shape }: OnnxExamples) {
  const size = shape.reduce((product, side) => product * side, 1);
  if (size !== values.length) {
    throw new RangeError(`examples of shape [${shape.join(', ')}] have ${size} values, not ${values.length}`);
  }
  const file = path.join(scratch, 'examples');
  fs.writeFileSync(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return { file, shape, type: values instanceof Float32Array ? 'float32' : 'uint8' };
}

interface Job {
  readonly do: 'quantize' | 'halve' | 'run' | 'measure';
  readonly file: string;
  readonly [detail: string]: unknown;
}

/** Hands a job to Python and waits for its answer, with the event loop free. */
function ask<T>(scratch: string, job: Job): Promise<T> {
  // As an installed package, Cahier keeps what is its own below .cahier.
  const places = ['.', '.cahier'].map((folder) => path.join(workspace().root, folder, '.venv', 'bin', 'python'));
  const python = places.find((place) => fs.existsSync(place)) ?? places[0];
  if (!fs.existsSync(python)) {
    throw new UserError(`${python} is not there, which ${job.do}s ONNX files; run the set-up first.`);
  }
  if (!fs.existsSync(job.file)) throw new UserError(`${job.file}: there is no such file; check the path.`);
  const file = path.join(scratch, 'job.json');
  fs.writeFileSync(file, JSON.stringify(job));
  return new Promise((resolve, reject) => {
    const child = spawn(python, [script, file], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err]: Buffer[][] = [[], []];
    child.stdout.on('data', (piece) => out.push(piece));
    child.stderr.on('data', (piece) => err.push(piece));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve(JSON.parse(Buffer.concat(out).toString()));
      const last = Buffer.concat(err).toString().trim().split('\n').at(-1);
      reject(new UserError(`${job.file}: onnxruntime cannot ${job.do} it (${last}).`));
    });
  });
}
