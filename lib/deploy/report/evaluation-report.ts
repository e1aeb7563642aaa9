import path from 'node:path';
import type { EvaluatedFiles, EvaluatedModel } from '../evaluate-files';
import { answerSections, percent, withInterval } from './answer-sections';
import { type Html, html, reportPage, table } from './report-html';
import { unreadableSection } from './unreadable-section';

/** One or two models on test files, side by side, as one HTML file. @param source where the files are listed. */
export function evaluationReport(source: string, { models, mcnemar, unreadable }: EvaluatedFiles): string {
  const names = models.map(({ place }) => place);
  const row = (name: string, of: (model: EvaluatedModel) => string) => [name, ...models.map(of)];
  const sections: Html[] = [
    html`<p>On ${source}. An answer is that to a whole recording; what shares a group counts once.</p>`,
    table(
      ['', ...names],
      [
        row('accuracy', ({ accuracy }) => withInterval(accuracy.value, accuracy)),
        row('macro F1', ({ macroF1 }) => withInterval(macroF1.value, macroF1)),
        row('milliseconds a file, median', ({ latency }) => latency.median.toFixed(1)),
        row('milliseconds a file, 95 of 100 below', ({ latency }) => latency.p95.toFixed(1)),
        row('size', ({ bytes }) => `${(bytes / 1e6).toFixed(2)} MB`),
      ],
    ),
    ...(mcnemar === undefined
      ? []
      : [
          html`<p>Right by the first alone: ${mcnemar.onlyFirst}; by the second alone: ${mcnemar.onlySecond}. McNemar's test: p = ${mcnemar.pValue.toPrecision(3)}.</p>`,
        ]),
    ...models.flatMap((model) => [html`<h2>${model.place}</h2>`, ...answerSections(model)]),
    ...unreadableSection(unreadable),
  ];
  const title = names.map((name) => path.basename(name)).join(' and ');
  return reportPage(`${title}: ${percent(models[0].accuracy.value)}`, sections);
}
