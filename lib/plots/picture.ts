import { encode } from 'fast-png';
import type { Image } from '../data/images/image';

/** Pixels on a side below which a small image is enlarged, each pixel a square: browsers would blur it. */
const CRISP_SIDE = 128;

/** An image as the data URI of a PNG, enlarged by a whole factor so that its pixels stay visible. */
export function pngUri({ pixels, height, width, channels }: Image): string {
  const factor = Math.max(1, Math.floor(CRISP_SIDE / Math.max(height, width)));
  const [rows, columns] = [height * factor, width * factor];
  const data = new Uint8Array(rows * columns * channels);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const from = (Math.floor(y / factor) * width + Math.floor(x / factor)) * channels;
      data.set(pixels.subarray(from, from + channels), (y * columns + x) * channels);
    }
  }
  const png = encode({ width: columns, height: rows, data, channels, depth: 8 });
  let binary = '';
  for (const byte of png) binary += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(binary)}`;
}

export interface Tile {
  readonly image: Image;
  /** Under the picture. */
  readonly label?: string;
  readonly color?: string;
  readonly frame?: { readonly color: string; readonly dash: 'solid' | 'dash' };
}

const GAP = 0.06;
/** Few pictures leave their title room, in pixels. */
const LEAST_WIDTH = 560;
/** Of a line of a label, in pixels. */
const LINE_HEIGHT = 19;
/** Between a picture, with its frame, and its label, in pixels. */
const LABEL_GAP = 4;

/** Side of a tile in pixels, and height of a row in sides: below the pictures there is room for the longest label. */
export function tileSize(
  tiles: readonly Tile[],
  columns: number,
): { readonly side: number; readonly rowHeight: number } {
  const side = Math.min(150, Math.floor(840 / columns));
  const lines = Math.max(...tiles.map(({ label }) => (label === undefined ? 0 : label.split('<br>').length)));
  return { side, rowHeight: 1 + (lines === 0 ? 0 : LABEL_GAP + lines * LINE_HEIGHT) / side };
}

/** Pictures in rows, as layout images, labels and frames of hidden axes; shared by all grids of images. */
export function tileLayout(tiles: readonly Tile[], columns: number): Record<string, unknown> {
  const rows = Math.ceil(tiles.length / columns);
  const { side, rowHeight } = tileSize(tiles, columns);
  const place = (i: number) => ({ x: (i % columns) + GAP, y: Math.floor(i / columns) * rowHeight + GAP });
  const size = 1 - 2 * GAP;
  const own = columns * side + 20;
  const width = Math.max(own + 40, LEAST_WIDTH);
  return {
    height: Math.round(rows * rowHeight * side) + 90,
    width,
    autosize: false,
    margin: { l: 20, r: 20, t: 60, b: 15 },
    xaxis: { visible: false, range: [0, columns], domain: [0, own / (width - 40)], fixedrange: true },
    yaxis: { visible: false, range: [rows * rowHeight, 0], fixedrange: true, scaleanchor: 'x' },
    images: tiles.map(({ image }, i) => ({
      source: pngUri(image),
      xref: 'x',
      yref: 'y',
      ...place(i),
      sizex: size,
      sizey: size,
      sizing: 'stretch',
      layer: 'below',
    })),
    shapes: tiles.flatMap(({ frame }, i) => {
      if (frame === undefined) return [];
      const { x, y } = place(i);
      return [
        {
          type: 'rect',
          x0: x,
          x1: x + size,
          y0: y,
          y1: y + size,
          line: { color: frame.color, dash: frame.dash, width: 4 },
        },
      ];
    }),
    annotations: tiles.flatMap(({ label, color = '#222222' }, i) => {
      if (label === undefined) return [];
      const { x, y } = place(i);
      return [
        {
          text: label,
          x: x + size / 2,
          y: y + size,
          yanchor: 'top',
          yshift: -LABEL_GAP,
          showarrow: false,
          font: { size: 14, color },
        },
      ];
    }),
  };
}

/** Axes without a trace are not drawn: an invisible point keeps them. */
export const emptyTrace = {
  type: 'scatter',
  x: [0],
  y: [0],
  mode: 'markers',
  marker: { opacity: 0 },
  hoverinfo: 'skip',
};
