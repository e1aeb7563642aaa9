import type { EpochRecord, History } from '../training/history';
import { colors, compose, type Figure, looks, type Trace } from './figure';
import { number, percent } from './french';

export interface NamedHistory {
  readonly name: string;
  readonly history: Pick<History, 'epochs' | 'bestEpoch'>;
}

export interface LearningCurvesOptions {
  readonly title?: string;
}

type Panel = { title: string; training: keyof EpochRecord; validation: keyof EpochRecord; format: string };

const panels: Panel[] = [
  { title: 'Perte', training: 'loss', validation: 'validationLoss', format: '.3~g' },
  { title: 'Exactitude', training: 'accuracy', validation: 'validationAccuracy', format: '.0%' },
];

/**
 * Loss and, where it was measured, accuracy by epoch, side by side; of one training or of several.
 * Validation is the full line with markers, training the thin dotted one; the best epoch is ringed.
 */
export function learningCurves(
  histories: NamedHistory['history'] | readonly NamedHistory[],
  { title = 'Courbes d’apprentissage' }: LearningCurvesOptions = {},
): Figure {
  const named = 'epochs' in histories ? [{ name: '', history: histories }] : histories;
  if (named.length === 0 || named.some(({ history }) => history.epochs.length === 0)) {
    throw new RangeError('learningCurves: there is no epoch to draw');
  }
  const shown = panels.filter(({ training }) =>
    named.every(({ history }) => history.epochs[0][training] !== undefined),
  );
  const data = shown.flatMap((panel, column) => named.flatMap((entry, i) => panelTraces(panel, column, entry, i)));
  const axes = Object.fromEntries(
    shown.flatMap(({ title, format }, column) => {
      const suffix = column === 0 ? '' : String(column + 1);
      return [
        [`xaxis${suffix}`, { title: { text: 'Époque' }, tickformat: 'd' }],
        [`yaxis${suffix}`, { title: { text: title }, tickformat: format, rangemode: 'tozero' }],
      ];
    }),
  );
  const layout = {
    ...axes,
    ...(shown.length > 1 && { grid: { rows: 1, columns: shown.length, pattern: 'independent', xgap: 0.2 } }),
    legend: { orientation: 'h', y: -0.25, font: { size: 15 } },
    height: 450,
  };
  return compose(data, layout, { title, alt: named.map(describe).join(' ') });
}

function panelTraces(panel: Panel, column: number, { name, history }: NamedHistory, index: number): Trace[] {
  const suffix = column === 0 ? '' : String(column + 1);
  const several = name !== '';
  const { color, symbol } = looks[index % looks.length];
  const common = { type: 'scatter', xaxis: `x${suffix}`, yaxis: `y${suffix}`, showlegend: column === 0 };
  const x = history.epochs.map(({ epoch }) => epoch);
  const label = (part: string) => (several ? `${name}, ${part}` : part);
  const traces: Trace[] = [
    {
      ...common,
      name: label('entraînement'),
      legendgroup: `${name}-training`,
      x,
      y: history.epochs.map((record) => record[panel.training]),
      mode: 'lines',
      line: { color: several ? color : colors.grey, width: 2.5, dash: 'dot' },
    },
  ];
  if (history.epochs[0][panel.validation] === undefined) return traces;
  const validation = history.epochs.map((record) => record[panel.validation] as number);
  traces.push(
    {
      ...common,
      name: label('validation'),
      legendgroup: `${name}-validation`,
      x,
      y: validation,
      mode: 'lines+markers',
      line: { color, width: 3 },
      marker: { color, symbol, size: 7 },
    },
    {
      ...common,
      name: label('meilleure époque'),
      legendgroup: `${name}-best`,
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
  const accuracy = best.validationAccuracy === undefined ? '' : `, exactitude ${percent(best.validationAccuracy)}`;
  return `${name === '' ? '' : `${name} : `}${last.epoch} époques, la meilleure est la ${history.bestEpoch} (perte ${number(loss)}${accuracy}).`;
}

/** The learning rate of each epoch, as it was, on a logarithmic axis. */
export function learningRateCurve({ epochs }: Pick<History, 'epochs'>): Figure {
  if (epochs.length === 0) throw new RangeError('learningRateCurve: there is no epoch to draw');
  const rates = epochs.map(({ learningRate }) => learningRate);
  const trace = {
    type: 'scatter',
    x: epochs.map(({ epoch }) => epoch),
    y: rates,
    mode: 'lines+markers',
    line: { shape: 'hv', color: colors.blue, width: 3 },
    marker: { size: 7 },
  };
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const layout = {
    height: 320,
    xaxis: { title: { text: 'Époque' }, tickformat: 'd' },
    yaxis: {
      title: { text: 'Taux d’apprentissage' },
      type: 'log',
      exponentformat: 'power',
      range: [Math.log10(low) - 0.3, Math.log10(high) + 0.3],
      dtick: 'D1',
    },
  };
  return compose([trace], layout, {
    title: 'Taux d’apprentissage de chaque époque',
    alt: `Le taux d’apprentissage va de ${number(rates[0])} à ${number(rates[rates.length - 1])} en ${epochs.length} époques.`,
  });
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
  return compose(data, layout, { title, alt: `${title} : ${curves.map(({ name }) => name).join(', ')}.` });
}
