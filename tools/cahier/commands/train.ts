import fs from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { CrossValidation, LabelledExamples, TrainedClassifier, TrainingPlan } from '../../../lib/experiments';
import { progressBar, type Terminal } from '../terminal';

interface Options {
  readonly to: string;
  readonly preset?: string;
  readonly set: readonly string[];
  readonly folds?: string;
  readonly fold?: string;
  readonly report?: string;
  readonly json?: boolean;
}

export function train(program: Command, terminal: Terminal): void {
  program
    .command('train')
    .argument('<source>', 'a folder CLASS/files, a CSV file with path and label, or a YAML file with source:')
    .description('train a model on pictures or sounds of your own')
    .requiredOption('--to <folder>', 'the model folder to write')
    .option('--preset <name>', 'sound_small, picture_small, efficientnet_b0_fast, _b1_balanced, _b2_quality')
    .option(
      '--set <key=value>',
      'such as training.epochs=5; may be said again',
      (one, all: string[]) => [...all, one],
      [],
    )
    .option('--folds <k>', 'cross-validate first; what shares a recording stays in one fold')
    .option('--fold <n>', 'train this fold alone, and keep its answers for a run without it')
    .option('--report <file>', 'default FOLDER.report.html')
    .option('--json', 'print the results for other programs')
    .addHelpText(
      'after',
      '\nExample:\n  cahier train recordings/ --to models/birds --preset sound_small --set training.epochs=20 --folds 5\n\nInterrupted, the same line goes on where it was.',
    )
    .action((source: string, options: Options) => trainModel(source, options, terminal));
}

interface Work {
  readonly data: LabelledExamples;
  readonly plan: TrainingPlan;
  /** Checkpoints and answers of folds, until the model is there. */
  readonly scratch: string;
  readonly fingerprint: string;
  readonly terminal: Terminal;
}

async function trainModel(given: string, options: Options, terminal: Terminal): Promise<void> {
  const work = await prepare(given, options, terminal);
  const folds = await crossValidated(work, options);
  if (options.fold !== undefined) {
    terminal.out(`fold ${options.fold}: answers kept in ${work.scratch}\n`);
    return;
  }
  const { judge, trainingReport } = await import('../../../lib/deploy');
  const { splitCorpus } = await import('../../../lib/data');
  const { data, plan } = work;
  const shares = { validation: plan.validation, test: folds === undefined ? plan.test : 0, seed: plan.seed };
  const { train, validation, test } = splitCorpus(data.places, shares, data.classNames);
  const trained = await trainOn(work, { train, validation }, 'model');
  const at = (rows: Int32Array) => Array.from(rows, (row) => data.places[row]);
  const judged =
    test.length === 0
      ? undefined
      : judge({
          labels: at(test).map(({ label }) => label),
          groups: at(test).map(({ group }) => group),
          probabilities: await trained.answer(test),
          classNames: data.classNames,
        });
  const results = {
    ...(judged && { accuracy: judged.accuracy, macroF1: judged.macroF1, testSize: judged.size }),
    ...(folds && {
      folds: { accuracy: folds.accuracy, macroF1: folds.macroF1, pooled: folds.pooled, each: folds.folds },
    }),
  };
  await save(work, trained, { to: options.to, results });
  const report = options.report ?? `${options.to.replace(/\/+$/, '')}.report.html`;
  const { writeFileAtomic } = await import('../../../lib/data');
  const settings = {
    data: data.provenance.name,
    examples: data.all.size,
    'to learn, validate, test': `${train.length}, ${validation.length}, ${test.length}`,
    model: plan.model.name,
    parameters: trained.model.countParams(),
    'best epoch': `${trained.history.bestEpoch} of ${trained.history.epochs.length}`,
    seed: plan.seed,
  };
  const { history } = trained;
  const text = trainingReport({
    title: path.basename(options.to),
    settings,
    history,
    test: judged,
    folds,
    unreadable: data.unreadable,
  });
  writeFileAtomic(report, text);
  trained.model.dispose();
  fs.rmSync(work.scratch, { recursive: true, force: true });
  terminal.out(
    options.json
      ? `${JSON.stringify({ model: options.to, report, results }, null, 2)}\n`
      : told(options.to, report, results),
  );
  for (const { name, reason } of data.unreadable) terminal.err(`${name}: ${reason}\n`);
  if (data.unreadable.length > 0) terminal.exitCode = 2;
}

async function prepare(given: string, options: Options, terminal: Terminal): Promise<Work> {
  const [{ kindOf, labelledExamples, trainingPlan }, { UserError }, { createHash }] = await Promise.all([
    import('../../../lib/experiments'),
    import('../../../lib/errors'),
    import('node:crypto'),
  ]);
  const file = /\.ya?ml$/i.test(given) ? given : undefined;
  const named = file === undefined ? given : trainingPlan({ preset: 'sound_small', file }).source;
  if (named === undefined) throw new UserError(`${given}: lacks the key source: give a folder or a CSV file.`);
  const kind = kindOf(named);
  const preset = options.preset ?? `${kind}_small`;
  const plan = trainingPlan({ preset, overrides: options.set, ...(file !== undefined && { file }) });
  const bar = progressBar(terminal, 'read');
  const data = await labelledExamples(named, kind, plan, (done, total) => bar.update(done, total));
  bar.end();
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([plan, data.provenance.checksum, data.names, data.classNames]))
    .digest('hex');
  return { data, plan, scratch: `${options.to.replace(/\/+$/, '')}.training`, fingerprint, terminal };
}

async function crossValidated(work: Work, { folds, fold }: Options): Promise<CrossValidation | undefined> {
  if (folds === undefined && fold === undefined) return undefined;
  const [{ crossValidate }, { splitCorpus }, { checkOptions, integer, object }] = await Promise.all([
    import('../../../lib/experiments'),
    import('../../../lib/data'),
    import('../../../lib/options'),
  ]);
  const schema = object({ folds: integer({ min: 2 }).default(5), fold: integer({ min: 1 }).optional() });
  const number = (value: string | undefined) => (value === undefined ? undefined : Number(value));
  const checked = checkOptions('train', schema, { folds: number(folds), fold: number(fold) });
  const { data, plan, scratch, fingerprint, terminal } = work;
  return crossValidate({
    labels: data.all.labels,
    groups: data.places.map(({ group }) => group),
    folds: data.places.map((place) => place.fold),
    k: checked.folds,
    seed: plan.seed,
    classNames: data.classNames,
    folder: scratch,
    fingerprint,
    ...(checked.fold !== undefined && { only: [checked.fold] }),
    onFold: ({ fold, accuracy, size }) => terminal.err(`fold ${fold}: accuracy ${accuracy.toFixed(4)} of ${size}\n`),
    answer: async ({ number, train, test }) => {
      const places = Array.from(train, (row) => {
        const { label, group } = data.places[row];
        return { label, ...(group !== undefined && { group }) };
      });
      const drawn = splitCorpus(places, { test: 0, validation: plan.validation, seed: plan.seed }, data.classNames);
      const rowsOf = (part: Int32Array) => part.map((place) => train[place]);
      const parts = { train: rowsOf(drawn.train), validation: rowsOf(drawn.validation) };
      const trained = await trainOn(work, parts, `fold-${number}`);
      const answers = await trained.answer(test);
      trained.model.dispose();
      return answers;
    },
  });
}

async function trainOn(
  { data, plan, scratch, fingerprint, terminal }: Work,
  rows: { readonly train: Int32Array; readonly validation: Int32Array },
  name: string,
): Promise<TrainedClassifier> {
  const { trainClassifier } = await import('../../../lib/experiments');
  const bar = progressBar(terminal, name);
  await makeFolder(scratch);
  const trained = await trainClassifier(data, rows, plan, {
    checkpoint: path.join(scratch, `${name}-${fingerprint.slice(0, 12)}.safetensors`),
    callbacks: [
      {
        onEpoch: ({ epoch, loss, validationLoss, validationAccuracy }) =>
          bar.update(
            epoch,
            plan.training.epochs,
            [
              `loss ${loss.toFixed(4)}`,
              validationLoss && `validation ${validationLoss.toFixed(4)}, ${validationAccuracy?.toFixed(4)}`,
            ]
              .filter(Boolean)
              .join(', '),
          ),
      },
    ],
  });
  bar.end();
  return trained;
}

/** @throws UserError where the disk refuses it: before the training, not after. */
async function makeFolder(folder: string): Promise<void> {
  const { cannotWrite } = await import('../../../lib/data/storage/files');
  try {
    fs.mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}

async function save(
  { data, plan }: Work,
  { model, description, history }: TrainedClassifier,
  { to, results }: { readonly to: string; readonly results: object },
): Promise<void> {
  const [{ saveModel }, { circumstances }] = await Promise.all([
    import('../../../lib/weights'),
    import('../../../lib/results'),
  ]);
  const { note: _, ...provenance } = data.provenance;
  const training = {
    bestEpoch: history.bestEpoch,
    epochs: history.epochs.length,
    seconds: Math.round(history.seconds),
  };
  // Through JSON, which leaves out what is undefined.
  const said = JSON.parse(JSON.stringify({ ...circumstances(), data: provenance, plan, training, results }));
  await saveModel(model, to, { ...description, provenance: said });
}

interface Results {
  readonly accuracy?: { readonly value: number; readonly low: number; readonly high: number };
  readonly testSize?: number;
  readonly folds?: Pick<CrossValidation, 'accuracy' | 'pooled'>;
}

function told(to: string, report: string, { accuracy, testSize, folds }: Results): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    ...(folds
      ? [`cross-validation: accuracy ${percent(folds.accuracy.mean)} ± ${percent(folds.accuracy.deviation)}`]
      : []),
    ...(accuracy
      ? [
          `test: accuracy ${percent(accuracy.value)} (${percent(accuracy.low)} to ${percent(accuracy.high)}) of ${testSize}`,
        ]
      : []),
    `model: ${to}`,
    `report: ${report}`,
    '',
  ].join('\n');
}
