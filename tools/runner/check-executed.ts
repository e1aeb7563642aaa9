import type { LessonConfig } from '../../lib/config';
import { isCode, joined, type Notebook, type Output, PLOTLY } from '../check/notebook-file';
import { missingProvenance, type ResultFile } from './result';

/** What an executed lesson must keep of its promises: those of its config that a run can be held to. */
export type Promises = Pick<LessonConfig, 'profile' | 'figures' | 'expected'>;

/**
 * What is wrong with an executed notebook and the results it recorded, one sentence each; empty where all is well.
 * @param result what the lesson recorded, or null where it recorded nothing
 */
export function checkExecuted(notebook: Notebook, result: ResultFile | null, promises: Promises): string[] {
  return [...checkOutputs(notebook, promises), ...checkResult(result, promises)];
}

function checkOutputs(notebook: Notebook, { profile, figures }: Promises): string[] {
  const problems: string[] = [];
  const codeCells = notebook.cells.filter(isCode);
  if (codeCells.length === 0) problems.push('there is no code cell');
  let banner = false;
  let drawn = 0;
  codeCells.forEach((cell, index) => {
    const where = `cell ${index + 1}`;
    if (cell.execution_count == null) problems.push(`${where} was not executed`);
    for (const output of cell.outputs ?? []) {
      if (output.data?.[PLOTLY]) drawn++;
      const text = visibleText(output);
      if (new RegExp(`\\bprofil\\S*\\s+«?\\s*${profile}\\b`, 'i').test(text)) banner = true;
      problems.push(...checkOutput(output, text).map((problem) => `${where} ${problem}`));
    }
  });
  if (!banner) problems.push(`no output names the profile (expected "profil ${profile}" in the banner)`);
  if (drawn !== figures) problems.push(`${drawn} figures are shown where the config promises ${figures}`);
  return problems;
}

function checkOutput(output: Output, text: string): string[] {
  if (output.output_type === 'stream') {
    if (output.name === 'stderr') return [`wrote to stderr: ${firstLine(joined(output.text))}`];
    return nonsense(text);
  }
  if (output.output_type === 'error') return [`shows an error: ${output.ename}: ${output.evalue}`];
  const figure = output.data?.[PLOTLY];
  if (figure) return checkFigure(figure);
  const media = Object.keys(output.data ?? {}).some((type) => type.startsWith('image/'));
  const markup = joined(output.data?.['text/html'] as string);
  const empty = !media && text.trim() === '' && !/<(svg|img|canvas|video|audio|iframe|hr)\b/.test(markup);
  return empty ? ['shows an empty output'] : [...nonsense(text), ...looseSpaces(withoutTags(withoutScripts(markup)))];
}

function checkFigure(figure: unknown): string[] {
  const { data, layout } = figure as { data?: unknown[]; layout?: { meta?: { alt?: unknown } } };
  // JupyterLab's page breaks on a figure that arrives as a string.
  if (typeof figure !== 'object') return ['sends a figure that is not an object'];
  const problems: string[] = [];
  if (!Array.isArray(data) || data.length === 0) problems.push('shows a figure without data');
  if (typeof layout?.meta?.alt !== 'string' || layout.meta.alt.trim() === '') {
    problems.push('shows a figure without a text alternative (layout.meta.alt)');
  }
  return [...problems, ...nonsense(JSON.stringify(layout ?? {})), ...textsOf(figure).flatMap(looseSpaces)];
}

/** Titles, names, labels and alternative texts of a figure; not its pictures. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('data:') ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** French puts a space before these signs, and a line must not begin with one of them. */
function looseSpaces(text: string): string[] {
  const found = /\S{1,12} (?:[:;?!%»](?!\w))|« \S/.exec(text);
  return found ? [`shows an ordinary space at a sign that wants a no-break space: "${found[0]}"`] : [];
}

/** What a reader would take for a bug. */
function nonsense(text: string): string[] {
  const found = /(?<![\w-])(NaN|undefined|\[object \w+\]|Infinity)(?![\w-])/.exec(text);
  return found ? [`shows "${found[1]}"`] : [];
}

function checkResult(result: ResultFile | null, { profile, expected }: Promises): string[] {
  if (!result) return ['the lesson recorded no result (result.json)'];
  // A lesson that is held to a number has measured it on data.
  const onData = Object.keys(expected).length > 0;
  const problems = missingProvenance(result, onData).map((field) => `result.json lacks ${field}`);
  if (result.profile !== profile) problems.push(`result.json is of profile ${result.profile}, not ${profile}`);
  for (const [name, { min = -Infinity, max = Infinity }] of Object.entries(expected)) {
    const value = result.results?.[name];
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      problems.push(`${name} was expected and is ${value === undefined ? 'not recorded' : JSON.stringify(value)}`);
    } else if (value < min || value > max) {
      const range = min === max ? `${min}` : min > -Infinity ? `at least ${min}` : '';
      const limit = min !== max && max < Infinity ? `at most ${max}` : '';
      problems.push(`${name} is ${value}, expected ${[range, limit].filter(Boolean).join(' and ')}`);
    }
  }
  for (const name of unfinite(result.results)) problems.push(`${name} is recorded without a value (NaN?)`);
  return problems;
}

/** Paths of nulls: what JSON makes of NaN and of an infinity. */
function unfinite(value: unknown, name = ''): string[] {
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return [name];
  if (typeof value !== 'object') return [];
  return Object.entries(value as object).flatMap(([key, inner]) => unfinite(inner, name ? `${name}.${key}` : key));
}

function visibleText(output: Output): string {
  const html = joined(output.data?.['text/html'] as string);
  const plain = joined(output.data?.['text/plain'] as string) + joined(output.data?.['text/markdown'] as string);
  const shown = withoutTags(withoutScripts(html).replace(/<svg\b[\s\S]*?<\/svg>/g, ' '));
  const text = `${shown} ${plain} ${joined(output.text)}`;
  return text.replace(/&nbsp;|&#160;|\u00a0|\u202f/g, ' ');
}

const withoutScripts = (html: string): string => html.replace(/<(style|script)\b[\s\S]*?<\/\1>/g, ' ');

const withoutTags = (html: string): string => html.replace(/<[^>]*>/g, '');

const firstLine = (text: string): string => text.trim().split('\n')[0].slice(0, 200);
