import fs from 'node:fs';
import path from 'node:path';
import { type LessonConfig, loadConfig, type Profile, profiles } from '../../lib/config';
import { writeFileAtomic } from '../../lib/data/storage/files';
// Not lib/notebook itself: that would load TensorFlow.
import { resultName, resultText } from '../../lib/locale/result-names';
import { notebookIds, readNotebook } from '../check/notebook-file';
import { NOTEBOOKS, OUTPUTS, outputsOf, ROOT } from '../repository';
import { type ResultFile, readResult } from '../runner/result';
import { type Format, provenanceOf, REPORTS, reportFile, titleOf } from './lesson';

export interface IndexOptions {
  notebooks?: string;
  outputs?: string;
  reports?: string;
  config?(id: string, profile: Profile): LessonConfig;
}

/** What is known of a lesson in one profile. */
interface ProfileState {
  profile: Profile;
  result: ResultFile | null;
  expected: LessonConfig['expected'];
  reference: LessonConfig['reference'];
  /** The last run did not reach its end. */
  failed: boolean;
  links: { href: string; text: string }[];
}

const NBSP = '\u202f';

const FORMATS: Record<Format, string> = { html: 'rapport', pdf: 'PDF', slides: 'diapositives' };

/** Writes reports/index.html: all lessons, what each measured, and what the document says. @returns its path */
export function writeIndexPage(options: IndexOptions = {}): string {
  const { notebooks = NOTEBOOKS, reports = REPORTS } = options;
  const lessons = notebookIds(notebooks).map((id) => {
    const title = titleOf(id, readNotebook(path.join(notebooks, `${id}.ipynb`)));
    return lessonSection(
      title,
      profiles.map((profile) => stateOf(id, profile, options)),
    );
  });
  const style = fs.readFileSync(path.join(__dirname, 'page', 'index.css'), 'utf8');
  const output = path.join(reports, 'index.html');
  writeFileAtomic(output, page(style, lessons.join('\n')));
  return output;
}

function stateOf(id: string, profile: Profile, { outputs = OUTPUTS, reports = REPORTS, config }: IndexOptions) {
  const places = outputsOf(id, profile, outputs);
  const read =
    config ?? ((name, as) => loadConfig(name, { profile: as, file: path.join(ROOT, 'configs', `${name}.yaml`) }));
  const { expected, reference } = read(id, profile);
  const links = (Object.keys(FORMATS) as Format[])
    .map((format) => ({ file: reportFile(id, profile, format, reports), text: FORMATS[format] }))
    .filter(({ file }) => fs.existsSync(file))
    .map(({ file, text }) => ({ href: encodeURI(path.basename(file)), text }));
  const failed = fs.existsSync(places.failed);
  return { profile, result: readResult(places.result), expected, reference, failed, links } satisfies ProfileState;
}

function lessonSection(title: string, states: ProfileState[]): string {
  const links = states.flatMap(({ profile, links }) =>
    links.map(({ href, text }) => `<a href="${href}">${text}${profile === 'quick' ? '' : ` (${profile})`}</a>`),
  );
  const shown = states.filter(({ result }) => result);
  const notes = states.flatMap(({ profile, result, failed }) => [
    ...(result ? [`<p class="note">${escaped(provenanceOf(result))}</p>`] : []),
    ...(failed ? [`<p class="note bad">La dernière exécution du profil ${profile} a échoué.</p>`] : []),
  ]);
  return `<section>
<h2>${escaped(title)}</h2>
<p class="links">${links.join(' ') || '<span>pas encore exécutée</span>'}</p>
${shown.length > 0 ? resultTable(shown) : ''}
${notes.join('\n')}
</section>`;
}

/** One row for each number measured; a column for each profile, and one for what the document says where it says something. */
function resultTable(states: ProfileState[]): string {
  const reference: Record<string, number> = Object.assign({}, ...states.map((state) => state.reference));
  const names = new Set(states.flatMap(({ expected, result }) => [...Object.keys(expected), ...numbersOf(result)]));
  if (names.size === 0) return '';
  const document = [...names].some((name) => name in reference);
  const head = [...states.map(({ profile }) => `profil ${profile}`), ...(document ? ['document'] : [])];
  const rows = [...names].map((name) => {
    const cells = states.map(({ result, expected }) => measured(name, result?.results[name], expected[name]));
    if (document) cells.push(name in reference ? `<td>${resultText(name, reference[name])}</td>` : '<td></td>');
    return `<tr><th scope="row">${escaped(resultName(name))}</th>${cells.join('')}</tr>`;
  });
  return `<table><thead><tr><th></th>${head.map((text) => `<th scope="col">${text}</th>`).join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}

function measured(name: string, value: unknown, range?: { min?: number; max?: number }): string {
  if (typeof value !== 'number') return '<td class="absent">—</td>';
  const { min = -Infinity, max = Infinity } = range ?? {};
  const outside = value < min || value > max;
  const title = range ? ` title="attendu : ${rangeText(name, range)}"` : '';
  return `<td${title}${outside ? ' class="bad"' : ''}>${resultText(name, value)}${outside ? ' (hors de l’attendu)' : ''}</td>`;
}

function rangeText(name: string, { min, max }: { min?: number; max?: number }): string {
  if (min === max && min !== undefined) return resultText(name, min);
  const parts = [
    min === undefined ? '' : `≥ ${resultText(name, min)}`,
    max === undefined ? '' : `≤ ${resultText(name, max)}`,
  ];
  return parts.filter(Boolean).join(', ');
}

function numbersOf(result: ResultFile | null): string[] {
  return Object.entries(result?.results ?? {})
    .filter(([, value]) => typeof value === 'number')
    .map(([name]) => name);
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);

const page = (style: string, lessons: string): string => `<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cahier</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Cahier</h1>
<p>Les leçons, ce que chacune a mesuré, et ce qu’annonce le document d’origine. Le profil <b>quick</b> tourne en une
minute environ, sur un échantillon${NBSP}; le profil <b>full</b> reprend les données et les époques du document.</p>
${lessons}
</main>
</body>
</html>
`;
