import { inPercents, percent, translated } from '../locale';
import { compose, type Figure, percentAxis } from './figure';
import { type PointGroup, type ScatterOptions, scatter } from './scatter';

/** Cells of the map on a side. */
const CELLS = 60;

/** Room around the points, as a share of their extent. */
const MARGIN = 0.1;

/**
 * What a model of two inputs answers everywhere in the plane, under the points themselves: blue where it is sure of
 * class 0, orange where it is sure of class 1, and a line where it hesitates.
 * @param probabilities of class 1, for points x, y one after the other
 */
export function decisionRegions(
  probabilities: (points: Float32Array) => ArrayLike<number>,
  groups: readonly [PointGroup, PointGroup],
  options: ScatterOptions,
): Figure {
  const { data, layout } = scatter(groups, options);
  const all = groups.flatMap(({ points }) => points);
  const [x, y] = [0, 1].map((side) => centres(all.map((point) => point[side])));
  const grid = Float32Array.from(y.flatMap((row) => x.flatMap((column) => [column, row])));
  const answers = Array.from(probabilities(grid), inPercents);
  const regions = {
    type: 'contour',
    x,
    y,
    z: y.map((_, row) => answers.slice(row * CELLS, (row + 1) * CELLS)),
    zmin: 0,
    zmax: 100,
    colorscale: [
      [0, '#BBD9EE'],
      [0.5, '#FFFFFF'],
      [1, '#F6D3B8'],
    ],
    contours: { start: 0, end: 100, size: 50, coloring: 'heatmap' },
    line: { color: '#222222', width: 2.5 },
    colorbar: { title: { text: groups[1].name, side: 'right' }, ...percentAxis() },
    hovertemplate: translated`%{z:.1f}% ${groups[1].name}<extra></extra>`,
  };
  const named = { ...layout, legend: { orientation: 'h', y: -0.16 } };
  const { alt } = layout.meta as { alt: string };
  return compose([regions, ...data], named, { title: options.title, alt: `${alt} ${describe(answers)}` });
}

function centres(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = MARGIN * (high - low);
  return Array.from({ length: CELLS }, (_, i) => low - margin + ((high - low + 2 * margin) * i) / (CELLS - 1));
}

function describe(answers: readonly number[]): string {
  const share = answers.filter((answer) => answer > 50).length / answers.length;
  return translated`The border leaves ${percent(share, 0)} of the plane to the second class.`;
}
