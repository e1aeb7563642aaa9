import { inPercents, percent, translated } from '../locale';
import type { Calibration } from '../metrics/calibration';
import { colors, compose, type Figure, percentAxis } from './figure';

/**
 * Accuracy against confidence, one point a bin with its 95 % interval and its count: on the diagonal a model is right
 * as often as it says.
 */
export function calibrationPlot({ bins, expectedCalibrationError }: Calibration): Figure {
  const filled = bins.filter(({ count }) => count > 0);
  if (filled.length === 0) throw new RangeError('calibrationPlot: all bins are empty');
  const diagonal = {
    type: 'scatter',
    name: translated`perfect calibration`,
    x: [0, 100],
    y: [0, 100],
    mode: 'lines',
    line: { color: colors.grey, dash: 'dash', width: 2.5 },
  };
  const points = {
    type: 'scatter',
    name: translated`measured: 95% interval, number of answers`,
    x: filled.map(({ meanConfidence }) => inPercents(meanConfidence)),
    y: filled.map(({ accuracy }) => inPercents(accuracy)),
    mode: 'lines+markers',
    line: { color: colors.blue, width: 3 },
    marker: { size: 10, color: colors.blue },
    error_y: {
      type: 'data',
      symmetric: false,
      array: filled.map(({ accuracy, interval }) => inPercents(interval.high - accuracy)),
      arrayminus: filled.map(({ accuracy, interval }) => inPercents(accuracy - interval.low)),
      thickness: 2,
      width: 6,
    },
    customdata: filled.map(({ count }) => count),
    hovertemplate: translated`confidence %{x:.0f}%, accuracy %{y:.0f}%, %{customdata} answers<extra></extra>`,
  };
  const annotations = filled.map(({ meanConfidence, interval, count }) => ({
    text: String(count),
    x: inPercents(meanConfidence),
    y: inPercents(interval.low),
    yanchor: 'top',
    yshift: -4,
    showarrow: false,
    font: { size: 13 },
  }));
  const layout = {
    height: 480,
    xaxis: { title: { text: translated`Stated confidence` }, range: [-2, 103], ...percentAxis() },
    yaxis: {
      title: { text: translated`Share of right answers` },
      range: [-10, 105],
      dtick: 20,
      ...percentAxis(),
    },
    legend: { x: 0.02, y: 0.98, bgcolor: 'rgba(255,255,255,0.8)' },
    annotations,
  };
  return compose([diagonal, points], layout, {
    title: translated`Calibration: is it right as often as it says?`,
    alt: [
      translated`Mean gap between confidence and accuracy: ${percent(expectedCalibrationError)}.`,
      ...filled.map(
        ({ meanConfidence, accuracy }) =>
          translated`At a confidence of ${percent(meanConfidence, 0)}, ${percent(accuracy, 0)} are right.`,
      ),
    ].join(' '),
  });
}
