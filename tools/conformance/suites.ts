import path from 'node:path';

export const SUITES = ['core', 'compiled', 'node'] as const;
export type SuiteName = (typeof SUITES)[number];

/** What is run, for the table and for `--help`. */
export const TITLES: Readonly<Record<SuiteName, string>> = {
  core: 'tfjs-core’s tests, all of them',
  compiled: 'each operation and gradient that tfjs-core’s tests call, compiled against eager',
  node: 'tfjs-node’s own tests',
};

/** The entry of a suite's bundle. */
export const entryOf = (suite: SuiteName) => path.join(__dirname, 'specs', `${suite}.ts`);
