/** The tuned settings of this machine, kept in .cache: trying them takes longer than the benchmark itself. */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readJson, writeFileAtomic } from '../../lib/data/storage/files';
import { ROOT } from '../repository';
import { type MeasureOptions, tuneSystem } from './measure';
import { machine } from './results';
import type { System } from './systems';
import type { Tuning } from './tune-peers';
import type { Workload } from './workloads';

const FILE = path.join(ROOT, '.cache', 'bench', 'tunings.json');
const REQUIREMENTS = [path.join(ROOT, 'requirements.txt'), path.join(__dirname, 'requirements.txt')];

/** What the best settings depend on: processor, threads, the peers' versions, their programs and choices. */
function tuningKey(workload: Workload, system: System, { threads }: MeasureOptions): string {
  const programs = system.python ? fs.readdirSync(path.join(__dirname, 'systems')).filter(isPython).sort() : [];
  const files = [...REQUIREMENTS, ...programs.map((name) => path.join(__dirname, 'systems', name))];
  const facts = [machine(), threads, workload, system.choices(workload)];
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const file of files) hash.update(fs.readFileSync(file));
  return `${workload.id} ${system.id} ${hash.digest('hex').slice(0, 16)}`;
}

const isPython = (name: string) => name.endsWith('.py');

/**
 * Settings for each system on a workload, tried now where they are not known yet.
 * @returns by the system's id; one whose every setting failed is there with its defaults, and will fail by name.
 */
export async function tuningsOf(
  workload: Workload,
  systems: readonly System[],
  { anew = false, ...options }: MeasureOptions & { readonly anew?: boolean },
): Promise<Record<string, Tuning>> {
  const known = fs.existsSync(FILE) ? readJson<Record<string, Tuning>>(FILE) : {};
  const tunings: Record<string, Tuning> = {};
  for (const system of systems) {
    const choices = system.choices(workload);
    const defaults = Object.fromEntries(Object.entries(choices).map(([name, [value]]) => [name, value]));
    tunings[system.id] = { settings: defaults, trials: [] };
    if (Object.keys(choices).length === 0) continue;
    const key = tuningKey(workload, system, options);
    if (anew || known[key] === undefined) {
      options.say(`  ${system.title}: trying its settings (once on this machine) ...`);
      try {
        known[key] = await tuneSystem(workload, system, options);
      } catch {
        continue;
      }
      writeFileAtomic(FILE, JSON.stringify(known, null, 2));
    }
    tunings[system.id] = known[key];
  }
  return tunings;
}
