import { type ExperimentConfig, loadConfig, type Profile } from '../config';
import type { Dataset } from '../data';
import { number, percent } from '../plots';
import { tensorflowVersion } from '../tensorflow';
import { showHtml } from './display';
import { box, escapeHtml, table, textTable } from './html';
import { duration, progress } from './progress';
import { device, type Recorded, ResultRecorder, readResult } from './result';
import { say } from './say';
import { type Showable, show } from './show';

export interface Lesson {
  readonly config: ExperimentConfig;
  readonly show: (value: Showable) => void;
  readonly say: typeof say;
  /** Keeps results in outputs/ID/PROFILE/result.json, with all one must know to measure them again. */
  readonly record: (results: Readonly<Record<string, Recorded>>) => void;
  readonly progress: typeof progress;
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
  };
}

const isDataset = (value: Showable): value is Dataset => 'provenance' in value && 'train' in value;

function showBanner(config: ExperimentConfig): void {
  const { profile, seed, overrides } = config;
  const { processor, cores, gpu } = device();
  const where = gpu ? 'carte graphique' : `${processor}, ${cores} cœurs`;
  const changed = overrides.length > 0 ? ` · modifié : ${overrides.join(', ')}` : '';
  const line = `Profil ${profile} · graine ${seed} · TensorFlow ${tensorflowVersion} sur ${where}${changed}`;
  const columns = [{ title: 'Profil' }, { title: 'Attendu' }, { title: 'Durée' }, { title: 'D’où vient ce nombre' }];
  const rows = (['quick', 'full'] as const).map((name) => expectation(config, name));
  showHtml(box(escapeHtml(line)) + table(columns, rows), `${line}\n${textTable(columns, rows)}`);
}

/** One profile's row: what a recorded full run measured, and else what the config demands of a run. */
function expectation(config: ExperimentConfig, profile: Profile): string[] {
  const measured = profile === 'full' ? readResult(config.id, 'full') : undefined;
  const { expected, duration: time } = profile === config.profile ? config : loadConfig(config.id, { profile });
  const names = Object.keys(expected).filter((name) => !isFixed(expected[name]));
  if (measured !== undefined) {
    const values = names.map((name) => `${label(name)} ${write(name, measured.results[name])}`);
    const date = new Date(measured.date).toLocaleDateString('fr-FR');
    return [
      profile,
      values.join(', '),
      duration(measured.seconds),
      `mesuré le ${date}, ${measured.device.cores} cœurs`,
    ];
  }
  const demands = names.map((name) => {
    const { min, max } = expected[name];
    const bounds = [min === undefined ? '' : `≥ ${write(name, min)}`, max === undefined ? '' : `≤ ${write(name, max)}`];
    return `${label(name)} ${bounds.filter(Boolean).join(' et ')}`;
  });
  return [profile, demands.join(', ') || '—', `environ ${duration(time.seconds)}`, 'seuil vérifié à chaque exécution'];
}

const isFixed = ({ min, max }: { min?: number; max?: number }) => min !== undefined && min === max;

const labels: Record<string, string> = {
  accuracy: 'exactitude',
  cnnAccuracy: 'exactitude du CNN',
  lstmAccuracy: 'exactitude du LSTM',
  loss: 'perte',
  pcaLoss: 'perte de l’ACP',
};

const label = (name: string) => labels[name] ?? name;

function write(name: string, value: Recorded | undefined): string {
  if (typeof value !== 'number') return '—';
  return /accuracy$/i.test(name) ? percent(value) : number(value);
}
