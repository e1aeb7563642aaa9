import { inPercents, number, percent, points, translated } from '../locale';
import { colors, type Figure, looks, percentAxis } from './figure';
import { type Panel, panelFigure } from './panels';

/** One model with two accuracies of it, such as those of its best and its last epoch, or of training and test. */
export interface TwiceMeasured {
  readonly name: string;
  readonly accuracies: readonly [number, number];
  readonly parameters: number;
}

export interface ComparisonPanelsOptions {
  readonly title: string;
  /** What the two accuracies are. */
  readonly measures: readonly [string, string];
  /** What the first less the second is called. */
  readonly difference: string;
}

/** Models in three panels: their two accuracies, the difference between these, their size at four bytes a parameter. */
export function comparisonPanels(
  models: readonly TwiceMeasured[],
  { title, measures, difference }: ComparisonPanelsOptions,
): Figure {
  if (models.length === 0) throw new RangeError('comparisonPanels: there is no model to draw');
  const names = models.map(({ name }) => name);
  const drops = models.map(({ accuracies: [first, second] }) => first - second);
  const category = { type: 'category' };
  const bars = (values: readonly number[], texts: readonly string[], color: string, more: object = {}) => ({
    type: 'bar',
    x: names,
    y: values,
    text: texts,
    textposition: 'outside',
    cliponaxis: false,
    constraintext: 'none',
    textfont: { size: 13 },
    marker: { color, ...more },
    showlegend: false,
    hovertemplate: translated`%{x}: %{text}<extra></extra>`,
  });
  const panels: Panel[] = [
    {
      title: translated`Accuracy`,
      traces: measures.map((name, i) => {
        const values = models.map(({ accuracies }) => accuracies[i]);
        const pattern =
          i === 0 ? {} : { pattern: { shape: '/', fillmode: 'overlay', fgcolor: '#FFFFFF', fgopacity: 0.5 } };
        const trace = bars(
          values.map(inPercents),
          values.map((value) => percent(value)),
          looks[i].color,
          pattern,
        );
        // Two bars a model are half as wide.
        return { ...trace, name, showlegend: true, textfont: { size: 11 } };
      }),
      xAxis: category,
      yAxis: { ...percentAxis(), range: [0, 112], dtick: 25 },
    },
    {
      title: difference,
      traces: [bars(drops.map(inPercents), drops.map(points), colors.orange)],
      xAxis: category,
      yAxis: { title: { text: translated`points` }, range: rangeOf(drops.map(inPercents)) },
    },
    {
      title: translated`Parameters (millions)`,
      traces: [
        bars(
          models.map(({ parameters }) => parameters / 1e6),
          models.map(({ parameters }) => translated`${number(parameters)}<br>${number((4 * parameters) / 1e6)} MB`),
          colors.sky,
        ),
      ],
      xAxis: category,
      yAxis: { range: rangeOf(models.map(({ parameters }) => parameters / 1e6)) },
    },
  ];
  const described = models.map(
    ({ name, accuracies, parameters }, i) =>
      translated`${name}: ${measures[0]} ${percent(accuracies[0])}, ${measures[1]} ${percent(accuracies[1])}, ${difference} ${points(drops[i])}, ${number(parameters)} parameters`,
  );
  return panelFigure(panels, { columns: 3, title, alt: `${title}. ${described.join(translated`; `)}.` });
}

/** With room for the values above the bars. */
function rangeOf(values: readonly number[]): [number, number] {
  return [1.25 * Math.min(0, ...values), 1.25 * Math.max(0, ...values) || 1];
}
