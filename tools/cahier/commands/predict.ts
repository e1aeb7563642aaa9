import path from 'node:path';
import { type Command, Option } from 'commander';
import type { AnswerFormat, DeployedModel, FileAnswer } from '../../../lib/deploy';
import { progressBar, type Terminal } from '../terminal';

interface Options {
  readonly format: AnswerFormat;
  readonly json?: boolean;
  readonly to?: string;
  readonly watch?: boolean;
  readonly segment: string;
  readonly overlap: string;
}

export function predict(program: Command, terminal: Terminal): void {
  program
    .command('predict')
    .argument('<model>', 'a folder that cahier train wrote, or an ONNX file of cahier export')
    .argument('<source>', 'a picture, a recording of any length, or a folder of them')
    .description('ask a model about pictures or recordings')
    .addOption(
      new Option('--format <format>', 'of the answers').choices(['json', 'csv', 'audacity', 'raven']).default('csv'),
    )
    .option('--json', 'the same as --format json')
    .option('--to <place>', 'a file; of label tracks of a folder, a folder; default: printed')
    .option('--watch', 'go on with files that come into the folder, until Ctrl-C')
    .option('--segment <seconds>', 'of a recording, for one answer', '8')
    .option('--overlap <seconds>', 'of two segments', '1')
    .addHelpText(
      'after',
      '\nExample:\n  cahier predict models/birds night.flac --format audacity --to night.labels.txt\n\nEnds with 2 where some files could not be read and the rest was done.',
    )
    .action((model: string, source: string, options: Options) => predictFiles(model, source, options, terminal));
}

async function predictFiles(place: string, source: string, options: Options, terminal: Terminal): Promise<void> {
  const [{ openModel }, { askedFiles }] = await Promise.all([
    import('../../../lib/deploy/deployed-model'),
    import('../../../lib/deploy/answers/asked-files'),
  ]);
  const settings = await checked(options);
  const model = await openModel(place);
  try {
    const kind = model.preprocessing.kind === 'sound' ? 'sound' : 'picture';
    const files = options.watch ? undefined : askedFiles(source, kind);
    const output = await openOutput(model, source, settings, terminal);
    const begun = performance.now();
    const answers = await (files === undefined
      ? watch(model, source, { settings, output, terminal })
      : answerAll(model, files, { settings, terminal }));
    if (files !== undefined) {
      output.write(answers);
      terminal.err(pace(answers, (performance.now() - begun) / 1000));
    }
    tell(answers, terminal);
  } finally {
    model.close();
  }
}

interface Settings {
  readonly format: AnswerFormat;
  readonly to?: string;
  readonly lengths: { readonly seconds: number; readonly overlap: number };
}

async function checked({ json, format, to, segment, overlap }: Options): Promise<Settings> {
  const { checkSegments } = await import('../../../lib/data/sounds/sound-segments');
  const lengths = checkSegments({ seconds: Number(segment), overlap: Number(overlap) });
  return { format: json ? 'json' : format, lengths, ...(to !== undefined && { to }) };
}

interface Asking {
  readonly settings: Settings;
  readonly terminal: Terminal;
}

async function answerAll(model: DeployedModel, files: readonly string[], { settings, terminal }: Asking) {
  const { answerFile } = await import('../../../lib/deploy/answers/answer-file');
  const bar = progressBar(terminal, 'predict');
  const answers: FileAnswer[] = [];
  const heard = ({ end }: { readonly end: number }) =>
    bar.update(answers.length, files.length, `${path.basename(files[answers.length])}, ${Math.round(end)} s heard`);
  for (const file of files) {
    if (files.length > 1) bar.update(answers.length, files.length, path.basename(file));
    answers.push(await answerFile(model, file, { ...settings.lengths, ...(terminal.isSeen && { onSegment: heard }) }));
  }
  bar.end();
  return answers;
}

/** Each file that comes is answered at once, and what was written is written anew with it. */
async function watch(
  model: DeployedModel,
  folder: string,
  { settings, output, terminal }: Asking & { readonly output: Output },
): Promise<FileAnswer[]> {
  const [{ answerFile }, { arrivingFiles }] = await Promise.all([
    import('../../../lib/deploy/answers/answer-file'),
    import('../../../lib/deploy/answers/asked-files'),
  ]);
  const { signal } = untilInterrupted();
  const kind = model.preprocessing.kind === 'sound' ? 'sound' : 'picture';
  const answers = new Map<string, FileAnswer>();
  for await (const file of arrivingFiles(folder, kind, { signal })) {
    const answer = await answerFile(model, file, settings.lengths);
    answers.set(file, answer);
    output.write([...answers.values()]);
    terminal.err(`${file}: ${answer.answer?.labels.join(', ') ?? answer.fault}\n`);
  }
  return [...answers.values()];
}

function untilInterrupted(): AbortController {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  process.once('SIGTERM', () => controller.abort());
  return controller;
}

interface Output {
  write(answers: readonly FileAnswer[]): void;
}

/** @throws UserError where the format is none of the model's answers, or a place is lacking. */
async function openOutput(
  model: DeployedModel,
  source: string,
  { format, to }: Settings,
  terminal: Terminal,
): Promise<Output> {
  const [{ answersCsv, answersJson, labelFile, labelText }, { writeFileAtomic }, { UserError }, fs] = await Promise.all(
    [
      import('../../../lib/deploy/answers/answer-table'),
      import('../../../lib/data/storage/files'),
      import('../../../lib/errors'),
      import('node:fs'),
    ],
  );
  const put = (text: string, place = to) => {
    if (place === undefined) terminal.out(text);
    else writeFileAtomic(place, text);
  };
  if (format === 'json') return { write: (answers) => put(answersJson(model, answers)) };
  if (format === 'csv') return { write: (answers) => put(answersCsv(model, answers)) };
  if (model.preprocessing.kind !== 'sound') {
    throw new UserError(
      `${format}: label tracks are of recordings, and this model is of pictures; choose json or csv.`,
    );
  }
  const isFolder = fs.statSync(source).isDirectory();
  if (isFolder && to === undefined) {
    throw new UserError(`${format}: a folder of recordings has a label track each; say --to FOLDER.`);
  }
  return {
    write: (answers) => {
      for (const answer of answers) {
        const place = isFolder ? path.join(to!, labelFile(format, path.relative(source, answer.file))) : to;
        if (answer.segments !== undefined) put(labelText(format, model, answer), place);
      }
    },
  };
}

/** How much was heard, and how many times faster than it was recorded; of pictures nothing. */
function pace(answers: readonly FileAnswer[], seconds: number): string {
  const heard = answers.reduce((sum, { segments }) => sum + (segments?.at(-1)?.end ?? 0), 0);
  if (heard === 0) return '';
  return `${heard.toFixed(1)} s of sound in ${seconds.toFixed(1)} s: ${(heard / seconds).toFixed(1)} times real time\n`;
}

/** Names what could not be read, and says so by the exit code. */
function tell(answers: readonly FileAnswer[], terminal: Terminal): void {
  const faulty = answers.filter(({ fault }) => fault !== undefined);
  for (const { file, fault } of faulty) terminal.err(`${file}: ${fault}\n`);
  if (faulty.length === 0) return;
  terminal.err(`${faulty.length} of ${answers.length} files could not be read, or not to their end.\n`);
  terminal.exitCode = faulty.every(({ answer }) => answer === undefined) && faulty.length === answers.length ? 1 : 2;
}
