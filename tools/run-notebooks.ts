/**
 * Executes lessons and checks what came out.
 *
 *   node --import tsx tools/run-notebooks.ts [02 ...] [--profile quick|full] [--timeout SECONDS] [--force] [--jobs N]
 *
 * Executed notebooks and results go to outputs/LESSON/PROFILE/. What was executed before is reused where notebook,
 * library, config, data, packages and profile are the same by content. The exit status is 1 where a lesson failed.
 */

import { parseArgs } from 'node:util';
import { UserError } from '../lib/errors';
import { selectNotebooks } from './check/notebook-file';
import { NOTEBOOKS } from './repository';
import { ProgressLines } from './runner/progress';
import { runNotebooks } from './runner/run';

const USAGE = 'usage: npm run notebooks -- [02 ...] [--profile quick|full] [--timeout SECONDS] [--force] [--jobs N]';

async function main(): Promise<void> {
  const { positionals, values } = commandLine();
  const ids = selectNotebooks(NOTEBOOKS, positionals);
  const lines = new ProgressLines();
  const runs = await runNotebooks(ids, { ...values, onProgress: lines.update });
  lines.end();
  const failures = runs.filter(({ status }) => status === 'failed');
  if (failures.length === 0) return;
  console.error(`\n${failures.length} of ${runs.length} lessons failed: ${failures.map(({ id }) => id).join(', ')}`);
  process.exitCode = 1;
}

function commandLine() {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        profile: { type: 'string', default: process.env.CAHIER_PROFILE ?? 'quick' },
        timeout: { type: 'string' },
        jobs: { type: 'string' },
        force: { type: 'boolean', default: false },
      },
    });
    const { profile, force } = values;
    if (profile !== 'quick' && profile !== 'full') throw new Error(`the profile "${profile}" is not quick or full`);
    const timeout = positiveInteger('--timeout', values.timeout);
    const jobs = positiveInteger('--jobs', values.jobs);
    return { positionals, values: { profile, force, timeout, jobs } as const };
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n${USAGE}`);
  }
}

function positiveInteger(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${option} takes a whole number from 1, not "${text}"`);
  return Number(text);
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
});
