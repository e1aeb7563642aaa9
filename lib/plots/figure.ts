import { createPlot } from 'plotly-notebook-js';
import { conventions, typography } from '../locale';

export type Trace = Record<string, unknown>;
export type Layout = Record<string, unknown>;

/** A Plotly figure as data. Showing it is another step: `show(figure)` in a notebook. */
export interface Figure {
  readonly data: Trace[];
  /** `layout.meta.alt` says in words what the figure shows, for those who cannot see it. */
  readonly layout: Layout;
}

/** Okabe and Ito's colours (2008), told apart by readers with any kind of colour vision. */
export const colors = {
  blue: '#0072B2',
  vermilion: '#D55E00',
  green: '#009E73',
  orange: '#E69F00',
  purple: '#CC79A7',
  sky: '#56B4E9',
  grey: '#6B6B6B',
} as const;

/** One look a series: colour, dash and marker all differ, so none of them is needed alone. */
export const looks = [
  { color: colors.blue, dash: 'solid', symbol: 'circle' },
  { color: colors.vermilion, dash: 'dash', symbol: 'square' },
  { color: colors.green, dash: 'dot', symbol: 'diamond' },
  { color: colors.purple, dash: 'dashdot', symbol: 'triangle-up' },
  { color: colors.orange, dash: 'longdash', symbol: 'x' },
] as const;

const axis = {
  showline: true,
  linecolor: '#444444',
  ticks: 'outside',
  tickcolor: '#444444',
  gridcolor: '#E4E4E4',
  zeroline: false,
  automargin: true,
  title: { font: { size: 16 }, standoff: 12 },
  tickfont: { size: 14 },
};

const base = (): Layout => ({
  font: { family: 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif', size: 15, color: '#222222' },
  separators: conventions().separators,
  paper_bgcolor: '#FFFFFF',
  plot_bgcolor: '#FFFFFF',
  autosize: true,
  height: 420,
  margin: { l: 70, r: 30, t: 70, b: 60 },
  hoverlabel: { font: { size: 14 } },
  template: { layout: { xaxis: axis, yaxis: axis } },
});

/**
 * An axis, or a colour bar, that counts in percents: its values go through `inPercents`. It takes `dtick`, not
 * `tickvals`, whose numbers Plotly writes without the suffix.
 */
export const percentAxis = () => ({ ticksuffix: conventions().percentSign, hoverformat: '.1f' });

export interface FigureText {
  readonly title: string;
  /** What the figure shows, with its main numbers. */
  readonly alt: string;
}

/** Puts traces and layout into the house style, and their texts into the locale's typography. */
export function compose(data: Trace[], layout: Layout, { title, alt }: FigureText): Figure {
  const heading = { text: title, x: 0.01, xanchor: 'left', font: { size: 19 } };
  const plot = createPlot(typeset(data), typeset({ ...base(), title: heading, ...layout, meta: { alt } }));
  return { data: plot.data, layout: plot.layout };
}

function typeset<T>(value: T): T {
  if (typeof value === 'string') return (value.startsWith('data:') ? value : typography(value)) as T;
  if (Array.isArray(value)) return value.map(typeset) as T;
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, typeset(inner)])) as T;
}
