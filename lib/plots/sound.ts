import type { Sound } from '../data/sounds/sound';
import { counted, duration, number, translated } from '../locale';
import { colors, compose, type Figure, looks } from './figure';

/** Columns of a drawn waveform: more could not be told apart on a screen. */
const COLUMNS = 1200;

/** A signal over time: of each of about a thousand slices its lowest and its highest sample. */
export function waveform(
  { signal, sampleRate }: Sound,
  { title = translated`Waveform` }: { title?: string } = {},
): Figure {
  if (signal.length === 0) throw new RangeError('waveform: the signal has no samples');
  const slice = Math.max(1, Math.ceil(signal.length / COLUMNS));
  const x: number[] = [];
  const y: number[] = [];
  for (let start = 0; start < signal.length; start += slice) {
    const part = signal.subarray(start, start + slice);
    const seconds = start / sampleRate;
    x.push(seconds, seconds);
    y.push(Math.min(...part), Math.max(...part));
  }
  const trace = { type: 'scatter', x, y, mode: 'lines', line: { color: colors.blue, width: 1 }, hoverinfo: 'skip' };
  const layout = {
    height: 260,
    xaxis: { title: { text: translated`Time (s)` } },
    yaxis: { title: { text: translated`Amplitude` }, range: [-1, 1], tickformat: '.1f' },
    showlegend: false,
  };
  const seconds = duration(signal.length / sampleRate);
  const loudest = signal.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return compose([trace], layout, {
    title,
    alt: translated`${title}: ${seconds} at ${number(sampleRate)} Hz, largest amplitude ${number(loudest)}.`,
  });
}

/** Below zero, zero, above: white is nothing, as on paper. */
const DIVERGING = [
  [0, colors.blue],
  [0.5, '#FFFFFF'],
  [1, colors.vermilion],
] as const;

export interface SpectrogramFigureOptions {
  readonly title: string;
  /** What the rows are: frequencies in hertz, mel bands, coefficients. */
  readonly rows: string;
  /** Of each row its place on the axis; default its number. */
  readonly positions?: readonly number[];
  /** Seconds of each column's middle; default its number. */
  readonly times?: readonly number[];
  readonly unit?: string;
  /** Values go both ways around zero: two hues instead of one. */
  readonly diverging?: boolean;
}

/** A matrix [rows, frames] over time, low rows at the bottom. */
export function spectrogramHeatmap(values: readonly (readonly number[])[], options: SpectrogramFigureOptions): Figure {
  const { title, rows, positions, times, unit = '', diverging = false } = options;
  if (values.length === 0 || values[0].length === 0)
    throw new RangeError('spectrogramHeatmap: there is no frame to draw');
  const flat = values.flat();
  const most = flat.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const scale = diverging ? { zmin: -most, zmax: most, colorscale: DIVERGING } : { colorscale: 'Cividis' };
  const trace = {
    type: 'heatmap',
    z: values,
    ...(times && { x: times }),
    ...(positions && { y: positions }),
    ...scale,
    colorbar: { title: { text: unit }, thickness: 16 },
    hovertemplate: translated`%{x:.2f} s, ${rows} %{y}: %{z:.3g} ${unit}<extra></extra>`,
  };
  const layout = {
    height: 340,
    xaxis: { title: { text: times ? translated`Time (s)` : translated`Frame` }, showgrid: false },
    yaxis: { title: { text: rows }, showgrid: false },
  };
  return compose([trace], layout, {
    title,
    alt: translated`${title}: ${counted(values.length, translated`row`)}, ${counted(values[0].length, translated`frame`)}.`,
  });
}

/** Any measures of frames over time, one above the other. */
export function frameCurves(
  curves: readonly { readonly name: string; readonly values: readonly number[] }[],
  { times, title }: { readonly times: readonly number[]; readonly title: string },
): Figure {
  if (curves.length === 0) throw new RangeError('frameCurves: there is no curve to draw');
  const suffix = (i: number) => (i === 0 ? '' : String(i + 1));
  const data = curves.map(({ name, values }, i) => ({
    type: 'scatter',
    name,
    x: times,
    y: values,
    mode: 'lines',
    xaxis: 'x',
    yaxis: `y${suffix(i)}`,
    line: { color: looks[i % looks.length].color, width: 2.5 },
  }));
  const height = 1 / curves.length;
  const axes = Object.fromEntries(
    curves.map(({ name }, i) => [
      `yaxis${suffix(i)}`,
      { title: { text: name }, domain: [1 - (i + 0.85) * height, 1 - i * height], rangemode: 'tozero' },
    ]),
  );
  const bottom = { title: { text: translated`Time (s)` }, anchor: `y${suffix(curves.length - 1)}` };
  const layout = { ...axes, xaxis: bottom, height: 120 + 130 * curves.length, showlegend: false };
  return compose(data, layout, { title, alt: translated`${title}: ${curves.map(({ name }) => name).join(', ')}.` });
}
