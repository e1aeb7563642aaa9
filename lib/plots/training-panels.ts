import { inPercents, number, percent, translated } from '../locale';
import { checkOptions, integer, object } from '../options';
import type { EpochRecord, History } from '../training/history';
import { colors, type Figure, percentAxis } from './figure';
import { type Panel, panelFigure } from './panels';

const OPTIONS = object({ zoom: integer({ min: 1 }) });

/** Epochs that the third panel shows at most. */
const ZOOM = 60;

/**
 * Four looks at one training: both losses, validation accuracy, both losses of the first 60 epochs or fewer, and the
 * gap between the losses. A dashed line marks the epoch with the lowest validation loss.
 * @param zoom epochs of the third panel; default 60, and half of the training where it is shorter.
 * @throws RangeError where nothing was validated.
 */
export function trainingPanels(
  { epochs, bestEpoch }: Pick<History, 'epochs' | 'bestEpoch'>,
  { title, zoom = epochs.length > ZOOM ? ZOOM : Math.ceil(epochs.length / 2) }: { title: string; zoom?: number },
): Figure {
  if (epochs.length === 0 || epochs.some(({ validationLoss }) => validationLoss === undefined)) {
    throw new RangeError('trainingPanels: each epoch needs a validation loss');
  }
  checkOptions('trainingPanels', OPTIONS, { zoom });
  const validated = (record: EpochRecord) => record.validationLoss ?? Number.NaN;
  const accuracy = (record: EpochRecord) => record.validationAccuracy ?? Number.NaN;
  const losses = (shown: readonly EpochRecord[], named: boolean) => [
    curve(translated`training`, shown, ({ loss }) => loss, { color: colors.grey, dash: 'dot', named }),
    curve(translated`validation`, shown, validated, { color: colors.blue, named }),
  ];
  const epochAxis = (count: number) => ({
    title: { text: translated`Epoch` },
    tickformat: 'd',
    range: [1 - 0.02 * count, count + 0.02 * count],
  });
  const common = { xAxis: epochAxis(epochs.length), mark: bestEpoch };
  const lossAxis = { title: { text: translated`Loss` }, rangemode: 'tozero' };
  const gap = curve(translated`gap`, epochs, (record) => validated(record) - record.loss, { color: colors.vermilion });
  const panels: Panel[] = [
    { ...common, title: translated`Both losses`, traces: losses(epochs, true), yAxis: lossAxis },
    {
      ...common,
      title: translated`Validation accuracy`,
      traces: [curve(translated`accuracy`, epochs, (record) => inPercents(accuracy(record)), { color: colors.green })],
      yAxis: { ...percentAxis(), range: [0, 103], dtick: 25 },
    },
    {
      title: translated`The first ${zoom} epochs`,
      traces: losses(epochs.slice(0, zoom), false),
      xAxis: epochAxis(zoom),
      yAxis: lossAxis,
      ...(bestEpoch <= zoom && { mark: bestEpoch }),
    },
    {
      ...common,
      title: translated`Validation less training`,
      traces: [gap],
      yAxis: { title: { text: translated`Gap` }, zeroline: true, zerolinecolor: '#444444' },
    },
  ];
  const best = epochs[bestEpoch - 1];
  const last = epochs[epochs.length - 1];
  return panelFigure(panels, {
    columns: 2,
    title,
    alt: translated`${title}: ${epochs.length} epochs, lowest validation loss at epoch ${bestEpoch} (${number(validated(best))}, accuracy ${percent(accuracy(best))}), ${number(validated(last))} and ${percent(accuracy(last))} at the last.`,
  });
}

function curve(
  name: string,
  epochs: readonly EpochRecord[],
  value: (record: EpochRecord) => number,
  { color, dash = 'solid', named = false }: { color: string; dash?: string; named?: boolean },
) {
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    showlegend: named,
    x: epochs.map(({ epoch }) => epoch),
    y: epochs.map(value),
    line: { color, dash, width: 2.5 },
    hovertemplate: translated`epoch %{x}, ${name}: %{y:.3~g}<extra></extra>`,
  };
}
