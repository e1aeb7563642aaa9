import type { Image } from '../data/images/image';
import { inPercents, number, percent, probability, translated } from '../locale';
import { colors, compose, type Figure, percentAxis } from './figure';
import { pngUri } from './picture';

export interface ProbabilityBarsOptions {
  /** Shown beside the bars. */
  readonly image?: Image;
  readonly title?: string;
}

/** What a model believes of one input: a bar a class, the highest in another colour and marked. */
export function probabilityBars(
  probabilities: ArrayLike<number>,
  classNames: readonly string[],
  { image, title = translated`Probabilities` }: ProbabilityBarsOptions = {},
): Figure {
  const values = Array.from(probabilities);
  if (values.length !== classNames.length) {
    throw new RangeError(`probabilityBars: ${values.length} probabilities, but ${classNames.length} class names`);
  }
  const top = values.indexOf(Math.max(...values));
  const trace = {
    type: 'bar',
    orientation: 'h',
    x: values.map(inPercents),
    y: classNames.map((name, i) => (i === top ? `▶ ${name}` : name)),
    text: values.map(probability),
    textposition: 'outside',
    cliponaxis: false,
    marker: { color: values.map((_, i) => (i === top ? colors.blue : '#B9C6D0')) },
    hovertemplate: translated`%{y}: %{x:.1f}%<extra></extra>`,
  };
  const left = image === undefined ? 0 : 0.42;
  const layout = {
    height: 120 + 32 * values.length,
    xaxis: { ...percentAxis(), domain: [left, 1], range: [0, 112], dtick: 25 },
    yaxis: { type: 'category', autorange: 'reversed', automargin: image === undefined, anchor: 'x' },
    ...(image !== undefined && {
      margin: { l: 20, r: 40, t: 70, b: 50 },
      images: [
        {
          source: pngUri(image),
          xref: 'paper',
          yref: 'paper',
          x: 0,
          y: 1,
          sizex: 0.28,
          sizey: 1,
          sizing: 'contain',
          yanchor: 'top',
        },
      ],
    }),
  };
  return compose([trace], layout, {
    title,
    alt: translated`Probabilities: ${classNames.map((name, i) => `${name} ${probability(values[i])}`).join(', ')}.`,
  });
}

export interface ComparedModel {
  readonly name: string;
  readonly value: number;
  readonly interval?: { readonly low: number; readonly high: number };
}

/** Ticks of an axis that goes on beyond 100 %, for the values beside the bars. */
const SHARES = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** One bar a model, its interval where it has one; `percent` writes the values as percentages. */
export function modelComparison(
  models: readonly ComparedModel[],
  {
    title,
    axis = translated`Accuracy`,
    format = axis === translated`Accuracy` ? 'percent' : 'number',
  }: {
    readonly title: string;
    readonly axis?: string;
    readonly format?: 'percent' | 'number';
  },
): Figure {
  if (models.length === 0) throw new RangeError('modelComparison: there is no model to draw');
  const [write, scaled] = format === 'percent' ? [percent, inPercents] : [number, (value: number) => value];
  const labels = models.map(({ value, interval }) =>
    interval === undefined
      ? write(value)
      : translated`${write(value)} (${write(interval.low)} to ${write(interval.high)})`,
  );
  const highest = Math.max(...models.map(({ value, interval }) => interval?.high ?? value));
  const trace = {
    type: 'bar',
    orientation: 'h',
    x: models.map(({ value }) => scaled(value)),
    y: models.map(({ name }) => name),
    marker: { color: colors.sky, line: { color: '#222222', width: 1 } },
    hoverinfo: 'skip',
  };
  // Points of their own: a bar without an interval would show one of length 0.
  const measured = models.flatMap(({ name, value, interval }) => (interval ? [{ name, value, ...interval }] : []));
  const intervals = {
    type: 'scatter',
    mode: 'markers',
    x: measured.map(({ value }) => scaled(value)),
    y: measured.map(({ name }) => name),
    marker: { color: '#222222', size: 1 },
    error_x: {
      type: 'data',
      symmetric: false,
      array: measured.map(({ value, high }) => scaled(high - value)),
      arrayminus: measured.map(({ value, low }) => scaled(value - low)),
      color: '#222222',
      thickness: 2.5,
      width: 8,
    },
    hoverinfo: 'skip',
  };
  const annotations = models.map(({ name, value, interval }, i) => ({
    text: labels[i],
    x: scaled(interval?.high ?? value),
    y: name,
    xanchor: 'left',
    xshift: 10,
    showarrow: false,
    font: { size: 15 },
  }));
  const layout = {
    height: 140 + 60 * models.length,
    xaxis: {
      title: { text: axis },
      range: [0, scaled(highest) * 1.45],
      ...(format === 'percent' && {
        tickvals: SHARES.map(inPercents),
        ticktext: SHARES.map((share) => percent(share, 0)),
      }),
    },
    yaxis: { type: 'category', autorange: 'reversed' },
    annotations,
  };
  return compose(
    [trace, ...(measured.length > 0 ? [intervals] : [])],
    { ...layout, showlegend: false },
    {
      title,
      alt: translated`${axis}: ${models.map(({ name }, i) => `${name} ${labels[i]}`).join(translated`; `)}.`,
    },
  );
}
