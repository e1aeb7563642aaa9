import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { UserError } from '../../lib/errors';
import { createRandom } from '../../lib/random';
import { killableJobs } from './killable-jobs';
import { serveSlowly } from './slow-server';

/** What became of work that was killed and begun again. */
export interface KillOutcome {
  readonly job: string;
  /** Milliseconds after which it was killed; the work may have been over. */
  readonly after: number;
  readonly outcome: 'equal' | 'sentence' | 'failure';
  readonly message: string;
}

interface Ended {
  readonly said: string;
  readonly milliseconds: number;
}

/**
 * Kills each kind of work at random moments, begins it again, and compares what it comes to with work that was left
 * alone.
 * @param tell is told of each kill.
 */
export async function killAndResume(
  { kills, seed }: { readonly kills: number; readonly seed: number },
  tell: (outcome: KillOutcome) => void = () => {},
): Promise<KillOutcome[]> {
  const server = await serveSlowly();
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-kills-'));
  const random = createRandom(seed);
  const outcomes: KillOutcome[] = [];
  try {
    const alone = new Map<string, Ended>();
    for (let kill = 0; kill < kills; kill++) {
      const jobs = Object.keys(killableJobs);
      const job = jobs[kill % jobs.length];
      const folderOf = (name: string) => fs.mkdtempSync(path.join(root, `${job}-${name}-`));
      const begin = (folder: string, after?: number) => run(job, { folder, url: server.url }, after);
      const reference = alone.get(job) ?? (await begin(folderOf('alone')));
      alone.set(job, reference);
      const folder = folderOf(String(kill));
      const after = Math.round(random.next() * reference.milliseconds);
      await begin(folder, after);
      const outcome = { job, after, ...judge(reference, await begin(folder)) };
      outcomes.push(outcome);
      tell(outcome);
    }
    return outcomes;
  } finally {
    server.close();
    fs.rmSync(root, { recursive: true });
  }
}

function judge(alone: Ended, { said }: Ended): Pick<KillOutcome, 'outcome' | 'message'> {
  if (!alone.said.startsWith('result')) return { outcome: 'failure', message: `left alone: ${alone.said}` };
  if (said === alone.said) return { outcome: 'equal', message: '' };
  if (said.startsWith('sentence ')) return { outcome: 'sentence', message: said.slice('sentence '.length) };
  return { outcome: 'failure', message: said.startsWith('result') ? 'another result than of work left alone' : said };
}

/** Does a job in a process of its own, killed so many milliseconds after it has begun. */
function run(job: string, place: { folder: string; url: string }, killAfter?: number): Promise<Ended> {
  const program = path.join(__dirname, 'run-job.ts');
  const args = ['--import', 'tsx', program, job, place.folder, place.url];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  let begun = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    said = said.startsWith('failure') ? `${said}\n${line}` : line;
    if (line !== 'begun') return;
    begun = performance.now();
    if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve({ said, milliseconds: performance.now() - begun }));
  });
}

/** Kills as often as asked and prints what came of it. @throws UserError where something was lost. */
export async function killWork(kills: number, seed: number): Promise<void> {
  const outcomes = await killAndResume({ kills, seed }, ({ job, after, outcome, message }) =>
    console.log(`${job.padEnd(12)}${String(after).padStart(6)} ms  ${outcome}${message && `: ${message}`}`),
  );
  const count = (wanted: KillOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === wanted).length;
  console.log(`${kills} kills, seed ${seed}: ${count('equal')} equal, ${count('sentence')} refused in a sentence.`);
  if (count('failure') > 0)
    throw new UserError(`after ${count('failure')} of ${kills} kills the result was lost or another.`);
}
