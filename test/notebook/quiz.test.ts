import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { UserError } from '../../lib/errors';
import { descentMap } from '../../lib/notebook';
import { loadQuiz, quizHtml } from '../../lib/notebook/quiz';
import { setWorkspace } from '../../lib/workspace';

/** Reads a quiz from a folder of its own. */
function load(yaml: string) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-quiz-'));
  fs.mkdirSync(path.join(root, 'quiz'));
  fs.writeFileSync(path.join(root, 'quiz', 'essai.yaml'), yaml);
  const restore = setWorkspace(root, { configs: root });
  try {
    return loadQuiz('essai');
  } finally {
    restore();
    fs.rmSync(root, { recursive: true });
  }
}

const QUESTION = 'questions:\n  - question: Combien font 2 + 2 ?\n    answers: ["3", "4"]\n    why: On compte.\n';

test('a quiz is read from its file; a right answer that is none of them, and a misspelt key, in one sentence', () => {
  assert.deepEqual(load(`${QUESTION}    right: 2\n`), [
    { question: 'Combien font 2 + 2 ?', answers: ['3', '4'], right: 2, why: 'On compte.' },
  ]);
  assert.throws(
    () => load(`${QUESTION}    right: 3\n`),
    /essai\.yaml: "Combien font 2 \+ 2 \?" has 2 answers, and right says 3/,
  );
  assert.throws(() => load(`${QUESTION}    wright: 2\n`), /questions\.0\.wright is no known key; did you mean right\?/);
  assert.throws(
    () => loadQuiz('none'),
    (error) => error instanceof UserError && /none\.yaml: there is no such file/.test(error.message),
  );
});

test('whatever a question holds, it closes no attribute and no element; a group of choices each', () => {
  const html = quizHtml('x', [
    { question: "L'un < l'autre ?", answers: ["c'est <b>", 'non'], right: 1, why: "d'accord </script>" },
    { question: 'Et ici ?', answers: ['a', 'b'], right: 2, why: 'b.' },
  ]);
  assert.equal(html.match(/<\/script>/g)?.length, 1);
  assert.doesNotMatch(html, /<b>|data-why='[^']*[<>][^']*'/);
  assert.equal(new Set([...html.matchAll(/name='([^']+)'/g)].map(([, name]) => name)).size, 2);
  assert.deepEqual(
    [...html.matchAll(/data-right='(\w+)'/g)].map(([, right]) => right),
    ['true', 'false', 'false', 'true'],
  );
});

test('a descent wants a label each', () => {
  const descent = {
    points: [[0, 1]] as const,
    labels: [],
    start: [0, 0] as const,
    learningRate: 1,
    rates: [1],
    side: 4,
  };
  assert.throws(() => descentMap(descent), /RangeError: descentMap: 1 points and 0 labels/);
});
