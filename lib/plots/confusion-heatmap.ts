import { inPercents, percent, translated } from '../locale';
import type { ConfusionMatrix } from '../metrics/confusion';
import { compose, type Figure, percentAxis } from './figure';

export interface ConfusionHeatmapOptions {
  readonly classNames: readonly string[];
  readonly title?: string;
}

/** One hue from light to dark reads the same in any colour vision, and in grey. */
const scale: readonly [share: number, rgb: readonly [number, number, number]][] = [
  [0, [255, 255, 255]],
  [0.25, [198, 219, 239]],
  [0.6, [66, 146, 198]],
  [1, [8, 48, 107]],
];

/**
 * Relative luminance (WCAG 2) of the scale at a share. Above 0.18 black on it has the higher contrast, below it white:
 * 4.5 to 1 or more for either.
 */
function luminance(share: number): number {
  const above = Math.max(
    1,
    scale.findIndex(([end]) => end >= share),
  );
  const [[low, from], [high, to]] = [scale[above - 1], scale[above]];
  const [red, green, blue] = from.map((value, i) => {
    const channel = (value + ((to[i] - value) * (share - low)) / (high - low)) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Counts and row percentages of a confusion matrix; the colour is the percentage. Rows are true classes. */
export function confusionHeatmap(matrix: ConfusionMatrix, options: ConfusionHeatmapOptions): Figure {
  const { classNames, title = translated`Confusion matrix` } = options;
  if (matrix.length !== classNames.length) {
    throw new RangeError(`confusionHeatmap: ${matrix.length} rows, but ${classNames.length} class names`);
  }
  const totals = matrix.map((row) => row.reduce((sum, count) => sum + count, 0));
  const shares = matrix.map((row, i) => row.map((count) => (totals[i] === 0 ? 0 : count / totals[i])));
  const names = [...classNames];
  const colours = {
    type: 'heatmap',
    z: shares.map((row) => row.map(inPercents)),
    x: names,
    y: names,
    customdata: matrix,
    hovertemplate: translated`true: %{y}<br>predicted: %{x}<br>%{customdata} images, %{z:.1f}% of the row<extra></extra>`,
    zmin: 0,
    zmax: 100,
    colorscale: scale.map(([share, [red, green, blue]]) => [share, `rgb(${red}, ${green}, ${blue})`]),
    colorbar: { ...percentAxis(), title: { text: translated`share of the row`, side: 'right' }, thickness: 16 },
    xgap: 1,
    ygap: 1,
  };
  const cells = matrix.flatMap((row, i) =>
    row.flatMap((count, j) => (count === 0 ? [] : [{ count, share: shares[i][j], x: names[j], y: names[i] }])),
  );
  const counts = {
    type: 'scatter',
    mode: 'text',
    x: cells.map(({ x }) => x),
    y: cells.map(({ y }) => y),
    text: cells.map(({ count, share }) => `${count}<br>${percent(share, 0)}`),
    textfont: {
      size: classNames.length > 7 ? 13 : 15,
      color: cells.map(({ share }) => (luminance(share) > 0.18 ? '#000000' : '#FFFFFF')),
    },
    hoverinfo: 'skip',
    showlegend: false,
  };
  const category = { type: 'category', showgrid: false, constrain: 'domain' };
  const longest = Math.max(...names.map(({ length }) => length));
  const layout = {
    height: 160 + Math.max(5, classNames.length) * 58,
    margin: { l: 110, r: 20, t: 70, b: 90 },
    xaxis: { ...category, title: { text: translated`Predicted` }, tickangle: longest * names.length > 45 ? -35 : 0 },
    yaxis: { ...category, title: { text: translated`True` }, autorange: 'reversed' },
  };
  const right = matrix.reduce((sum, row, i) => sum + row[i], 0);
  const total = totals.reduce((sum, count) => sum + count, 0);
  const recalls = classNames.map((name, i) => `${name} ${percent(shares[i][i], 0)}`).join(', ');
  return compose([colours, counts], layout, {
    title,
    alt: translated`${title}: ${right} right answers of ${total}; ${recalls}.`,
  });
}
