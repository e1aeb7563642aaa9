/** @throws RangeError where a crop of so many frames does not fit. */
export function checkFrames(frames: number, all: number): void {
  if (!Number.isInteger(frames) || frames < 1 || frames > all) {
    throw new RangeError(`a crop has 1 to ${all} frames, as many as there are, not ${frames}`);
  }
}
