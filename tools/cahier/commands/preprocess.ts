import type { Command } from 'commander';
import { progressBar, type Terminal } from '../terminal';

interface Options {
  readonly to: string;
  readonly set: readonly string[];
}

export function preprocess(program: Command, terminal: Terminal): void {
  program
    .command('preprocess')
    .argument('<source>', 'a folder CLASS/sounds, or a CSV file with path and label')
    .description('make pictures of the spectrograms of labelled sounds, and a table of them')
    .requiredOption('--to <folder>', 'where the pictures and spectrograms.csv are written')
    .option(
      '--set <key=value>',
      'such as features.seconds=3; may be said again',
      (one, all: string[]) => [...all, one],
      [],
    )
    .addHelpText('after', '\nExample:\n  cahier preprocess recordings/ --to spectrograms --set features.numMels=64')
    .action(async (source: string, { to, set }: Options) => {
      const { spectrogramFolder, trainingPlan } = await import('../../../lib/experiments');
      // The presets of EfficientNet have mel spectrograms.
      const { features } = trainingPlan({ preset: 'efficientnet_b0_fast', overrides: set });
      const bar = progressBar(terminal, 'preprocess');
      const made = await spectrogramFolder(source, to, features, (done, total) => bar.update(done, total));
      bar.end();
      terminal.out(`${made.table}: ${made.pictures} pictures\n`);
      for (const { name, reason } of made.unreadable) terminal.err(`${name}: ${reason}\n`);
      if (made.unreadable.length > 0) terminal.exitCode = 2;
    });
}
