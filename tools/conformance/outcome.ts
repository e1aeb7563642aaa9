/** Runs the bundle of a suite in processes of its own, and reads what they said. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { FOLDER } from './jasmine';
import type { SuiteName } from './suites';

/** What came of a suite. A case is a spec; of the suite `compiled` an operation with what was said of it. */
export interface Outcome {
  readonly ran: number;
  readonly passed: number;
  readonly failed: readonly Failure[];
}

/** A spec, or an operation with what came of it; with the first message. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

interface Line {
  readonly begins?: string;
  readonly spec?: string;
  readonly status?: string;
  readonly messages?: readonly string[];
  readonly operation?: string;
  readonly outcome?: string;
  readonly message?: string;
  readonly finished?: boolean;
}

/** A process that ends before it is through has met a spec that ends it; the next one goes on after that. */
const PROCESSES = 20;

export function runBundle(suite: SuiteName, bundle: string): Outcome {
  const report = path.join(FOLDER, `${suite}.jsonl`);
  fs.writeFileSync(report, '');
  for (let started = 0; started < PROCESSES; started++) {
    const env = {
      ...process.env,
      CONFORMANCE_REPORT: report,
      // Which kernels TensorFlow takes of its own follows from the processor; here they are the same everywhere.
      TF_ENABLE_ONEDNN_OPTS: '0',
    };
    const log = fs.openSync(path.join(FOLDER, `${suite}.log`), started === 0 ? 'w' : 'a');
    spawnSync(process.execPath, [bundle], { cwd: FOLDER, env, stdio: ['ignore', log, log] });
    fs.closeSync(log);
    const lines = readLines(report);
    if (lines.at(-1)?.finished) return suite === 'compiled' ? ofOperations(lines) : ofSpecs(lines);
    const ended = lines.flatMap(({ begins }) => begins ?? []).at(-1);
    if (ended === undefined) break;
    const line = { spec: ended, status: 'failed', messages: ['the process ended'] };
    fs.appendFileSync(report, `${JSON.stringify(line)}\n`);
  }
  throw new Error(`suite ${suite} did not come to its end; see ${path.join(FOLDER, `${suite}.log`)}`);
}

function readLines(file: string): Line[] {
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Line);
}

function ofSpecs(lines: readonly Line[]): Outcome {
  const specs = lines.filter(({ spec, status }) => spec !== undefined && status !== 'pending');
  const failed = specs.filter(({ status }) => status === 'failed');
  return {
    ran: specs.length,
    passed: specs.length - failed.length,
    failed: failed.map(({ spec = '', messages }) => ({ name: spec, message: messages?.[0] ?? '' })),
  };
}

/** The beginning of a message, without numbers, which follow from the inputs that a test happens to take. */
const plain = (message: string) => message.replace(/\s+/g, ' ').replace(/\d+/g, '#').slice(0, 100);

function ofOperations(lines: readonly Line[]): Outcome {
  const calls = lines.filter(({ operation }) => operation !== undefined);
  const others = calls.filter(({ outcome }) => outcome !== 'same');
  return {
    ran: calls.length,
    passed: calls.length - others.length,
    failed: others.map(({ operation, outcome, message = '' }) => ({
      name: `${operation} is ${outcome}: ${plain(message)}`,
      message,
    })),
  };
}
