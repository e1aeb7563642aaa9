import { number, translated } from '../locale';
import { colors, compose, type Figure, looks } from './figure';

/** A way over the surface: points x, y, z in the order in which they were reached. */
export interface SurfacePath {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number, z: number])[];
}

export interface SurfaceOptions {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly zTitle: string;
  readonly paths?: readonly SurfacePath[];
}

/** So many lines each way are smooth to look at and light to turn. */
const LINES = 41;

/**
 * The height of a function over a square, from -side to side in x and in y, as a landscape that can be turned; paths lie
 * upon it.
 * @throws RangeError where the function has no finite value on the square.
 */
export function surface(
  height: (x: number, y: number) => number,
  side: number,
  { title, xTitle, yTitle, zTitle, paths = [] }: SurfaceOptions,
): Figure {
  const along = Array.from({ length: LINES }, (_, i) => side * ((2 * i) / (LINES - 1) - 1));
  const heights = along.map((y) => along.map((x) => height(x, y)));
  if (!heights.flat().every(Number.isFinite)) throw new RangeError('surface: the function has no finite value there');
  const data = [
    {
      type: 'surface',
      x: along,
      y: along,
      z: heights,
      colorscale: 'Cividis',
      opacity: 0.9,
      showscale: false,
      contours: { z: { show: true, color: '#FFFFFF', width: 1 } },
      hovertemplate: `${xTitle} %{x:.2f}<br>${yTitle} %{y:.2f}<br>${zTitle} %{z:.3f}<extra></extra>`,
    },
    ...paths.map(({ name, points }, i) => pathTrace(name, points, i + 1)),
  ];
  const axis = (text: string) => ({ title: { text, font: { size: 15 } }, tickfont: { size: 12 } });
  const layout = {
    height: 560,
    margin: { l: 10, r: 10, t: 60, b: 20 },
    legend: { orientation: 'h', y: 0 },
    scene: {
      xaxis: axis(xTitle),
      yaxis: axis(yTitle),
      zaxis: axis(zTitle),
      camera: { eye: { x: 1.4, y: -1.4, z: 1 } },
    },
  };
  return compose(data, layout, { title, alt: describe(heights.flat(), title, zTitle, paths) });
}

function pathTrace(name: string, points: SurfacePath['points'], look: number) {
  const { color, symbol } = looks[look % looks.length];
  return {
    type: 'scatter3d',
    name,
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
    z: points.map(([, , z]) => z),
    mode: 'lines+markers',
    line: { color, width: 6 },
    // Scatter in space has fewer symbols than in the plane.
    marker: {
      color,
      size: 4,
      symbol: symbol === 'triangle-up' ? 'cross' : symbol,
      line: { color: colors.grey, width: 1 },
    },
  };
}

function describe(heights: number[], title: string, zTitle: string, paths: readonly SurfacePath[]): string {
  const range = translated`${zTitle} from ${number(Math.min(...heights))} to ${number(Math.max(...heights))}`;
  const ways = paths.map(({ name, points }) => {
    const [first, last] = [points[0][2], points[points.length - 1][2]];
    return translated`${name}: from ${number(first)} to ${number(last)} in ${points.length - 1} steps`;
  });
  return translated`${title}: ${[range, ...ways].join(translated`; `)}.`;
}
