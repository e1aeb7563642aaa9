import type { Command } from 'commander';
import type { DeployedModel, EvaluatedFiles } from '../../../lib/deploy';
import { progressBar, type Terminal } from '../terminal';

interface Options {
  readonly data: string;
  readonly report?: string;
  readonly json?: boolean;
}

export function evaluate(program: Command, terminal: Terminal): void {
  program
    .command('evaluate')
    .argument('<model>', 'a model folder, or an ONNX file of cahier export')
    .argument('[other]', 'another one to compare it with')
    .description('judge models on labelled files that they have not learnt from')
    .requiredOption('--data <source>', 'a CSV file with path and label, or a folder CLASS/files')
    .option('--report <file>', 'an HTML file with tables and curves')
    .option('--json', 'print the results for other programs')
    .addHelpText(
      'after',
      '\nExample:\n  cahier evaluate models/birds models/resnet --data test.csv --report birds.html',
    )
    .action((model: string, other: string | undefined, options: Options) =>
      evaluateModels(other === undefined ? [model] : [model, other], options, terminal),
    );
}

async function evaluateModels(places: readonly string[], { data, report, json }: Options, terminal: Terminal) {
  const [{ evaluateFiles, evaluationReport, openModel }, { writeFileAtomic }] = await Promise.all([
    import('../../../lib/deploy'),
    import('../../../lib/data'),
  ]);
  const models: DeployedModel[] = [];
  try {
    for (const place of places) models.push(await openModel(place));
    const bar = progressBar(terminal, 'evaluate');
    const found = await evaluateFiles(models, data, (done, total) => bar.update(done, total));
    bar.end();
    if (report !== undefined) writeFileAtomic(report, evaluationReport(data, found));
    terminal.out(json ? `${JSON.stringify(plain(found), null, 2)}\n` : told(found));
    for (const { name, reason } of found.unreadable) terminal.err(`${name}: ${reason}\n`);
    if (found.unreadable.length > 0) terminal.exitCode = 2;
  } finally {
    for (const model of models) model.close();
  }
}

/** Without the points of the curves. */
const plain = ({ models, ...rest }: EvaluatedFiles) => ({
  models: models.map(({ curves, right, ...model }) => ({
    ...model,
    auc: Object.fromEntries(curves.map(({ className, auc }) => [className, auc])),
  })),
  ...rest,
});

function told({ models, mcnemar }: EvaluatedFiles): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const lines = models.map(
    ({ place, accuracy, macroF1, size, latency, bytes }) =>
      `${place}: accuracy ${percent(accuracy.value)} (${percent(accuracy.low)} to ${percent(accuracy.high)}) of ${size}, macro F1 ${percent(macroF1.value)}, ${latency.median.toFixed(1)} ms a file, ${(bytes / 1e6).toFixed(2)} MB`,
  );
  const compared = mcnemar
    ? [
        `McNemar: ${mcnemar.onlyFirst} right by the first alone, ${mcnemar.onlySecond} by the second; p = ${mcnemar.pValue.toPrecision(3)}`,
      ]
    : [];
  return `${[...lines, ...compared].join('\n')}\n`;
}
