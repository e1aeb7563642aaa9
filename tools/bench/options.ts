import { parseArgs } from 'node:util';
import { UserError } from '../../lib/errors';
import { SYSTEMS } from './systems';
import { WORKLOADS } from './workloads';

export interface BenchmarkOptions {
  /** Ids of workloads. */
  readonly only: readonly string[];
  /** Ids of the systems that are compared with ours. */
  readonly peers: readonly string[];
  readonly repetitions: number;
  /** A quarter of each epoch, twice: to see that all works, not to compare. */
  readonly quick: boolean;
  /** Try the settings of the peers again, and measure nothing else. */
  readonly tune: boolean;
  /** Time the operations of our own training step, and measure nothing else. */
  readonly profile: boolean;
  readonly write: boolean;
}

const USAGE =
  'npm run bench -- [--only cifar-cnn,...] [--peers tfjs,keras,tf-function,pytorch] [--repetitions 5] [--quick] [--tune | --profile | --write]';

/** @throws UserError with the usage where an argument is none of ours. */
export function readOptions(args: readonly string[]): BenchmarkOptions {
  const { values } = parse(args);
  const only = chosen('--only', values.only, allWorkloads);
  const peers = chosen('--peers', values.peers, allPeers);
  const { quick = false, tune = false, profile = false, write = false } = values;
  const repetitions = Number(values.repetitions ?? (quick ? 2 : 5));
  if (!Number.isInteger(repetitions) || repetitions < 1) {
    throw new UserError(`--repetitions ${values.repetitions}: expected a whole number from 1 on; usage: ${USAGE}`);
  }
  if (write && (quick || only.length < allWorkloads.length || peers.length < allPeers.length)) {
    throw new UserError('--write keeps a whole run: give it without --quick, --only and --peers.');
  }
  return { only, peers, repetitions, quick, tune, profile, write };
}

const allWorkloads = WORKLOADS.map(({ id }) => id);
const allPeers = SYSTEMS.map(({ id }) => id).filter((id) => id !== 'cahier');

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    only: text,
    peers: text,
    repetitions: text,
    quick: flag,
    tune: flag,
    profile: flag,
    write: flag,
  };
  try {
    return parseArgs({ args: [...args], options });
  } catch (error) {
    throw new UserError(`${(error as Error).message.split('. ')[0]}; usage: ${USAGE}`);
  }
}

function chosen(option: string, text: string | undefined, known: readonly string[]): readonly string[] {
  if (text === undefined) return known;
  const names = text.split(',');
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UserError(`${option} ${unknown}: expected some of ${known.join(', ')}`);
  return names;
}
