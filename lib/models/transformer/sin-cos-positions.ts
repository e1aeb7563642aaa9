/**
 * Positions of a class token and of a grid of patches, in no need of being learnt (He and others 2022, after Vaswani and
 * others 2017): half of a token's values are sines and cosines of its column, half of its row, at wavelengths from 2 pi
 * to 10,000 times that. The class token's are zero.
 * @param size of a token, a multiple of 4.
 * @returns row-major [1 + rows * columns, size]
 */
export function sinCosPositions(rows: number, columns: number, size: number): Float32Array {
  if (size % 4 !== 0) throw new RangeError(`sinCosPositions: ${size} is no multiple of 4`);
  const quarter = size / 4;
  const positions = new Float32Array((1 + rows * columns) * size);
  for (let patch = 0; patch < rows * columns; patch++) {
    const places = [patch % columns, Math.floor(patch / columns)];
    for (const [half, place] of places.entries()) {
      const start = (1 + patch) * size + half * 2 * quarter;
      for (let i = 0; i < quarter; i++) {
        const angle = place / 10_000 ** (i / quarter);
        positions[start + i] = Math.sin(angle);
        positions[start + quarter + i] = Math.cos(angle);
      }
    }
  }
  return positions;
}
