import { UserError } from '../../lib/errors';
import { mutated } from './mutation';
import { readers } from './readers';

/** What became of one mutated file. */
export interface Attempt {
  readonly seed: number;
  readonly sample: string;
  /** A value, a sentence that refuses the file, or what must not be. */
  readonly outcome: 'value' | 'sentence' | 'failure';
  /** The sentence, or what failed. */
  readonly message: string;
  /** Of all threads of the process. */
  readonly processorSeconds: number;
}

/** Reading a small file may take so long. */
const MOST_SECONDS = 1;

/** Gives a reader the mutation of a seed, which also chooses the good file. */
export async function attempt(name: string, seed: number): Promise<Attempt> {
  const reader = readers[name];
  const samples = Object.entries(await reader.samples());
  const [sample, good] = samples[seed % samples.length];
  const bytes = mutated(good, seed);
  const before = process.cpuUsage();
  const result = await Promise.resolve()
    .then(() => reader.read(bytes, sample))
    .then(() => ({ outcome: 'value', message: '' }) as const, refusal);
  const { user, system } = process.cpuUsage(before);
  const processorSeconds = (user + system) / 1e6;
  const isSlow = result.outcome !== 'failure' && processorSeconds > MOST_SECONDS;
  const verdict = isSlow ? ({ outcome: 'failure', message: `it took ${processorSeconds} s` } as const) : result;
  return { seed, sample, ...verdict, processorSeconds };
}

function refusal(error: unknown): Pick<Attempt, 'outcome' | 'message'> {
  if (!(error instanceof UserError)) return { outcome: 'failure', message: String((error as Error)?.stack ?? error) };
  // Two sentences with a full stop in between are as bad as none: what follows a line break is lost in a log.
  if (error.message.includes('\n')) return { outcome: 'failure', message: `more than a line: ${error.message}` };
  return { outcome: 'sentence', message: error.message };
}
