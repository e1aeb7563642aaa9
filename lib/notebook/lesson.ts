import { type LessonConfig, loadConfig, type Profile } from '../config';
import type { Dataset, InputArray } from '../data';
import { day, duration, translated, typography } from '../locale';
import { resultName, resultText } from '../locale/result-names';
import { device } from '../results';
import { tensorflowVersion } from '../tensorflow';
import { comparisonTable } from './comparison';
import { showHtml } from './display';
import { box, escapeHtml, table, textTable } from './html';
import { progress } from './progress';
import { loadQuiz, quiz } from './quiz';
import { type Recorded, ResultRecorder, readResult } from './result';
import { say } from './say';
import { settingsTable } from './settings';
import { type Showable, show } from './show';
import type { ShownTable } from './tables';

export interface Lesson {
  readonly config: LessonConfig;
  readonly show: (value: Showable) => void;
  readonly say: typeof say;
  /** Keeps results in outputs/ID/PROFILE/result.json, with all one must know to measure them again. */
  readonly record: (results: Readonly<Record<string, Recorded>>) => void;
  readonly progress: typeof progress;
  /** A table of what the training is told, a column a profile. */
  readonly settings: () => void;
  /** A table of what was recorded so far, beside a recorded full run and the document. */
  readonly compare: () => void;
  /** The lesson's questions, which answer at once. */
  readonly quiz: () => void;
}

/**
 * Opens a lesson: reads its config in the profile of CAHIER_PROFILE (default quick) and shows what runs here, and what
 * is to be expected in what time.
 * @throws UserError where there is no such config, or it is wrong.
 */
export function lesson(id: string): Lesson {
  const config = loadConfig(id);
  const recorder = new ResultRecorder(config);
  showBanner(config);
  return {
    config,
    show: (value) => {
      if (isDataset(value)) recorder.use(value);
      show(value);
    },
    say,
    record: (results) => recorder.record(results),
    progress,
    settings: () => showTable(settingsTable(config)),
    compare: () => showTable(comparisonTable(config, recorder.results)),
    quiz: () => quiz(config.id, loadQuiz(config.id)),
  };
}

const showTable = ({ html, text }: ShownTable) => showHtml(html, text);

const isDataset = (value: Showable): value is Dataset<InputArray> => 'provenance' in value && 'train' in value;

function showBanner(config: LessonConfig): void {
  const { profile, seed, overrides } = config;
  const { processor, cores, gpu } = device();
  const where = gpu ? translated`graphics card` : translated`${processor}, ${cores} cores`;
  const changed = overrides.length > 0 ? translated` · changed: ${overrides.join(', ')}` : '';
  const line = typography(
    translated`Profile ${profile} · seed ${seed} · TensorFlow ${tensorflowVersion} on ${where}${changed}`,
  );
  const all = [
    translated`Profile`,
    translated`Time`,
    translated`Expected`,
    translated`Where this number comes from`,
  ].map((title) => ({ title }));
  const known = (['quick', 'full'] as const).map((name) => expectation(config, name));
  // A lesson that trains nothing need not expect anything: its table says how long it takes.
  const count = known.some((row) => row[2] !== '—') ? 4 : 2;
  const [columns, rows] = [all.slice(0, count), known.map((row) => row.slice(0, count))];
  showHtml(box(escapeHtml(line)) + table(columns, rows), `${line}\n${textTable(columns, rows)}`);
}

/** One profile's row: what a recorded full run measured, and else what the config demands of a run. */
function expectation(config: LessonConfig, profile: Profile): string[] {
  const measured = profile === 'full' ? readResult(config.id, 'full') : undefined;
  const { expected, duration: time } = profile === config.profile ? config : loadConfig(config.id, { profile });
  const names = Object.keys(expected).filter((name) => !isFixed(expected[name]));
  if (measured !== undefined) {
    const values = names.flatMap((name) => {
      const value = measured.results[name];
      return typeof value === 'number' ? [`${resultName(name)} ${resultText(name, value)}`] : [];
    });
    return [
      profile,
      duration(measured.seconds),
      values.join(', ') || '—',
      translated`measured on ${day(measured.date)}, ${measured.device.cores} cores`,
    ];
  }
  const demands = names.map((name) => `${resultName(name)} ${bounds(name, expected[name])}`);
  return [
    profile,
    translated`about ${duration(time.seconds)}`,
    demands.join(', ') || '—',
    demands.length > 0 ? translated`bound checked at each run` : '—',
  ];
}

const isFixed = ({ min, max }: { min?: number; max?: number }) => min !== undefined && min === max;

function bounds(name: string, { min, max }: { min?: number; max?: number }): string {
  const low = min === undefined ? [] : [`≥ ${resultText(name, min)}`];
  const high = max === undefined ? [] : [`≤ ${resultText(name, max)}`];
  return [...low, ...high].join(translated` and `);
}
