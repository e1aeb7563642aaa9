import type { Image } from '../data/images/image';
import { conventions, number, translated } from '../locale';
import { checkOptions, integer, object } from '../options';
import { colors, compose, type Figure } from './figure';
import { emptyTrace, type Tile, tileLayout, tileSize } from './picture';

export interface SampleGridOptions {
  readonly classNames: readonly string[];
  /** Default 5. */
  readonly columns?: number;
  readonly title?: string;
}

const COLUMNS = object({ columns: integer({ min: 1, max: 1000 }).default(5) });

/** Pictures in rows, each with the name of its class. @param labels class index of each image. */
export function sampleGrid(images: readonly Image[], labels: readonly number[], options: SampleGridOptions): Figure {
  checkLengths('sampleGrid', { images, labels });
  const { classNames, title = translated`Some images` } = options;
  const { columns } = checkOptions('sampleGrid', COLUMNS, { columns: options.columns });
  const names = labels.map((label) => classNames[label]);
  const tiles = images.map((image, i): Tile => ({ image, label: names[i] }));
  return compose([emptyTrace], tileLayout(tiles, columns), {
    title,
    alt: translated`${images.length} images with their class: ${names.join(', ')}.`,
  });
}

export interface PredictionGridOptions {
  readonly yTrue: readonly number[];
  readonly yPred: readonly number[];
  readonly classNames: readonly string[];
  readonly columns?: number;
  readonly title?: string;
}

/**
 * Pictures with what the model said: ✓ and a full green frame where right, ✗ and a dashed vermilion one where wrong,
 * then with the true class in parentheses.
 */
export function predictionGrid(images: readonly Image[], options: PredictionGridOptions): Figure {
  const { yTrue, yPred, classNames } = options;
  const { columns } = checkOptions('predictionGrid', COLUMNS, { columns: options.columns });
  checkLengths('predictionGrid', { images, yTrue, yPred });
  const tiles = images.map((image, i): Tile => {
    const right = yTrue[i] === yPred[i];
    const label = right ? `✓ ${classNames[yPred[i]]}` : `✗ ${classNames[yPred[i]]}<br>(${classNames[yTrue[i]]})`;
    const color = right ? '#00664B' : '#A34700';
    return {
      image,
      label,
      color,
      frame: { color: right ? colors.green : colors.vermilion, dash: right ? 'solid' : 'dash' },
    };
  });
  const rightCount = yTrue.filter((label, i) => label === yPred[i]).length;
  const { title = rightAnswers(rightCount, images.length) } = options;
  return compose([emptyTrace], tileLayout(tiles, columns), {
    title,
    alt: translated`${images.length} test images: ${rightCount} told right, ${images.length - rightCount} wrong.`,
  });
}

function rightAnswers(count: number, of: number): string {
  return conventions().isPlural(count)
    ? translated`${number(count)} right answers of ${of}`
    : translated`${number(count)} right answer of ${of}`;
}

export interface ReconstructionOptions {
  /** Beside the reconstructions; default `reconstructed`. */
  readonly name?: string;
  readonly baseline?: readonly Image[];
  readonly baselineName?: string;
  /** Mean squared error of each reconstruction, written under it. */
  readonly errors?: readonly number[];
  readonly title?: string;
}

/** One column an image: the original, its own reconstruction under it, and that of a baseline where there is one. */
export function reconstructionPairs(
  originals: readonly Image[],
  reconstructions: readonly Image[],
  {
    name = translated`reconstructed`,
    baseline = [],
    baselineName = translated`baseline`,
    errors,
    title = translated`Originals and reconstructions`,
  }: ReconstructionOptions = {},
): Figure {
  checkLengths('reconstructionPairs', { originals, reconstructions, ...(errors && { errors }) });
  if (baseline.length > 0) checkLengths('reconstructionPairs', { originals, baseline });
  const tiles: Tile[] = [
    ...originals.map((image) => ({ image })),
    ...reconstructions.map((image, i) => ({ image, ...(errors && { label: number(errors[i]) }) })),
    ...baseline.map((image) => ({ image })),
  ];
  const layout = tileLayout(tiles, originals.length);
  const rows = [translated`original`, name, ...(baseline.length > 0 ? [baselineName] : [])];
  const { rowHeight } = tileSize(tiles, originals.length);
  const titles = rows.map((text, row) => ({
    text,
    xref: 'paper',
    x: -0.01,
    y: row * rowHeight + 0.5,
    xanchor: 'right',
    showarrow: false,
    font: { size: 14 },
  }));
  const annotations = [...(layout.annotations as unknown[]), ...titles];
  const margin = { ...(layout.margin as object), l: 120 };
  return compose(
    [emptyTrace],
    { ...layout, annotations, margin, width: (layout.width as number) + 100 },
    { title, alt: translated`${originals.length} images, each above its reconstruction.` },
  );
}

function checkLengths(name: string, arrays: Record<string, { readonly length: number }>): void {
  const [[first, { length }], ...rest] = Object.entries(arrays);
  if (length === 0) throw new RangeError(`${name}: ${first} is empty, there is nothing to draw`);
  for (const [other, array] of rest) {
    if (array.length !== length) throw new RangeError(`${name}: ${length} ${first}, but ${array.length} ${other}`);
  }
}
