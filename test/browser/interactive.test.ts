import assert from 'node:assert/strict';
import test from 'node:test';
import type { Browser } from 'puppeteer-core';
import { descentHtml } from '../../lib/notebook/descent';
import { quizHtml } from '../../lib/notebook/quiz';
import { openBrowser } from '../../tools/report/browser';
import { watch } from './watch';

let browser: Browser;
test.before(async () => {
  browser = await openBrowser();
});
test.after(() => browser?.close());

async function opened(html: string) {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.setContent(`<!DOCTYPE html><html lang="fr"><body>${html}</body></html>`);
  const told = (at = 0) => page.evaluate(`document.querySelectorAll('[role=status]')[${at}].textContent`);
  return { page, seen, told };
}

test('a quiz by keyboard: each choice is answered at once, and changed with the choice', async () => {
  const questions = ['a', 'b'].map((letter) => ({
    question: `Question ${letter} ?`,
    answers: ['une', 'deux'],
    right: 2,
    why: `Parce que ${letter}.`,
  }));
  const { page, seen, told } = await opened(quizHtml('essai', questions));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  assert.equal(await told(), '✗ Non. Parce que a.');
  await page.keyboard.press('ArrowDown');
  assert.equal(await told(), '✓ Juste. Parce que a.');
  assert.equal(await told(1), '');
  assert.deepEqual(seen.complaints, []);
  await page.close();
});

test('a step of the descent is minus the rate times the gradient of the mean cross-entropy', async () => {
  // At w = (0, 0) every answer is 1/2: the loss is ln 2 and the gradient the mean of (1/2 - y) x, here (-0.5, -0.25).
  const points = [
    [1, 0.5],
    [-1, -0.5],
  ] as const;
  const { page, seen, told } = await opened(
    descentHtml({ points, labels: [1, 0], start: [0, 0], learningRate: 0.5, rates: [0.05, 0.5], side: 4 }),
  );
  const start =
    'Pas 0\u00a0: poids (0\u202f; 0), perte 0,693, gradient (−0,5\u202f; −0,25), 50\u202f% de points du bon côté.';
  assert.equal(await told(), start);
  await page.click('button[data-steps="1"]');
  // w = (0.25, 0.125), the score 0.3125: the loss is ln(1 + exp(-0.3125)).
  assert.match(
    String(await told()),
    /^Pas 1\u00a0: poids \(0,25\u202f; 0,125\), perte 0,549, gradient \(−0,423\u202f; −0,211\), 100/,
  );
  await page.click('button[data-steps="10"]');
  assert.match(String(await told()), /^Pas 11/);
  await page.click('button[data-steps="0"]');
  assert.equal(await told(), start);
  assert.deepEqual(seen.complaints, []);
  await page.close();
});
