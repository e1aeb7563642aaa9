/**
 * npm run conformance: the tests of tfjs' own packages on this add-on and this library. What fails is listed with its
 * reason in tools/conformance/known.json; anything else that fails, or something there that passes, fails the command.
 *
 *   npm run conformance [-- core compiled node] [--record]
 */

import { parseArgs } from 'node:util';
import { UserError } from '../lib/errors';
import { bundle } from './conformance/bundle';
import { installJasmine } from './conformance/jasmine';
import { faultsOf, record } from './conformance/known';
import { type Outcome, runBundle } from './conformance/outcome';
import { SUITES, type SuiteName, TITLES } from './conformance/suites';
import { ignoredUpstream } from './conformance/upstream';

const USAGE = `npm run conformance [-- ${SUITES.join(' ')}] [--record]`;

async function main(): Promise<void> {
  const { suites, recording } = readOptions();
  await installJasmine();
  const faults: string[] = [];
  const rows: string[] = [];
  for (const suite of suites) {
    const outcome = runBundle(suite, await bundle(suite));
    rows.push(rowOf(suite, outcome));
    if (recording) record(suite, outcome);
    faults.push(...faultsOf(suite, outcome).map((fault) => `${suite}: ${fault}`));
  }
  console.log(
    [
      '| tests | ran | passed | known to fail | of these left out by tfjs-node too |',
      '|---|--:|--:|--:|--:|',
      ...rows,
    ].join('\n'),
  );
  if (faults.length === 0) return;
  console.error(['', ...faults].join('\n'));
  process.exitCode = 1;
}

function readOptions(): { suites: readonly SuiteName[]; recording: boolean } {
  let options: { values: { record?: boolean }; positionals: string[] };
  try {
    options = parseArgs({ options: { record: { type: 'boolean' } }, allowPositionals: true });
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n${USAGE}`);
  }
  const { values, positionals } = options;
  const unknown = positionals.find((name) => !SUITES.includes(name as SuiteName));
  if (unknown !== undefined) throw new UserError(`There is no suite ${unknown}: ${USAGE}`);
  const suites = positionals.length === 0 ? SUITES : SUITES.filter((suite) => positionals.includes(suite));
  return { suites, recording: values.record ?? false };
}

function rowOf(suite: SuiteName, { ran, passed, failed }: Outcome): string {
  const isIgnored = ignoredUpstream();
  const ignored = suite === 'core' ? String(failed.filter(({ name }) => isIgnored(name)).length) : '';
  const numbers = [ran, passed, ran - passed].map((count) => count.toLocaleString('en-US'));
  return `| ${TITLES[suite]} | ${numbers.join(' | ')} | ${ignored} |`;
}

main().catch((error) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
});
