import fs from 'node:fs';
import path from 'node:path';

export interface KerasReference {
  readonly versions: Record<string, string>;
  readonly models: Record<
    string,
    {
      parameters: number;
      trainableParameters: number;
      layerOutputShapes: number[][];
      outputs: number[];
      outputShape: number[];
    }
  >;
  readonly optimizers: Record<'adam' | 'sgd', number[][]>;
  readonly callbacks: { losses: number[]; learningRates: number[]; epochs: number; stopped: boolean }[];
  readonly batchStatistics: Record<string, { output: number[]; movingMean: number[]; movingVariance: number[] }>;
}

/** Values of Keras, made by keras_reference.py. */
export const kerasReference: KerasReference = JSON.parse(
  fs.readFileSync(path.join(__dirname, 'keras_reference.json'), 'utf8'),
);
