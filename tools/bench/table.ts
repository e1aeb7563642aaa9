/** A run of the benchmark as Markdown: a pure function of its JSON, so that a document can be checked against it. */

import type { FeaturesResult, Source } from './features';
import { DISTURBED } from './other-load';
import type { BenchmarkResult, SystemResult, WorkloadResult } from './results';
import { fastest, median, pairedRatios, spread } from './statistics';
import { SYSTEMS, type System } from './systems';
import { WORKLOADS } from './workloads';

const OURS = 'cahier';
const MINUTE = 60;
type Rates = 'training' | 'inference256' | 'inference1';

export function benchmarkTable(result: BenchmarkResult): string {
  const { machine, threads, versions, repetitions, seconds } = result;
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const of = result.clean ? result.commit?.slice(0, 9) : `${result.commit?.slice(0, 9)} with local changes`;
  return [
    `Measured on ${result.date.slice(0, 10)}, ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ` +
      `${threads} threads for each system; ${named.join(', ')}; commit ${of}; one run of ` +
      `${(seconds / MINUTE).toFixed(0)} minutes, medians of ${repetitions} repetitions taken in turns. A ratio says how ` +
      'many times as fast this project is; in brackets the lowest and the highest of the repetitions.',
    '**Training**, examples a second',
    ratesTable(result, 'training'),
    '**Inference, batches of 256**, examples a second',
    ratesTable(result, 'inference256'),
    '**Inference, one example at a time**, examples a second',
    ratesTable(result, 'inference1'),
    '**Memory and start**',
    costsTable(result),
    ...(result.kernel ? ['**In the notebook**', kernelTable(result.kernel)] : []),
    ...(result.features
      ? [
          `**Features of ${result.features.clips} clips** (40 MFCC of 5 s with both deltas), clips a second`,
          featuresTable(result.features, result.threads),
        ]
      : []),
    ...disturbanceLine(result),
    ...failureLines(result),
  ].join('\n\n');
}

/** The short form: against the fastest Python peer alone. */
export function benchmarkSummary(result: BenchmarkResult): string {
  const { machine, date } = result;
  const header = ['', 'training', 'inference, batches of 256', 'inference, one at a time', 'peak memory over Keras'];
  const rows = workloads(result).map(([title, { systems }]) => [
    title,
    ...(['training', 'inference256', 'inference1'] as const).map((rates) => overFastest(systems, rates)),
    memoryRatio(systems),
  ]);
  return [
    `Speed over the fastest of Keras, a hand-written \`tf.function\` and PyTorch, which is named (${date.slice(0, 10)}, ` +
      `${machine.processor}, ${machine.cores} cores; medians of ${result.repetitions} repetitions, in brackets their ` +
      'range). [How it was measured](docs/performance.md#the-benchmark)',
    table(header, rows),
  ].join('\n\n');
}

type Systems = WorkloadResult['systems'];

/** Blank where ours or every Python peer is missing. */
function overFastest(systems: Systems, rates: Rates): string {
  const ours = systems[OURS]?.[rates];
  const python = SYSTEMS.filter((system) => system.python && systems[system.id] !== undefined);
  const best = fastest(Object.fromEntries(python.map(({ id }) => [id, systems[id][rates]])));
  if (ours === undefined || best === undefined) return '';
  const [median, range] = ratio(ours, systems[best][rates]).split(' ');
  return `**${median}** ${range} ${titleOf(best)}`;
}

function memoryRatio({ [OURS]: ours, keras }: Systems): string {
  return ours?.peakMemory && keras?.peakMemory ? `**${(ours.peakMemory / keras.peakMemory).toFixed(2)}**` : '';
}

function ratesTable(result: BenchmarkResult, rates: Rates): string {
  const peers = SYSTEMS.filter(({ id }) => id !== OURS && measured(result, id));
  const header = ['', 'this project', ...peers.map(({ title }) => `over ${title}`), 'over the fastest Python peer'];
  return table(
    header,
    workloads(result).map(([title, { systems }]) => {
      const ours = systems[OURS]?.[rates];
      const over = (id: string) =>
        ours === undefined || systems[id] === undefined ? '' : ratio(ours, systems[id][rates]);
      return [title, ours ? rate(median(ours)) : '', ...peers.map(({ id }) => over(id)), overFastest(systems, rates)];
    }),
  );
}

function costsTable(result: BenchmarkResult): string {
  const header = [
    '',
    'peak memory, MiB: ours',
    'Keras',
    'ratio',
    'trace and compile, s: ours',
    'Keras',
    'process start to first step, s: ours',
    'Keras',
  ];
  return table(
    header,
    workloads(result).map(([title, { systems }]) => {
      const { [OURS]: ours, keras } = systems;
      const pair = (of: (system: SystemResult) => number, digits: number) =>
        [ours, keras].map((system) => (system ? of(system).toFixed(digits) : ''));
      return [
        title,
        ...[ours?.peakMemory, keras?.peakMemory].map((peak) => (peak ? peak.toFixed(0) : '')),
        memoryRatio(systems),
        ...pair(({ compile }) => compile, 2),
        ...pair(({ timeToFirstStep }) => timeToFirstStep, 1),
      ];
    }),
  );
}

function kernelTable({ start, firstImport, imports, trivialCell }: NonNullable<BenchmarkResult['kernel']>): string {
  const inSeconds = (values: readonly number[]) => {
    const { median, min, max } = spread(values);
    return `${median.toFixed(2)} s (${min.toFixed(2)}–${max.toFixed(2)})`;
  };
  const milliseconds = trivialCell.map((seconds) => seconds * 1000);
  const cell = spread(milliseconds);
  return table(
    ['kernel start', 'first import cell of lesson 01', 'all its import cells', 'trivial cell'],
    [
      [
        inSeconds(start),
        inSeconds(firstImport),
        inSeconds(imports),
        `${cell.median.toFixed(0)} ms (${cell.min.toFixed(0)}–${cell.max.toFixed(0)})`,
      ],
    ],
  );
}

const SOURCE_TITLES: Readonly<Record<Source, string>> = {
  wav: 'from WAV files, 44.1 kHz',
  ogg: 'from Ogg Vorbis files, 16 kHz',
  memory: 'from samples in memory, 44.1 kHz',
};

function featuresTable({ sources, versions }: FeaturesResult, threads: number): string {
  const { librosa } = versions;
  return table(
    ['', 'this project', `over librosa ${librosa}, one process`, `over librosa, ${threads} processes`],
    (Object.keys(SOURCE_TITLES) as Source[]).map((source) => {
      const { cahier, librosa, librosaPool } = sources[source];
      return [SOURCE_TITLES[source], rate(median(cahier)), ratio(cahier, librosa), ratio(cahier, librosaPool)];
    }),
  );
}

/** Says so where the machine was not left alone. */
function disturbanceLine(result: BenchmarkResult): string[] {
  const others = [...Object.values(result.workloads), ...(result.features ? [result.features] : [])].flatMap(
    (workload) => workload.others,
  );
  const disturbed = others.filter((share) => share > DISTURBED).length;
  if (disturbed === 0) return [];
  const percent = (100 * Math.max(...others)).toFixed(0);
  return [
    `In ${disturbed} of ${others.length} rounds other programs took more than ${100 * DISTURBED} % of the processor, ` +
      `up to ${percent} %.`,
  ];
}

function failureLines(result: BenchmarkResult): string[] {
  return workloads(result).flatMap(([title, { failures }]) =>
    Object.entries(failures).map(([id, reason]) => `${title}: ${titleOf(id)} could not be measured (${reason}).`),
  );
}

/** What was measured, under its title, in the order of the lessons. */
function workloads(result: BenchmarkResult): [string, WorkloadResult][] {
  return WORKLOADS.flatMap(({ id, title }) => (result.workloads[id] ? [[title, result.workloads[id]]] : []));
}

const measured = (result: BenchmarkResult, id: string) =>
  Object.values(result.workloads).some(({ systems }) => systems[id] !== undefined);

const titleOf = (id: string) => SYSTEMS.find((system: System) => system.id === id)?.title ?? id;

function ratio(ours: readonly number[], theirs: readonly number[]): string {
  const { median, min, max } = spread(pairedRatios(ours, theirs));
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}

/** 1234.5 as "1,235", 12.34 as "12.3". */
function rate(value: number): string {
  const digits = value < 100 ? 1 : 0;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, i) => (i === 0 ? '---' : '--:'));
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}
