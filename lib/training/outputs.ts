import type { tf } from '../tensorflow';

/** What a model answered at one of its outputs. */
export interface Answers {
  /** The class that is told, [size]; empty where the output tells none. */
  readonly predicted: Int32Array;
  /** Probabilities, reconstructions or numbers, row-major [size, ...outputShape]. */
  readonly outputs: Float32Array;
  readonly outputShape: readonly number[];
}

export const NO_ANSWERS: Answers = { predicted: new Int32Array(0), outputs: new Float32Array(0), outputShape: [] };

/** The values of one output for many batches, one after the other. */
export class CollectedOutput {
  private all: Float32Array | undefined;
  private next = 0;

  constructor(
    private readonly model: tf.LayersModel,
    private readonly size: number,
  ) {}

  /** @throws RangeError where an example's output has another size than those before: sequences of uneven length. */
  add(batch: Float32Array, rows: number): void {
    const width = batch.length / rows;
    this.all ??= new Float32Array(this.size * width);
    if (this.all.length !== this.size * width) {
      throw new RangeError(
        `model ${this.model.name} gives ${this.all.length / this.size} values for one example and ${width} for another: pad all sequences to one length`,
      );
    }
    this.all.set(batch, this.next);
    this.next += batch.length;
  }

  get values(): Float32Array {
    return this.all ?? NO_ANSWERS.outputs;
  }
}
