type Grid = readonly [rows: number, columns: number];

/** Of Keys' cubic convolution, as PIL and PyTorch have it where they smooth. */
const A = -0.5;

function cubic(x: number): number {
  const t = Math.abs(x);
  if (t < 1) return ((A + 2) * t - (A + 3)) * t * t + 1;
  return t < 2 ? (((t - 5) * t + 8) * t - 4) * A : 0;
}

/** For each place of a line of `to` what each of `from` counts: bicubic, smoothed where there become fewer. */
function weightsOf(from: number, to: number): Float64Array[] {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const weights = Float64Array.from({ length: from }, (_, j) => cubic((j + 0.5 - centre) / reach));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  });
}

/**
 * Learnt positions of one grid of patches for another: timm's `resample_abs_pos_embed` (bicubic, smoothed). The class
 * token's stay.
 * @param positions row-major [1 + rows * columns, size]
 */
export function interpolatePositions(positions: ArrayLike<number>, size: number, from: Grid, to: Grid): Float32Array {
  const [down, across] = [weightsOf(from[0], to[0]), weightsOf(from[1], to[1])];
  const moved = new Float32Array((1 + to[0] * to[1]) * size);
  for (let i = 0; i < size; i++) moved[i] = positions[i];
  for (let row = 0; row < to[0]; row++) {
    for (let column = 0; column < to[1]; column++) {
      const start = (1 + row * to[1] + column) * size;
      for (let r = 0; r < from[0]; r++) {
        for (let c = 0; c < from[1]; c++) {
          const weight = down[row][r] * across[column][c];
          if (weight === 0) continue;
          const old = (1 + r * from[1] + c) * size;
          for (let i = 0; i < size; i++) moved[start + i] += weight * positions[old + i];
        }
      }
    }
  }
  return moved;
}
