/** Viridis, which rises in brightness alone for who sees no colours (van der Walt and Smith, 2015), at nine places. */
const VIRIDIS = ['440154', '472d7b', '3b528b', '2c728e', '21918c', '28ae80', '5ec962', 'addc30', 'fde725'].map((hex) =>
  [0, 2, 4].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)),
);

/** Draws bands over time, low bands below. @param values row-major [bands, frames] */
export function paintSpectrogram(
  canvas: HTMLCanvasElement,
  values: Float32Array,
  [bands, frames]: readonly [number, number],
): void {
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const small = document.createElement('canvas');
  Object.assign(small, { width: frames, height: bands });
  const context = small.getContext('2d')!;
  const data = context.createImageData(frames, bands);
  values.forEach((value, i) => {
    const [band, frame] = [Math.floor(i / frames), i % frames];
    data.data.set([...colour((value - low) / (high - low || 1)), 255], 4 * ((bands - 1 - band) * frames + frame));
  });
  context.putImageData(data, 0, 0);
  const shown = canvas.getContext('2d')!;
  shown.imageSmoothingEnabled = false;
  shown.drawImage(small, 0, 0, canvas.width, canvas.height);
}

function colour(share: number): number[] {
  const place = share * (VIRIDIS.length - 1);
  const below = Math.min(VIRIDIS.length - 2, Math.floor(place));
  return VIRIDIS[below].map((value, i) => Math.round(value + (place - below) * (VIRIDIS[below + 1][i] - value)));
}
