/**
 * What is known to fail, and why: known.json. What fails and is not there is a fault, and so is what is there and
 * passes.
 */

import fs from 'node:fs';
import path from 'node:path';
import type { Outcome } from './outcome';
import type { SuiteName } from './suites';

const FILE = path.join(__dirname, 'known.json');

/** For each suite the names of what fails, by the reason. */
type Known = Record<SuiteName, Record<string, string[]>>;

const UNEXPLAINED = 'not explained yet';

export const readKnown = (): Known => JSON.parse(fs.readFileSync(FILE, 'utf8'));

/** One line for each fault. */
export function faultsOf(suite: SuiteName, { failed }: Outcome, known = readKnown()): string[] {
  const explained = new Set(Object.values(known[suite]).flat());
  const failing = new Map(failed.map(({ name, message }) => [name, message]));
  const news = [...failing].filter(([name]) => !explained.has(name));
  const gone = [...explained].filter((name) => !failing.has(name));
  const nameless = known[suite][UNEXPLAINED] ?? [];
  return [
    ...news.map(([name, message]) => `fails, and is not known to: ${name}\n    ${message.split('\n')[0]}`),
    ...gone.map((name) => `passes, or is no more, and is known to fail: ${name}`),
    ...nameless.map((name) => `is known to fail, and nobody has said why: ${name}`),
  ];
}

/** Writes down what fails now; the reasons that were given stay, a new failure waits for its own. */
export function record(suite: SuiteName, { failed }: Outcome): void {
  const known = readKnown();
  const reasonOf = new Map(
    Object.entries(known[suite]).flatMap(([reason, names]) => names.map((name) => [name, reason])),
  );
  const reasons = Object.fromEntries(Object.keys(known[suite]).map((reason): [string, string[]] => [reason, []]));
  for (const name of new Set(failed.map(({ name }) => name))) {
    const reason = reasonOf.get(name) ?? UNEXPLAINED;
    reasons[reason] ??= [];
    reasons[reason].push(name);
  }
  known[suite] = Object.fromEntries(Object.entries(reasons).filter(([, names]) => names.length > 0));
  fs.writeFileSync(FILE, `${JSON.stringify(known, null, 2)}\n`);
}
