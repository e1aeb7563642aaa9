import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';

test('the native operations stay within their memory and compute what plain loops do, on random shapes', (t) => {
  const run = spawnSync(process.execPath, ['tools/sanitize.mjs', '--seconds', '1'], { encoding: 'utf8' });
  const output = run.stdout + run.stderr;
  if (/cannot find .*(asan|ubsan)/.test(output)) return t.skip('NOT RUN: the compiler has no AddressSanitizer');
  assert.equal(run.status, 0, output);
  const rounds = [...output.matchAll(/^(\S+): (\d+) rounds of three operations$/gm)];
  assert.equal(rounds[0]?.[1], 'generic');
  for (const [, processor, count] of rounds) assert.ok(Number(count) >= 30, `${processor}: ${count} rounds`);
  for (const [line] of output.matchAll(/^.*not run.*$/gm)) t.diagnostic(line);
});
