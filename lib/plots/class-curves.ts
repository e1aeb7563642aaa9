import { inPercents, number, translated } from '../locale';
import type { ClassCurves } from '../metrics/one-vs-rest';
import { colors, compose, type Figure, looks, percentAxis } from './figure';

export interface ClassCurvesOptions {
  readonly title?: string;
}

/** Curves that are no better than chance cross the whole square: a legend in it would hide them. */
const BELOW = { orientation: 'h', y: -0.2, yanchor: 'top' } as const;

/** ROC curve of each class against all others, with its area and DeLong's interval in the legend. */
export function rocCurves(
  curves: readonly ClassCurves[],
  { title = translated`ROC curves, one class against the others` }: ClassCurvesOptions = {},
): Figure {
  if (curves.length === 0) throw new RangeError('rocCurves: there is no curve to draw');
  const labels = curves.map(
    ({ className, auc: { auc, low, high } }) =>
      translated`${className}: ${number(auc)} [${number(low)}; ${number(high)}]`,
  );
  const chance = {
    type: 'scatter',
    name: translated`by chance: 0.5`,
    x: [0, 100],
    y: [0, 100],
    mode: 'lines',
    line: { color: colors.grey, dash: 'dot', width: 2 },
  };
  const data = curves.map(({ roc }, i) => {
    const { color, dash } = looks[i % looks.length];
    return {
      type: 'scatter',
      name: labels[i],
      x: roc.fpr.map(inPercents),
      y: roc.tpr.map(inPercents),
      mode: 'lines',
      line: { color, dash, width: 3 },
      hovertemplate: translated`%{x:.1f}% of the others taken for it, %{y:.1f}% of the class found<extra></extra>`,
    };
  });
  const layout = {
    height: 600,
    xaxis: { title: { text: translated`False positive rate` }, range: [-2, 102], ...percentAxis() },
    yaxis: { title: { text: translated`True positive rate` }, range: [-2, 102], ...percentAxis() },
    legend: { title: { text: translated`area [95% interval]` }, ...BELOW },
  };
  return compose([chance, ...data], layout, {
    title,
    alt: translated`Area under the ROC curve: ${labels.join(', ')}.`,
  });
}

/** Precision against recall of each class; the thin lines are what answering at random gives: the share of the class. */
export function precisionRecallCurves(
  curves: readonly ClassCurves[],
  { title = translated`Precision-recall curves, one class against the others` }: ClassCurvesOptions = {},
): Figure {
  if (curves.length === 0) throw new RangeError('precisionRecallCurves: there is no curve to draw');
  const labels = curves.map(({ className, averagePrecision }) => translated`${className}: ${number(averagePrecision)}`);
  const data = curves.flatMap(({ precisionRecall, support, total }, i) => {
    const { color, dash } = looks[i % looks.length];
    const share = inPercents(support / total);
    return [
      {
        type: 'scatter',
        name: labels[i],
        x: precisionRecall.recall.map(inPercents),
        y: precisionRecall.precision.map(inPercents),
        mode: 'lines',
        line: { color, dash, width: 3, shape: 'vh' },
      },
      {
        type: 'scatter',
        x: [0, 100],
        y: [share, share],
        mode: 'lines',
        line: { color, width: 1.5 },
        showlegend: false,
        hoverinfo: 'skip',
      },
    ];
  });
  const layout = {
    height: 560,
    xaxis: { title: { text: translated`Recall` }, range: [-2, 102], ...percentAxis() },
    yaxis: { title: { text: translated`Precision` }, range: [-2, 104], ...percentAxis() },
    legend: { title: { text: translated`average precision` }, ...BELOW },
  };
  return compose(data, layout, { title, alt: translated`Average precision: ${labels.join(', ')}.` });
}
