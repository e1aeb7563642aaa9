import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadConfig, type Profile } from '../../lib/config';
import { writeFileAtomic } from '../../lib/data/storage/files';
import { UserError } from '../../lib/errors';
import { isCode, joined, type Notebook, readNotebook, serialised } from '../check/notebook-file';
import { NOTEBOOKS, OUTPUTS, outputsOf, ROOT } from '../repository';
import { checkExecuted, type Promises } from './check-executed';
import { execute, type Failure } from './execute';
import { contentKey } from './key';
import { readResult } from './result';

export interface RunOptions {
  profile: Profile;
  /** Seconds a cell may take; default 10 minutes in quick, 24 hours in full. */
  timeout?: number;
  /** Runs again what was run before. */
  force?: boolean;
  /** Notebooks at once; default one for two cores, as each TensorFlow takes all cores. */
  jobs?: number;
  /** Where the notebooks lie; default notebooks/. */
  notebooks?: string;
  outputs?: string;
  /** What an executed lesson is held to; default its config. */
  promises?(id: string): Promises;
  onProgress?(id: string, progress: Progress): void;
}

export type Progress =
  | { state: 'started' }
  | { state: 'running'; cell: number; cells: number }
  | ({ state: 'ended' } & Run);

export interface Run {
  id: string;
  status: 'executed' | 'reused' | 'failed';
  /** Of the execution; of the earlier one where it was reused. */
  seconds: number;
  /** What stopped the notebook, with the source of its cell. */
  failure?: Failure & { source: string };
  /** What is wrong though every cell ran. */
  problems: string[];
}

/** What the runner stores in an executed notebook's metadata, to know it again. */
export interface Stamp {
  key: string;
  profile: Profile;
  seconds: number;
  /** SHA-256 of the result.json that this run recorded; absent where it recorded none. */
  result?: string;
}

const TIMEOUT: Record<Profile, number> = { quick: 600, full: 86_400 };

export const defaultJobs = (): number => Math.max(1, Math.floor(os.availableParallelism() / 2));

/** Runs notebooks, some at once; one that fails does not keep the others from running. Results in the order of `ids`. */
export async function runNotebooks(ids: readonly string[], options: RunOptions): Promise<Run[]> {
  const runs: Run[] = new Array(ids.length);
  let next = 0;
  const worker = async () => {
    while (next < ids.length) {
      const index = next++;
      options.onProgress?.(ids[index], { state: 'started' });
      runs[index] = await runNotebook(ids[index], options);
      options.onProgress?.(ids[index], { state: 'ended', ...runs[index] });
    }
  };
  const jobs = Math.max(1, Math.min(options.jobs ?? defaultJobs(), ids.length));
  await Promise.all(Array.from({ length: jobs }, worker));
  return runs;
}

async function runNotebook(id: string, options: RunOptions): Promise<Run> {
  const { profile, force = false, notebooks = NOTEBOOKS, outputs = OUTPUTS } = options;
  const source = path.join(notebooks, `${id}.ipynb`);
  const places = outputsOf(id, profile, outputs);
  let promises: Promises;
  try {
    promises = options.promises?.(id) ?? loadConfig(id, { profile, file: path.join(ROOT, 'configs', `${id}.yaml`) });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return failed(id, 0, { cell: 0, name: 'Config', message: error.message, source: '' });
  }

  const key = contentKey(source, profile);
  if (!force) {
    const earlier = reusable(places.executed, key);
    if (earlier && earlier.stamp.result === digest(places.result)) {
      const problems = checkExecuted(earlier.notebook, readResult(places.result), promises);
      if (problems.length === 0) return { id, status: 'reused', seconds: earlier.stamp.seconds, problems };
    }
  }

  // A name of its own: another run of the same lesson may be under way.
  const under = path.join(places.folder, `.running.${process.pid}.ipynb`);
  const begun = Date.now();
  const seconds = () => (Date.now() - begun) / 1000;
  const failure = await execute(source, {
    profile,
    timeout: options.timeout ?? TIMEOUT[profile],
    to: under,
    onCell: (cell, cells) => options.onProgress?.(id, { state: 'running', cell, cells }),
  });
  if (failure) {
    if (fs.existsSync(under)) fs.renameSync(under, places.failed);
    return failed(id, seconds(), { ...failure, source: sourceOfCell(source, failure.cell) });
  }

  // A result of an earlier run must not vouch for this one.
  const fresh = fs.existsSync(places.result) && fs.statSync(places.result).mtimeMs >= begun - 1;
  const stamp: Stamp = { key, profile, seconds: seconds(), ...(fresh && { result: digest(places.result) }) };
  const executed = readNotebook(under);
  executed.metadata.cahier = stamp;
  writeFileAtomic(places.executed, serialised(executed));
  fs.rmSync(under);
  fs.rmSync(places.failed, { force: true });
  const problems = checkExecuted(executed, fresh ? readResult(places.result) : null, promises);
  return { id, status: problems.length > 0 ? 'failed' : 'executed', seconds: stamp.seconds, problems };
}

function failed(id: string, seconds: number, failure: Run['failure']): Run {
  return { id, status: 'failed', seconds, failure, problems: [] };
}

function reusable(executed: string, key: string): { notebook: Notebook; stamp: Stamp } | null {
  if (!fs.existsSync(executed)) return null;
  try {
    const notebook = readNotebook(executed);
    const stamp = notebook.metadata.cahier as Stamp | undefined;
    return stamp?.key === key ? { notebook, stamp } : null;
  } catch {
    return null; // damaged: run again
  }
}

function digest(file: string): string | undefined {
  return fs.existsSync(file) ? createHash('sha256').update(fs.readFileSync(file)).digest('hex') : undefined;
}

function sourceOfCell(notebook: string, number: number): string {
  return joined(readNotebook(notebook).cells.filter(isCode)[number - 1]?.source);
}
