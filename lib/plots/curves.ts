import { inPercents, number, percent, translated } from '../locale';
import type { History } from '../training/history';
import { colors, compose, type Figure, type Layout, looks, percentAxis, type Trace } from './figure';

export interface NamedHistory {
  readonly name: string;
  readonly history: Pick<History, 'epochs' | 'bestEpoch'>;
}

export interface LearningCurvesOptions {
  readonly title?: string;
}

interface Panel {
  readonly title: string;
  readonly training: 'loss' | 'accuracy';
  readonly validation: 'validationLoss' | 'validationAccuracy';
  readonly axis: Layout;
  readonly scaled: (value: number) => number;
}

const panels = (): Panel[] => [
  {
    title: translated`Loss`,
    training: 'loss',
    validation: 'validationLoss',
    axis: { hoverformat: '.3~g' },
    scaled: (loss) => loss,
  },
  {
    title: translated`Accuracy`,
    training: 'accuracy',
    validation: 'validationAccuracy',
    axis: percentAxis(),
    scaled: inPercents,
  },
];

/** Of the figure's title, its panels, and the ticks and title below them, in pixels. */
const HEADING = 70;
const PLOT_HEIGHT = 270;
const AXIS_HEIGHT = 68;

/**
 * Loss and, where it was measured, accuracy by epoch, side by side; of one training or of several.
 * Validation is the full line with markers, training the thin dotted one; the best epoch is ringed.
 */
export function learningCurves(
  histories: NamedHistory['history'] | readonly NamedHistory[],
  { title = translated`Learning curves` }: LearningCurvesOptions = {},
): Figure {
  const named = 'epochs' in histories ? [{ name: '', history: histories }] : histories;
  if (named.length === 0 || named.some(({ history }) => history.epochs.length === 0)) {
    throw new RangeError('learningCurves: there is no epoch to draw');
  }
  const shown = panels().filter(({ training }) =>
    named.every(({ history }) => history.epochs[0][training] !== undefined),
  );
  const data = shown.flatMap((panel, column) => named.flatMap((entry, i) => panelTraces(panel, column, entry, i)));
  const axes = Object.fromEntries(
    shown.flatMap(({ title, axis }, column) => {
      const suffix = column === 0 ? '' : String(column + 1);
      return [
        [`xaxis${suffix}`, epochAxis(named.map(({ history }) => history))],
        [`yaxis${suffix}`, { title: { text: title }, rangemode: 'tozero', ...axis }],
      ];
    }),
  );
  const below = AXIS_HEIGHT + 45 + 28 * (named.length - 1);
  const layout = {
    ...axes,
    ...(shown.length > 1 && { grid: { rows: 1, columns: shown.length, pattern: 'independent', xgap: 0.2 } }),
    // The legend has a line for each training, below the title of the axis.
    legend: { orientation: 'h', y: -AXIS_HEIGHT / PLOT_HEIGHT, yanchor: 'top', font: { size: 15 } },
    height: HEADING + PLOT_HEIGHT + below,
    margin: { l: 70, r: 30, t: HEADING, b: below },
  };
  return compose(data, layout, { title, alt: named.map(describe).join(' ') });
}

/** Epochs are counted from 1, and there is none between two. */
function epochAxis(histories: readonly Pick<History, 'epochs'>[]): Layout {
  const last = Math.max(...histories.map(({ epochs }) => epochs[epochs.length - 1].epoch));
  const margin = 0.3 + 0.02 * last;
  return {
    title: { text: translated`Epoch` },
    tickformat: 'd',
    range: [1 - margin, last + margin],
    ...(last <= 12 && { dtick: 1 }),
  };
}

function panelTraces(panel: Panel, column: number, { name, history }: NamedHistory, index: number): Trace[] {
  const suffix = column === 0 ? '' : String(column + 1);
  const several = name !== '';
  const { color, symbol } = looks[index % looks.length];
  const common = { type: 'scatter', xaxis: `x${suffix}`, yaxis: `y${suffix}`, showlegend: column === 0 };
  const x = history.epochs.map(({ epoch }) => epoch);
  const label = (part: string) => (several ? `${name}, ${part}` : part);
  const values = (measure: Panel['training' | 'validation']) =>
    history.epochs.map((record) => panel.scaled(record[measure] ?? Number.NaN));
  const traces: Trace[] = [
    {
      ...common,
      name: label(translated`training`),
      legendgroup: `${name}-training`,
      x,
      y: values(panel.training),
      mode: 'lines',
      line: { color: several ? color : colors.grey, width: 2.5, dash: 'dot' },
    },
  ];
  if (history.epochs[0][panel.validation] === undefined) return traces;
  const validation = values(panel.validation);
  traces.push(
    {
      ...common,
      name: label(translated`validation`),
      legendgroup: `${name}-validation`,
      x,
      y: validation,
      mode: 'lines+markers',
      line: { color, width: 3 },
      marker: { color, symbol, size: 7 },
    },
    {
      ...common,
      name: translated`best epoch`,
      legendgroup: 'best',
      showlegend: column === 0 && index === 0,
      x: [history.bestEpoch],
      y: [validation[history.bestEpoch - 1]],
      mode: 'markers',
      marker: { symbol: 'circle-open', size: 17, color: '#000000', line: { width: 2.5 } },
    },
  );
  return traces;
}

function describe({ name, history }: NamedHistory): string {
  const last = history.epochs[history.epochs.length - 1];
  const best = history.epochs[history.bestEpoch - 1];
  const loss = best.validationLoss ?? best.loss;
  const accuracy =
    best.validationAccuracy === undefined ? '' : translated`, accuracy ${percent(best.validationAccuracy)}`;
  const epochs = translated`${last.epoch} epochs, the best is ${history.bestEpoch} (loss ${number(loss)}${accuracy}).`;
  return name === '' ? epochs : translated`${name}: ${epochs}`;
}

/** The learning rate of each epoch, as it was, on a logarithmic axis whose ticks are the rates that occur. */
export function learningRateCurve({ epochs }: Pick<History, 'epochs'>): Figure {
  if (epochs.length === 0) throw new RangeError('learningRateCurve: there is no epoch to draw');
  const rates = epochs.map(({ learningRate }) => learningRate);
  const ticks = rateTicks(rates);
  const trace = {
    type: 'scatter',
    x: epochs.map(({ epoch }) => epoch),
    y: rates,
    text: rates.map(number),
    mode: 'lines+markers',
    line: { shape: 'hv', color: colors.blue, width: 3 },
    marker: { size: 7 },
    hovertemplate: translated`epoch %{x}: %{text}<extra></extra>`,
  };
  const [low, high] = [ticks[0], ticks[ticks.length - 1]];
  const layout = {
    height: 320,
    xaxis: epochAxis([{ epochs }]),
    yaxis: {
      title: { text: translated`Learning rate` },
      type: 'log',
      range: [Math.log10(low) - 0.3, Math.log10(high) + 0.3],
      tickvals: ticks,
      ticktext: ticks.map(number),
    },
  };
  return compose([trace], layout, {
    title: translated`Learning rate of each epoch`,
    alt: translated`The learning rate goes from ${number(rates[0])} to ${number(rates[rates.length - 1])} in ${epochs.length} epochs.`,
  });
}

/** More ticks than this would touch. */
const MOST_TICKS = 8;

/** The different rates, ascending; where a schedule has many, its lowest, its highest and the powers of ten between. */
function rateTicks(rates: readonly number[]): number[] {
  const positive = [...new Set(rates)].filter((rate) => rate > 0).sort((a, b) => a - b);
  if (positive.length === 0) throw new RangeError('learningRateCurve: no epoch has a rate above 0');
  if (positive.length <= MOST_TICKS) return positive;
  const [low, high] = [positive[0], positive[positive.length - 1]];
  const exponents = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
  // Read, not computed: 10 ** -5 is 0.000009999999999999999.
  const powers = Array.from({ length: exponents[1] - exponents[0] + 1 }, (_, i) => Number(`1e${exponents[0] + i}`));
  // A power of ten within 0.15 of an end (a factor 1.4) would touch its label.
  const between = powers.filter((power) => Math.log10(power / low) > 0.15 && Math.log10(high / power) > 0.15);
  return [low, ...between, high];
}

export interface Line {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Any curves over a common axis. */
export function lines(
  curves: readonly Line[],
  { title, xTitle, yTitle }: { readonly title: string; readonly xTitle: string; readonly yTitle: string },
): Figure {
  const data = curves.map(({ name, x, y }, i) => {
    const { color, dash } = looks[i % looks.length];
    return { type: 'scatter', name, x, y, mode: 'lines', line: { color, dash, width: 3 } };
  });
  const layout = {
    xaxis: { title: { text: xTitle } },
    yaxis: { title: { text: yTitle } },
    legend: { font: { size: 15 } },
  };
  return compose(data, layout, { title, alt: translated`${title}: ${curves.map(({ name }) => name).join(', ')}.` });
}
