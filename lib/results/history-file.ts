import { readJson, writeFileAtomic } from '../data/storage/files';
import { UserError } from '../errors';
import type { History } from '../training/history';

export type NamedHistories = Readonly<Record<string, History>>;

/** Writes what several trainings measured, by the name of each, into one JSON file. */
export function writeHistories(file: string, histories: NamedHistories): void {
  writeFileAtomic(file, `${JSON.stringify(histories, null, 2)}\n`);
}

/** The histories that `writeHistories` wrote. @throws UserError where the file is missing, damaged or of another kind. */
export function readHistories(file: string): NamedHistories {
  const histories = readJson<NamedHistories>(file);
  for (const [name, history] of Object.entries(histories ?? {})) {
    if (!Array.isArray(history?.epochs) || history.epochs.length === 0) {
      throw new UserError(`${file}: ${name} has no epochs: this is no file of histories; train the models again.`);
    }
  }
  return histories;
}
