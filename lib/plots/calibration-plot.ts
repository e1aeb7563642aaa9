import { inPercents, percent } from '../french/numbers';
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
    name: 'calibration parfaite',
    x: [0, 100],
    y: [0, 100],
    mode: 'lines',
    line: { color: colors.grey, dash: 'dash', width: 2.5 },
  };
  const points = {
    type: 'scatter',
    name: 'mesuré : intervalle à 95 %, nombre de réponses',
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
    hovertemplate: 'confiance %{x:.0f} %, exactitude %{y:.0f} %, %{customdata} réponses<extra></extra>',
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
    xaxis: { title: { text: 'Confiance annoncée' }, range: [-2, 103], ...percentAxis },
    yaxis: {
      title: { text: 'Part de réponses justes' },
      range: [-10, 105],
      dtick: 20,
      ...percentAxis,
    },
    legend: { x: 0.02, y: 0.98, bgcolor: 'rgba(255,255,255,0.8)' },
    annotations,
  };
  return compose([diagonal, points], layout, {
    title: 'Calibration : a-t-il raison aussi souvent qu’il le dit ?',
    alt: `Écart moyen entre confiance et exactitude : ${percent(expectedCalibrationError)}. ${filled
      .map(
        ({ meanConfidence, accuracy }) =>
          `À ${percent(meanConfidence, 0)} de confiance, ${percent(accuracy, 0)} de justes.`,
      )
      .join(' ')}`,
  });
}
