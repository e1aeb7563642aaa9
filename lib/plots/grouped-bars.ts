import { inPercents, number, percent, translated } from '../locale';
import { compose, type Figure, looks, percentAxis } from './figure';

export interface BarSeries {
  readonly name: string;
  /** One value a group. */
  readonly values: readonly number[];
}

export interface GroupedBarsOptions {
  readonly title: string;
  readonly yTitle: string;
  /** Default 'percent'; then the axis ends at 100 %. */
  readonly format?: 'percent' | 'number';
}

/** Patterns beside the colours, so that series are told apart in grey as well. */
const PATTERNS = ['', '/', '.', 'x', '-'];

/** Bars in groups: one group a label, one bar a series, its value above it. */
export function groupedBars(
  groups: readonly string[],
  series: readonly BarSeries[],
  { title, yTitle, format = 'percent' }: GroupedBarsOptions,
): Figure {
  if (groups.length === 0 || series.length === 0) throw new RangeError('groupedBars: there is nothing to draw');
  for (const { name, values } of series) {
    if (values.length !== groups.length) {
      throw new RangeError(`groupedBars: ${name} has ${values.length} values for ${groups.length} groups`);
    }
  }
  const inPercent = format === 'percent';
  const write = (value: number) => (inPercent ? percent(value, 0) : number(value));
  // Above narrow bars there is no room for a sign, which the axis bears anyway.
  const isDense = series.length * groups.length > 20;
  const label = (value: number) => (inPercent && isDense ? number(Math.round(100 * value)) : write(value));
  const shown = inPercent ? translated`%{y:.1f}%` : '%{y:,d}';
  const data = series.map(({ name, values }, i) => ({
    type: 'bar',
    name,
    x: [...groups],
    y: inPercent ? values.map(inPercents) : [...values],
    text: values.map(label),
    textposition: 'outside',
    textangle: 0,
    cliponaxis: false,
    constraintext: 'none',
    textfont: { size: series.length * groups.length > 16 ? 11 : 13 },
    marker: {
      color: looks[i % looks.length].color,
      // Overlaid: otherwise the bar would be the pattern alone, white on white.
      pattern: { shape: PATTERNS[i % PATTERNS.length], fillmode: 'overlay', fgcolor: '#FFFFFF', fgopacity: 0.5 },
    },
    hovertemplate: translated`${name}, %{x}: ${shown}<extra></extra>`,
  }));
  const layout = {
    height: 460,
    barmode: 'group',
    bargap: 0.22,
    xaxis: { type: 'category' },
    yaxis: {
      title: { text: yTitle },
      ...(inPercent && { range: [0, 108], dtick: 25, ...percentAxis() }),
    },
    legend: { orientation: 'h', y: -0.18 },
  };
  const described = series.map(
    ({ name, values }) => translated`${name}: ${groups.map((group, i) => `${group} ${write(values[i])}`).join(', ')}`,
  );
  return compose(data, layout, { title, alt: `${title}. ${described.join(translated`; `)}.` });
}
