import { type LessonConfig, loadConfig, profiles } from '../config';
import { number, percent, translated } from '../locale';
import { rowsTable, type ShownTable } from './tables';

/** What one profile trains with, as a student would say it; nothing where a setting is not used. */
function described({ seed, data, training }: LessonConfig): ReadonlyMap<string, string | undefined> {
  const { earlyStopping, reduceOnPlateau: plateau, clipNorm, weightDecay } = training;
  const optimizers = { adam: 'Adam', sgd: translated`gradient descent (SGD)` };
  const losses = {
    categoricalCrossentropy: translated`cross-entropy`,
    meanSquaredError: translated`mean squared error`,
  };
  const written = (value: number | undefined) => (value === undefined ? undefined : number(value));
  return new Map([
    [translated`seed`, number(seed)],
    [translated`validation share`, data.validation === undefined ? undefined : percent(data.validation, 0)],
    [translated`image size`, data.image && `${data.image.size} × ${data.image.size}`],
    [translated`optimiser`, optimizers[training.optimizer]],
    [translated`learning rate at the start`, number(training.learningRate)],
    [translated`loss`, losses[training.loss]],
    [translated`batch size`, number(training.batchSize)],
    [translated`epochs`, number(training.epochs)],
    [translated`early stopping`, earlyStopping && translated`after ${earlyStopping.patience} epochs without progress`],
    [
      translated`reduction on a plateau`,
      plateau && translated`× ${number(plateau.factor)} after ${plateau.patience} epochs without progress`,
    ],
    [translated`largest norm of the gradient`, written(clipNorm)],
    [translated`weight decay`, written(weightDecay)],
  ]);
}

/** The settings of a lesson's training, a column a profile: what its config says, and not what a text remembers. */
export function settingsTable(config: LessonConfig): ShownTable {
  const columns = profiles.map((profile) => ({
    profile,
    values: described(profile === config.profile ? config : loadConfig(config.id, { profile })),
  }));
  const names = [...columns[0].values.keys()].filter((name) => columns.some(({ values }) => values.get(name)));
  const heading = translated`Setting`;
  return rowsTable(
    names.map((name) => ({
      [heading]: name,
      ...Object.fromEntries(
        columns.map(({ profile, values }) => [translated`profile ${profile}`, values.get(name) ?? '—']),
      ),
    })),
  );
}
