/**
 * npm run documents: writes the tables of recorded results into README.md and docs/performance.md.
 *
 * `npm test` refuses documents that differ from what this writes.
 */

import fs from 'node:fs';
import path from 'node:path';
import { loadConfig } from '../lib/config';
import { readJson, writeFileAtomic } from '../lib/data/storage/files';
import { type BenchmarkResult, COMMITTED } from './bench/results';
import { benchmarkSummary, benchmarkTable } from './bench/table';
import { notebookIds } from './check/notebook-file';
import { resultsTable } from './documents/results-table';
import { withSection } from './documents/section';
import { NOTEBOOKS, outputsOf, ROOT } from './repository';
import { readResult } from './runner/result';

export interface Section {
  readonly file: string;
  readonly name: string;
  readonly render: () => string;
}

const README = path.join(ROOT, 'README.md');
const NO_RUN = 'No run is recorded yet: `npm run bench`.';

/** What the committed run of the benchmark looks like, where there is one. */
const benchmark = (render: (result: BenchmarkResult) => string): string =>
  fs.existsSync(COMMITTED) ? render(readJson<BenchmarkResult>(COMMITTED)) : NO_RUN;

/** Every generated part of a document. */
export const SECTIONS: readonly Section[] = [
  { file: README, name: 'results', render: () => resultsTable(fullResults((name) => /accuracy$/i.test(name))) },
  { file: path.join(ROOT, 'docs', 'results.md'), name: 'results', render: () => resultsTable(fullResults()) },
  { file: README, name: 'benchmark', render: () => benchmark(benchmarkSummary) },
  { file: path.join(ROOT, 'docs', 'performance.md'), name: 'benchmark', render: () => benchmark(benchmarkTable) },
];

/**
 * The recorded full runs, in the order of the lessons; of each the numbers that it is held to, and those of its
 * document's that are wanted.
 */
function fullResults(wanted: (name: string) => boolean = () => true) {
  return notebookIds(NOTEBOOKS).flatMap((id) => {
    const file = readResult(outputsOf(id, 'full').result);
    if (file === null) return [];
    const { expected } = loadConfig(id, { profile: 'full', file: path.join(ROOT, 'configs', `${id}.yaml`) });
    const held = Object.keys(expected).filter((name) => expected[name].min !== expected[name].max);
    return [{ file, names: [...new Set([...held, ...Object.keys(file.reference).filter(wanted)])] }];
  });
}

export function writeDocuments(): void {
  for (const { file, name, render } of SECTIONS) {
    writeFileAtomic(file, withSection(fs.readFileSync(file, 'utf8'), name, render()));
    console.log(`${path.relative(ROOT, file)}: ${name}`);
  }
}

if (require.main === module) writeDocuments();
