/** A sound whose header was read, and whose samples come when they are asked for. */
export interface OpenedSound {
  readonly sampleRate: number;
  /** Samples of each channel at most; undefined where nobody knows before the end. */
  readonly length?: number;
  /** What is not as it should be, in a sentence; the rest is. */
  readonly note?: string;
  /**
   * Blocks of samples in order, each one Float32Array a channel, full scale at -1 and 1.
   * @throws UserError where the file turns out to be damaged.
   */
  blocks(): AsyncIterable<Float32Array[]> | Iterable<Float32Array[]>;
}
