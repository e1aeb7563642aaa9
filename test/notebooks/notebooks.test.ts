import assert from 'node:assert/strict';
import test from 'node:test';
import { loadConfig, profiles } from '../../lib/config';
import { unnamed } from '../../lib/locale/result-names';
import { selectNotebooks } from '../../tools/check/notebook-file';
import { checkNotebooks } from '../../tools/check-notebooks';
import { NOTEBOOKS, outputsOf } from '../../tools/repository';
import { summary } from '../../tools/runner/progress';
import { readResult } from '../../tools/runner/result';
import { runNotebooks } from '../../tools/runner/run';

/**
 * Every lesson as it is committed, then executed in the quick profile and held to its config. What was executed before
 * is reused where nothing changed. CAHIER_LESSONS="02 03" takes these alone; where there is none, this fails.
 */
const lessons = selectNotebooks(NOTEBOOKS, (process.env.CAHIER_LESSONS ?? '').split(/[\s,]+/).filter(Boolean));
assert.ok(lessons.length > 0);

const problems = checkNotebooks(lessons);
for (const id of lessons) {
  test(`${id} is committed clean, on the skeleton, and type-checks`, () => {
    const found = problems
      .get(id)!
      .map(({ cell, line, message }) => `cell ${cell}${line ? `, line ${line}` : ''}: ${message}`);
    assert.equal(found.join('\n'), '');
  });
}

test('every lesson runs in the quick profile and keeps what its config promises', async (context) => {
  const runs = await runNotebooks(lessons, { profile: 'quick' });
  assert.deepEqual(
    runs.map(({ id }) => id),
    lessons,
  );
  for (const run of runs) {
    await context.test(run.id, () => assert.notEqual(run.status, 'failed', `\n${summary(run)}`));
  }
});

test('every number that a lesson records, or its document claims, has a French name', () => {
  for (const id of lessons) {
    const { expected, reference } = loadConfig(id);
    const results = profiles.flatMap((profile) =>
      Object.entries(readResult(outputsOf(id, profile).result)?.results ?? {}),
    );
    const numbers = results.filter(([, value]) => typeof value === 'number').map(([name]) => name);
    const missing = unnamed([...numbers, ...Object.keys(expected), ...Object.keys(reference)]);
    assert.deepEqual(missing, [], `${id}: name them in lib/locale/result-names.ts`);
  }
});
