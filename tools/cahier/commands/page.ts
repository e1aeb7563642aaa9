import path from 'node:path';
import type { Command } from 'commander';

interface Options {
  readonly to?: string;
  readonly title?: string;
  readonly notice?: string;
  readonly half?: boolean;
}

export function page(program: Command): void {
  program
    .command('page')
    .argument('<model>', 'a folder that saveModel or cahier train wrote')
    .description('make one HTML file in which the model answers, offline: to pictures, sounds or drawn digits')
    .option('--to <file>', 'default MODEL.html, beside the folder')
    .option('--title <text>', 'of the page')
    .option('--notice <text>', 'what a reader must know first, for instance that it is no medical device')
    .option('--half', 'weights in half precision: half the size')
    .addHelpText('after', '\nExample:\n  cahier page models/birds --to birds.html')
    .action(async (model: string, options: Options) => {
      console.log(await makePage(path.resolve(model), options));
    });
}

/** @returns the file that was written. */
async function makePage(folder: string, { to = `${folder}.html`, title, ...options }: Options): Promise<string> {
  const [{ loadModelFolder }, { live }, { writeFileAtomic }, { UserError }] = await Promise.all([
    import('../../../lib/weights'),
    import('../../../lib/live'),
    import('../../../lib/data/storage/files'),
    import('../../../lib/errors'),
  ]);
  const { model, card } = await loadModelFolder(folder);
  if (card === undefined) {
    throw new UserError(
      `${folder} has no card that says what the model takes; save it by saveModel with a description.`,
    );
  }
  const name = path.basename(folder);
  const { preprocessing, classNames, thresholds, licence, pretrained } = card;
  const isDigits = preprocessing?.kind === 'image' && preprocessing.height === 28 && preprocessing.channels === 1;
  const { page } = await live(
    { [name]: model },
    {
      ...{ preprocessing, classNames, thresholds, licence, pretrained, ...options },
      title: title ?? name,
      ...(isDigits && { input: 'digit' as const }),
    },
  );
  writeFileAtomic(to, page);
  return to;
}
