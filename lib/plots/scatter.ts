import { translated } from '../locale';
import { compose, type Figure, looks } from './figure';

export interface PointGroup {
  readonly name: string;
  /** Pairs x, y. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface ScatterOptions {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
}

/** Clouds of points in a plane, each with its colour and its symbol. */
export function scatter(groups: readonly PointGroup[], { title, xTitle, yTitle }: ScatterOptions): Figure {
  if (groups.every(({ points }) => points.length === 0)) throw new RangeError('scatter: there is no point to draw');
  const data = groups.map(({ name, points }, i) => {
    const { color, symbol } = looks[i % looks.length];
    return {
      type: 'scatter',
      name,
      x: points.map(([x]) => x),
      y: points.map(([, y]) => y),
      mode: 'markers',
      marker: { color, symbol, size: 7, opacity: 0.6, line: { width: 0.5, color: '#FFFFFF' } },
    };
  });
  const layout = {
    height: 520,
    xaxis: { title: { text: xTitle } },
    yaxis: { title: { text: yTitle } },
    legend: { itemsizing: 'constant' },
  };
  const counts = groups.map(({ name, points }) => `${name} (${points.length})`);
  return compose(data, layout, { title, alt: translated`${title}: ${counts.join(', ')}.` });
}
