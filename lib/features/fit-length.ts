/**
 * Cuts a signal after `length` samples, or pads it with silence up to there; a signal of that length is returned as
 * it is.
 * @throws RangeError unless length is a whole number of at least 1.
 */
export function fitLength<T extends Float32Array | Int16Array>(signal: T, length: number): T {
  if (!Number.isInteger(length) || length < 1) throw new RangeError(`fitLength: ${length} is no length in samples`);
  if (signal.length >= length) return signal.length === length ? signal : (signal.slice(0, length) as T);
  const padded = signal instanceof Int16Array ? new Int16Array(length) : new Float32Array(length);
  padded.set(signal);
  return padded as T;
}
