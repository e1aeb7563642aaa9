import type { ConfusionMatrix } from '../metrics/confusion';
import { compose, type Figure } from './figure';
import { percent } from './french';

export interface ConfusionHeatmapOptions {
  readonly classNames: readonly string[];
  readonly title?: string;
}

/** Counts and row percentages of a confusion matrix; the colour is the percentage. Rows are true classes. */
export function confusionHeatmap(matrix: ConfusionMatrix, options: ConfusionHeatmapOptions): Figure {
  const { classNames, title = 'Matrice de confusion' } = options;
  if (matrix.length !== classNames.length) {
    throw new RangeError(`confusionHeatmap: ${matrix.length} rows, but ${classNames.length} class names`);
  }
  const totals = matrix.map((row) => row.reduce((sum, count) => sum + count, 0));
  const shares = matrix.map((row, i) => row.map((count) => (totals[i] === 0 ? 0 : count / totals[i])));
  const text = matrix.map((row, i) =>
    row.map((count, j) => (count === 0 ? '' : `${count}<br>${percent(shares[i][j], 0)}`)),
  );
  const names = [...classNames];
  const trace = {
    type: 'heatmap',
    z: shares,
    x: names,
    y: names,
    text,
    texttemplate: '%{text}',
    textfont: { size: classNames.length > 7 ? 13 : 15 },
    customdata: matrix,
    hovertemplate: 'vrai : %{y}<br>prédit : %{x}<br>%{customdata} images, %{z:.1%} de la ligne<extra></extra>',
    zmin: 0,
    zmax: 1,
    // One hue from light to dark reads the same in any colour vision, and in grey.
    colorscale: [
      [0, '#FFFFFF'],
      [0.25, '#C6DBEF'],
      [0.6, '#4292C6'],
      [1, '#08306B'],
    ],
    colorbar: { title: { text: 'part de<br>la ligne' }, tickformat: '.0%', thickness: 16 },
    xgap: 1,
    ygap: 1,
  };
  const category = { type: 'category', showgrid: false, constrain: 'domain' };
  const layout = {
    height: 160 + Math.max(5, classNames.length) * 58,
    margin: { l: 110, r: 20, t: 70, b: 90 },
    xaxis: { ...category, title: { text: 'Prédit' }, tickangle: -35 },
    yaxis: { ...category, title: { text: 'Vrai' }, autorange: 'reversed' },
  };
  const right = matrix.reduce((sum, row, i) => sum + row[i], 0);
  const total = totals.reduce((sum, count) => sum + count, 0);
  return compose([trace], layout, {
    title,
    alt: `${title} : ${right} réponses justes sur ${total} ; ${classNames
      .map((name, i) => `${name} ${percent(shares[i][i], 0)}`)
      .join(', ')}.`,
  });
}
