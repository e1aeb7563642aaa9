import { counted, duration, number, percent, translated, typography } from '../locale';
import type { EpochRecord, History, TrainingProgress } from '../training';
import { insideKernel, updatableHtml } from './display';
import { box, escapeHtml } from './html';

/** A callback of `fit`. */
export interface ShownTraining {
  onBatch(progress: TrainingProgress): void;
  onEpoch(record: EpochRecord): void;
  onEnd(history: History): void;
}

/**
 * Shows a training as it goes: a bar, the present loss and accuracy, the time left, and curves that grow in place.
 * What stays is a summary. Outside a kernel it prints a line an epoch.
 */
export function progress(label = translated`Training`): ShownTraining {
  const update = updatableHtml();
  return {
    onBatch: (state) => update(box(running(label, state))),
    onEpoch: (record) => {
      if (!insideKernel()) process.stderr.write(`${label} ${epochLine(record)}\n`);
    },
    onEnd: (history) => update(box(summary(label, history))),
  };
}

function running(label: string, state: TrainingProgress): string {
  const { epoch, epochs, step, steps, loss, accuracy, history, secondsPerEpoch } = state;
  const done = (epoch - 1 + step / steps) / epochs;
  const left =
    secondsPerEpoch === undefined
      ? ''
      : translated` · ${duration(secondsPerEpoch * (epochs - epoch + 1 - step / steps))} more at most`;
  const measured = accuracy === undefined ? '' : translated`, accuracy ${percent(accuracy)}`;
  return [
    typography(translated`${bold(label)}: epoch ${epoch} of ${epochs}, loss ${number(loss)}${measured}${left}`),
    bar(done),
    curve(history),
  ].join('');
}

function bar(done: number): string {
  const width = (100 * done).toFixed(1);
  return (
    `<div role='progressbar' aria-valuenow='${Math.round(100 * done)}' aria-valuemin='0' aria-valuemax='100' ` +
    `style='height:10px;background:#8884;margin:6px 0'><div style='height:10px;width:${width}%;background:#0072B2'></div></div>`
  );
}

const WIDTH = 420;
const HEIGHT = 90;

/** Loss by epoch, training dotted and validation full; drawn from the second epoch on. */
function curve(history: readonly EpochRecord[]): string {
  if (history.length < 2) return '';
  const values = history.flatMap(({ loss, validationLoss }) => [loss, validationLoss ?? loss]);
  const highest = Math.max(...values);
  const line = (of: (record: EpochRecord) => number | undefined, style: string) => {
    const points = history.flatMap((record, i) => {
      const value = of(record);
      if (value === undefined) return [];
      const x = (i / (history.length - 1)) * (WIDTH - 8) + 4;
      const y = HEIGHT - 4 - (value / highest) * (HEIGHT - 8);
      return [`${x.toFixed(1)},${y.toFixed(1)}`];
    });
    return `<polyline points='${points.join(' ')}' fill='none' ${style}/>`;
  };
  return (
    `<svg width='${WIDTH}' height='${HEIGHT}' role='img' aria-label='${translated`Loss by epoch`}'>` +
    line(({ loss }) => loss, "stroke='#6B6B6B' stroke-width='2.5' stroke-dasharray='3 4'") +
    line(({ validationLoss }) => validationLoss, "stroke='#0072B2' stroke-width='3'") +
    `</svg><div><small>${typography(translated`loss: ··· training, — validation`)}</small></div>`
  );
}

function summary(label: string, { epochs, bestEpoch, stoppedEarly, seconds, examplesPerSecond }: History): string {
  const best = epochs[bestEpoch - 1];
  const measured =
    best.validationAccuracy === undefined ? '' : translated`, validation accuracy ${percent(best.validationAccuracy)}`;
  const stopped = stoppedEarly ? translated` (stopped early)` : '';
  const rate = counted(Math.round(examplesPerSecond), translated`example`);
  const lossName = best.validationLoss === undefined ? translated`loss` : translated`validation loss`;
  const loss = `${lossName} ${number(best.validationLoss ?? best.loss)}${measured}`;
  return typography(
    translated`${bold(label)}: ${counted(epochs.length, translated`epoch`)} in ${duration(seconds)}${stopped}, ${rate} a second; best epoch: ${bestEpoch} (${loss}).`,
  );
}

const bold = (text: string) => `<b>${escapeHtml(text)}</b>`;

function epochLine({ epoch, loss, accuracy, validationLoss, validationAccuracy, seconds }: EpochRecord): string {
  const part = (name: string, value: number | undefined) => (value === undefined ? '' : ` ${name} ${number(value)}`);
  return `${epoch}:${part('loss', loss)}${part('accuracy', accuracy)}${part('validation loss', validationLoss)}${part('validation accuracy', validationAccuracy)} (${number(seconds)} s)`;
}
