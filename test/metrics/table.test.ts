import assert from 'node:assert/strict';
import test from 'node:test';
import { classificationReport, reportTable, toCsv, toTable } from '../../lib/metrics';

test('a report as a danfo.js table, and as CSV', async () => {
  const table = await reportTable(classificationReport([0, 0, 1, 1], [0, 1, 1, 1], ['0', 'chat, chien']));
  assert.deepEqual(table.columns, ['class', 'precision', 'recall', 'f1', 'support']);
  assert.deepEqual(table.dtypes, ['string', 'float32', 'float32', 'float32', 'int32']);
  assert.deepEqual(table.shape, [4, 5]);
  assert.deepEqual(table.column('recall').values, [0.5, 1, 0.75, 0.75]);
  const [header, first, second, macro, ...rest] = toCsv(table).split('\n');
  assert.equal(header, 'class,precision,recall,f1,support');
  assert.equal(first, `0,1,0.5,${2 / 3},2`);
  assert.equal(second, `"chat, chien",${2 / 3},1,0.8,2`);
  assert.match(macro, /^macro avg,0\.8333333333333333,0\.75,/);
  assert.equal(rest.length, 2);
});

test('CSV quotes what RFC 4180 asks for, and keeps every digit', async () => {
  const table = await toTable([
    { modèle: 'dit "CNN"', exactitude: 0.1 + 0.2 },
    { modèle: 'deux\nlignes', exactitude: 1e-9 },
  ]);
  assert.equal(toCsv(table), 'modèle,exactitude\n"dit ""CNN""",0.30000000000000004\n"deux\nlignes",1e-9\n');
});

test('bad input is refused in one sentence', async () => {
  await assert.rejects(toTable([]), { message: 'there are no rows: a table needs at least one' });
  await assert.rejects(toTable([{ a: 1 }, { b: 1 }]), {
    message: 'row 1 has the columns b; the first row has a',
  });
});
