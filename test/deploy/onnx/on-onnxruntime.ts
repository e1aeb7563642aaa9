import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type OnnxOptions, toOnnx } from '../../../lib/deploy';
import type { tf } from '../../../lib/tensorflow';
import { PYTHON } from '../../../tools/repository';

export interface OnnxCase {
  readonly model: tf.LayersModel;
  /** One an input of the model. */
  readonly inputs: readonly tf.Tensor[];
  readonly options?: OnnxOptions;
}

export interface OnnxOutput {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Exports models, checks the files by onnx' own checker, and runs them by onnxruntime: outputs by name of the case. */
export function onOnnxruntime(cases: Readonly<Record<string, OnnxCase>>): Record<string, OnnxOutput[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-onnx-'));
  try {
    for (const [name, { model, inputs, options }] of Object.entries(cases)) {
      const exported = toOnnx(model, options);
      fs.writeFileSync(path.join(folder, `${name}.onnx`), exported.bytes);
      const feeds = exported.inputs.map(({ name, type }, i) => {
        return { name, type, shape: inputs[i].shape, values: Array.from(inputs[i].dataSync()) };
      });
      fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(feeds));
    }
    const script = path.join(__dirname, 'run_onnx.py');
    const run = spawnSync(PYTHON, [script, folder], { encoding: 'utf8', maxBuffer: 2 ** 30 });
    if (run.status !== 0) throw new Error(run.stderr);
    return JSON.parse(run.stdout);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
