import type { Interval } from '../../metrics';
import type { Judgement } from '../judge';
import { confusionTable, curves, type Html, html, table } from './report-html';

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export const withInterval = (value: number, { low, high }: Interval): string =>
  `${percent(value)} (95 %: ${percent(low)} to ${percent(high)})`;

/** Metrics, classes, confusion and curves of one model's answers. */
export function answerSections({
  size,
  examples,
  accuracy,
  macroF1,
  report,
  matrix,
  curves: found,
}: Judgement): Html[] {
  const names = report.classes.map(({ className }) => className);
  return [
    html`<p>${size} independent examples${examples === size ? '' : `, made of ${examples} that share recordings`}.</p>`,
    table(
      ['metric', 'value', 'low', 'high'],
      [
        ['accuracy', percent(accuracy.value), percent(accuracy.low), percent(accuracy.high)],
        ['macro F1', percent(macroF1.value), percent(macroF1.low), percent(macroF1.high)],
      ],
    ),
    table(
      ['class', 'precision', 'recall', 'F1', 'examples'],
      report.classes.map((one) => [
        one.className,
        percent(one.precision),
        percent(one.recall),
        percent(one.f1),
        one.support,
      ]),
    ),
    confusionTable(matrix, names),
    ...(found.length === 0
      ? []
      : [
          curves(
            found.map(({ className, roc, auc }) => ({
              name: `${className}: ${auc.auc.toFixed(3)} (${auc.low.toFixed(3)} to ${auc.high.toFixed(3)})`,
              x: roc.fpr,
              y: roc.tpr,
            })),
            {
              title: 'ROC, one class against the others',
              x: 'false positive rate',
              y: 'true positive rate',
              isUnit: true,
            },
          ),
          curves(
            found.map(({ className, precisionRecall, averagePrecision }) => ({
              name: `${className}: ${averagePrecision.toFixed(3)}`,
              x: precisionRecall.recall,
              y: precisionRecall.precision,
            })),
            { title: 'Precision and recall', x: 'recall', y: 'precision', isUnit: true },
          ),
        ]),
  ];
}
