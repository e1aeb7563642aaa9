import { inPercents, number } from '../french/numbers';
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
  { title = 'Courbes ROC, une classe contre les autres' }: ClassCurvesOptions = {},
): Figure {
  if (curves.length === 0) throw new RangeError('rocCurves: there is no curve to draw');
  const labels = curves.map(
    ({ className, auc: { auc, low, high } }) => `${className} : ${number(auc)} [${number(low)} ; ${number(high)}]`,
  );
  const chance = {
    type: 'scatter',
    name: 'au hasard : 0,5',
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
      hovertemplate: '%{x:.1f} % des autres prises pour elle, %{y:.1f} % de la classe trouvées<extra></extra>',
    };
  });
  const layout = {
    height: 600,
    xaxis: { title: { text: 'Taux de faux positifs' }, range: [-2, 102], ...percentAxis },
    yaxis: { title: { text: 'Taux de vrais positifs' }, range: [-2, 102], ...percentAxis },
    legend: { title: { text: 'aire [intervalle à 95 %]' }, ...BELOW },
  };
  return compose([chance, ...data], layout, { title, alt: `Aire sous la courbe ROC : ${labels.join(', ')}.` });
}

/** Precision against recall of each class; the thin lines are what answering at random gives: the share of the class. */
export function precisionRecallCurves(
  curves: readonly ClassCurves[],
  { title = 'Courbes précision-rappel, une classe contre les autres' }: ClassCurvesOptions = {},
): Figure {
  if (curves.length === 0) throw new RangeError('precisionRecallCurves: there is no curve to draw');
  const labels = curves.map(({ className, averagePrecision }) => `${className} : ${number(averagePrecision)}`);
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
    xaxis: { title: { text: 'Rappel' }, range: [-2, 102], ...percentAxis },
    yaxis: { title: { text: 'Précision' }, range: [-2, 104], ...percentAxis },
    legend: { title: { text: 'précision moyenne' }, ...BELOW },
  };
  return compose(data, layout, { title, alt: `Précision moyenne : ${labels.join(', ')}.` });
}
