import { UserError } from '../errors';
import { type Plain, plainValue } from './plain-value';

/** A figure as it is sent: lists, numbers and texts alone. */
export interface PlainFigure {
  readonly data: Plain[];
  readonly layout: { readonly [key: string]: Plain };
  readonly [key: string]: Plain;
}

/** More would not open in a browser any more, nor be kept in a notebook, in bytes. */
export const LARGEST_OUTPUT = 50e6;

/** A number in JSON takes at most so many bytes with its comma. */
const BYTES_OF_NUMBER = 8;

/**
 * A Plotly figure with every value in a form that JSON keeps (plainValue).
 * @throws UserError where a value has none, naming its path, where the figure shows nothing at all, and where it is
 *   larger than a browser opens
 */
export function plainFigure(figure: Readonly<Record<string, unknown>>): PlainFigure {
  const { data, layout, ...others } = figure;
  const plain = {
    ...(plainValue(others, '') as Record<string, Plain>),
    data: [plainValue(data, 'data')].flat() as Plain[],
    layout: (plainValue(layout ?? {}, 'layout') ?? {}) as Record<string, Plain>,
  };
  checkShown(plain);
  checkSize(plain);
  return plain;
}

function checkShown({ data, layout }: PlainFigure): void {
  const drawn = ['shapes', 'annotations', 'images'].some((kind) => hasValue(layout[kind]));
  if (drawn || data.some((trace) => hasSeries(trace))) return;
  const empty = data.flatMap((trace, i) =>
    seriesOf(trace).flatMap((key) => (hasValue((trace as Record<string, Plain>)[key]) ? [] : [`data[${i}].${key}`])),
  );
  const where = `${empty.join(', ') || 'data'} ${empty.length > 1 ? 'hold' : 'holds'} no value`;
  throw new UserError(`The figure has no points: ${where}; there would be empty axes to see.`);
}

/** Where the points of a trace are: one that lies nowhere in one of them is not drawn. */
const COORDINATES = new Set(['x', 'y', 'z', 'r', 'theta', 'lat', 'lon', 'values', 'open', 'high', 'low', 'close']);

/** Names under which traces hold one value, as a gauge or a picture does. */
const SINGLE = new Set(['value', 'source']);

const isRecord = (value: Plain): value is { [key: string]: Plain } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The series of a trace without which it shows nothing, by name. */
function seriesOf(trace: Plain): string[] {
  if (!isRecord(trace)) return [];
  return Object.keys(trace).filter((key) => COORDINATES.has(key) && Array.isArray(trace[key]));
}

/** Whether a trace has a point, or what it holds further down has a value, as a table's cells do. */
function hasSeries(trace: Plain): boolean {
  if (!isRecord(trace)) return false;
  const series = seriesOf(trace);
  if (series.length > 0) return series.every((key) => hasValue(trace[key]));
  return Object.entries(trace).some(([key, value]) =>
    SINGLE.has(key) ? value !== null : hasSeries(value) || (Array.isArray(value) && hasValue(value)),
  );
}

const hasValue = (value: Plain | undefined): boolean =>
  Array.isArray(value) ? value.some(hasValue) : value !== null && value !== undefined;

function checkSize(figure: PlainFigure): void {
  if (leaves(figure.data) * BYTES_OF_NUMBER < LARGEST_OUTPUT / 10) return;
  const bytes = JSON.stringify(figure).length;
  if (bytes > LARGEST_OUTPUT)
    throw new UserError(tooLarge('The figure', bytes, 'show fewer points, every tenth for instance, or a picture'));
}

/** One sentence for whatever is too large to be shown. */
export const tooLarge = (what: string, bytes: number, remedy: string): string =>
  `${what} has ${Math.round(bytes / 1e6)} MB, more than a notebook shows (${LARGEST_OUTPUT / 1e6} MB): ${remedy}.`;

const leaves = (value: Plain): number => {
  if (typeof value === 'string') return value.length / BYTES_OF_NUMBER;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + leaves(inner), 0);
};
