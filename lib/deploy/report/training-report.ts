import type { CrossValidation } from '../../experiments/cross-validate';
import type { History } from '../../training/history';
import type { Judgement } from '../judge';
import { answerSections, percent, withInterval } from './answer-sections';
import { curves, type Html, html, reportPage, table } from './report-html';
import { unreadableSection } from './unreadable-section';

export interface TrainingFacts {
  readonly title: string;
  /** What a reader must know of data and settings, by name. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly history: History;
  /** On test examples that chose nothing; undefined where there are none. */
  readonly test?: Judgement;
  readonly folds?: CrossValidation;
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
}

/** What a training came to, as one HTML file. */
export function trainingReport({ title, settings, history, test, folds, unreadable }: TrainingFacts): string {
  const epochs = history.epochs.map(({ epoch }) => epoch);
  const line = (name: string, of: (record: History['epochs'][number]) => number | undefined) => {
    const points = history.epochs.flatMap((record) => of(record) ?? []);
    return points.length === epochs.length ? [{ name, x: epochs, y: points }] : [];
  };
  const sections: Html[] = [
    table(['setting', 'value'], Object.entries(settings)),
    html`<h2>Training</h2>`,
    curves([...line('training', ({ loss }) => loss), ...line('validation', ({ validationLoss }) => validationLoss)], {
      title: 'Loss',
      x: 'epoch',
      y: 'loss',
    }),
    ...(folds === undefined ? [] : foldSections(folds)),
    ...(test === undefined ? [] : [html`<h2>Test</h2>`, ...answerSections(test)]),
    ...unreadableSection(unreadable),
  ];
  return reportPage(title, sections);
}

function foldSections({ folds, accuracy, macroF1, pooled }: CrossValidation): Html[] {
  return [
    html`<h2>Cross-validation</h2>`,
    html`<p>Accuracy ${percent(accuracy.mean)} in the mean of ${folds.length} folds, ± ${percent(accuracy.deviation)} between them; of all together ${withInterval(pooled.accuracy, pooled.interval)}, ${pooled.size} of them. What shares a group (windows of a recording, copies) counts once.</p>`,
    table(
      ['fold', 'examples', 'independent', 'accuracy', 'macro F1'],
      [
        ...folds.map((one) => [one.fold, one.examples, one.size, percent(one.accuracy), percent(one.macroF1)]),
        ['mean', '', '', percent(accuracy.mean), percent(macroF1.mean)],
        ['deviation', '', '', percent(accuracy.deviation), percent(macroF1.deviation)],
      ],
    ),
  ];
}
