import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import type { Profile } from '../../lib/config';
import { UserError } from '../../lib/errors';
import { PYTHON, ROOT } from '../repository';
import { environmentOf } from '../setup/environment.mjs';

export interface Failure {
  /** Number among the code cells, from 1; 0 where no cell had begun. */
  cell: number;
  name: string;
  message: string;
}

export interface ExecuteOptions {
  profile: Profile;
  /** Seconds a cell may take. */
  timeout: number;
  /** Where the executed notebook is written, also when it failed. */
  to: string;
  /** Further environment of the kernel. */
  env?: Record<string, string>;
  onCell?(cell: number, cells: number): void;
}

type Event =
  | { event: 'ready'; cells: number }
  | { event: 'cell'; cell: number }
  | ({ event: 'failed' } & Failure)
  | { event: 'done' };

/** Runs a notebook in a kernel of its own, from the repository's root. @returns what went wrong, or null. */
export async function execute(notebook: string, options: ExecuteOptions): Promise<Failure | null> {
  if (!fs.existsSync(PYTHON)) throw new UserError('The Python environment .venv is missing; run: npm run setup');
  const { profile, timeout, to, env, onCell } = options;
  const script = path.join(__dirname, 'execute.py');
  const child = spawn(PYTHON, [script, notebook, '--to', to, '--cwd', ROOT, '--timeout', String(timeout)], {
    cwd: ROOT,
    env: { ...environmentOf('python'), ...env, CAHIER_PROFILE: profile, PYTHONUNBUFFERED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-4000);
  });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));

  let cells = 0;
  let outcome: Event | null = null;
  for await (const line of readline.createInterface({ input: child.stdout })) {
    const event = parse(line);
    if (event?.event === 'ready') cells = event.cells;
    if (event?.event === 'cell') onCell?.(event.cell, cells);
    if (event?.event === 'done' || event?.event === 'failed') outcome = event;
  }
  const status = await ended;
  if (status !== 0 || !outcome) {
    return { cell: 0, name: 'Runner', message: log.trim() || `the runner ended with status ${status}` };
  }
  return outcome.event === 'failed' ? { cell: outcome.cell, name: outcome.name, message: outcome.message } : null;
}

function parse(line: string): Event | null {
  try {
    return JSON.parse(line) as Event;
  } catch {
    return null; // something below printed a line of its own
  }
}
