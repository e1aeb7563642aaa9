/** Puts jasmine's `describe`, `it` and `expect` into the process; to be imported before any test. */

import { createRequire } from 'node:module';

interface Spec {
  getFullName(): string;
}

interface Result {
  readonly fullName: string;
  readonly status: string;
  readonly failedExpectations: readonly { readonly message: string }[];
}

interface Environment {
  configure(options: { random: boolean; specFilter(spec: Spec): boolean }): void;
  addReporter(reporter: object): void;
  clearReporters(): void;
  execute(): Promise<unknown>;
}

interface Jasmine {
  DEFAULT_TIMEOUT_INTERVAL: number;
  getEnv(): Environment;
}

// The bundle lies where jasmine does.
const { boot } = createRequire(__filename)('jasmine-core') as { boot(): Jasmine };
const jasmine = boot();
// The machine may have other work.
jasmine.DEFAULT_TIMEOUT_INTERVAL = 120_000;

/** What is said of a spec: first that it begins, so that one that ends the process is known. */
export type Said =
  | { readonly begins: string }
  | { readonly spec: string; readonly status: string; readonly messages: readonly string[] };

/** Runs what was described, but for the specs `done`, and says what comes of each, at once. */
export async function runSpecs(done: ReadonlySet<string>, say: (said: Said) => void): Promise<void> {
  const environment = jasmine.getEnv();
  environment.clearReporters();
  environment.configure({ random: false, specFilter: (spec) => !done.has(spec.getFullName()) });
  environment.addReporter({
    specStarted: ({ fullName }: Result) => say({ begins: fullName }),
    specDone({ fullName, status, failedExpectations }: Result) {
      if (status === 'excluded') return;
      say({ spec: fullName, status, messages: failedExpectations.map(({ message }) => message) });
    },
  });
  await environment.execute();
}
