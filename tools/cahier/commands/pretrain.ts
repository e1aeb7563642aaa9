import type { Command } from 'commander';

/** What is loaded when the command runs: TensorFlow takes seconds. */
async function library() {
  const [data, experiments, features, errors, path] = await Promise.all([
    import('../../../lib/data'),
    import('../../../lib/experiments'),
    import('../../../lib/features'),
    import('../../../lib/errors'),
    import('node:path'),
  ]);
  return { ...data, ...experiments, ...features, ...errors, path };
}

interface Options {
  readonly to?: string;
  readonly epochs: string;
  readonly size: string;
  readonly seed: string;
  readonly without?: string;
}

const SIZES = ['tiny', 'small', 'paper'] as const;

export function pretrain(program: Command): void {
  program
    .command('pretrain')
    .description('learn what sounds are like from a folder of them, without labels: a masked autoencoder')
    .argument('<folder>', 'sounds in any format, in folders or not')
    .option('--to <folder>', 'where weights, record and checkpoint go; default <folder>-pretrained')
    .option('--epochs <number>', 'times that all sounds are learnt from', '20')
    .option('--size <name>', SIZES.join(', '), 'small')
    .option('--seed <number>', 'governs weights, order, crops and masks', '0')
    .option('--without <folder>', 'leaves out what is heard in this folder too: the sounds that it is to be tested on')
    .addHelpText('after', '\nExample:\n  cahier pretrain recordings --to models/encoder --epochs 40 --without tested')
    .action(run);
}

async function run(
  folder: string,
  { to = `${folder.replace(/[/\\]+$/, '')}-pretrained`, without, ...options }: Options,
) {
  const { UserError, path, ...lib } = await library();
  const whole = (name: 'epochs' | 'seed', least: number) => {
    const value = Number(options[name]);
    if (Number.isInteger(value) && value >= least) return value;
    throw new UserError(`--${name} is ${options[name]}; expected a whole number, at least ${least}.`);
  };
  const [epochs, seed] = [whole('epochs', 1), whole('seed', 0)];
  const size = SIZES.find((known) => known === options.size);
  if (size === undefined) throw new UserError(`--size is ${options.size}; expected ${SIZES.join(', ')}.`);
  const corpus = lib.soundCollection(folder);
  const tested = without === undefined ? undefined : lib.soundCollection(without);
  const { windows, alike } = await lib.pretrainingWindows(corpus, tested, {
    onProgress: (done, total) => {
      if (done % 500 === 0 || done === total) console.log(`${done} of ${total} sounds read`);
    },
  });
  for (const { name, reason } of windows.unreadable) console.log(`left out: ${name}: ${reason}`);
  for (const { name, other } of alike) console.log(`left out: ${name}, which is heard in ${other}`);
  console.log(
    `${windows.size} windows; ${epochs} epochs; ${path.join(to, 'checkpoint.safetensors')} holds each of them`,
  );
  const trained = await lib.pretrain(windows, {
    size,
    epochs,
    seed,
    checkpoint: path.join(to, 'checkpoint.safetensors'),
    callbacks: [
      {
        onEpoch: ({ epoch, loss, seconds }) =>
          console.log(`epoch ${epoch}: loss ${loss.toFixed(4)}, ${seconds.toFixed(0)} s`),
      },
    ],
  });
  lib.writePretraining(to, trained, { corpus, windows, alike });
  windows.close();
  trained.models.dispose();
  console.log(`${path.join(to, 'weights.safetensors')}: the encoder, in half precision`);
}
