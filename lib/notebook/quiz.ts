import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { UserError } from '../errors';
import { translated, typography } from '../locale';
import { checkOptions, integer, listOf, object, text } from '../options';
import { seenFromHere, workspace } from '../workspace';
import { showHtml } from './display';
import { escapeHtml } from './html';

export interface QuizQuestion {
  readonly question: string;
  readonly answers: readonly string[];
  /** Which answer is right, counted from 1. */
  readonly right: number;
  /** Shown behind whatever is chosen. */
  readonly why: string;
}

const QUIZ = object({
  questions: listOf(object({ question: text, answers: listOf(text), right: integer({ min: 1 }), why: text })),
});

/**
 * The questions of configs/quiz/ID.yaml.
 * @throws UserError where the file is not there or wrong, or a question's right answer is none of its answers.
 */
export function loadQuiz(id: string): readonly QuizQuestion[] {
  const file = seenFromHere(path.join(workspace().configs, 'quiz', `${id}.yaml`));
  if (!fs.existsSync(file))
    throw new UserError(`${file}: there is no such file; a lesson's quiz has its lesson's name.`);
  const { questions } = checkOptions(file, QUIZ, parse(fs.readFileSync(file, 'utf8')));
  for (const { question, answers, right } of questions) {
    if (right <= answers.length) continue;
    throw new UserError(`${file}: "${question}" has ${answers.length} answers, and right says ${right}.`);
  }
  return questions;
}

/**
 * Questions that answer at once: whatever is chosen, the reader is told whether it is right, and why. Radio buttons, so
 * that a keyboard does; the answer is a live region, so that a screen reader says it. Outside a kernel they are printed.
 * @param name parts the quizzes of one page from one another
 */
export function quiz(name: string, questions: readonly QuizQuestion[]): void {
  const printed = questions.map(({ question, answers }, i) => `${i + 1}. ${question} (${answers.join(' / ')})`);
  showHtml(quizHtml(name, questions), printed.join('\n'));
}

export function quizHtml(name: string, questions: readonly QuizQuestion[]): string {
  const id = `quiz-${name}`;
  const fields = questions.map((question, i) => questionHtml(question, `${id}-${i}`, i + 1)).join('');
  const font =
    'font-family:system-ui,"Segoe UI","DejaVu Sans",sans-serif;font-size:var(--output-size,15px);line-height:1.5';
  return `<div id='${id}' style='${font};max-width:var(--output-width,860px)'>${fields}</div><script>${script(id)}</script>`;
}

function questionHtml({ question, answers, right, why }: QuizQuestion, name: string, number: number): string {
  const written = (words: string) => escapeHtml(typography(words)).replace(/'/g, '&#39;');
  const choices = answers.map(
    (answer, i) =>
      `<label style='display:block;padding:2px 0;cursor:pointer'><input type='radio' name='${name}' data-right='${i + 1 === right}'> ${written(answer)}</label>`,
  );
  return `<fieldset data-yes='${written(translated`✓ Right.`)} ' data-no='${written(translated`✗ No.`)} ' style='border:0;border-left:4px solid #8886;margin:12px 0;padding:2px 14px'><legend style='float:left;width:100%;padding:0;font-weight:600'>${number}. ${written(question)}</legend><div style='clear:both'>${choices.join('')}</div><p role='status' data-why='${written(why)}' style='margin:4px 0;min-height:1.5em'></p></fieldset>`;
}

/** One listener for the whole quiz; nothing is fetched and nothing is kept. */
const script = (id: string) => `
document.getElementById('${id}').addEventListener('change', ({ target }) => {
  const field = target.closest('fieldset');
  const told = field.querySelector('[role=status]');
  const right = target.dataset.right === 'true';
  const verdict = document.createElement('strong');
  verdict.textContent = target.dataset.right === 'true' ? field.dataset.yes : field.dataset.no;
  told.replaceChildren(verdict, told.dataset.why);
  field.style.borderLeftColor = right ? '#009E73' : '#D55E00';
});`;
