import type { Dataset, InputArray } from '../data/dataset';
import { number, percent, translate, translated } from '../locale';
import type { ClassificationReport } from '../metrics';
import type { tf } from '../tensorflow';
import { type Column, table, textTable } from './html';
import { layerText } from './layer-text';

/** A table ready for either place it may be shown. */
export interface ShownTable {
  readonly html: string;
  readonly text: string;
}

function shownTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: { readonly caption?: string; readonly foot?: readonly (readonly string[])[] } = {},
): ShownTable {
  return {
    html: table(columns, rows, options),
    text: textTable(columns, [...rows, ...(options.foot ?? [])]),
  };
}

const right = (title: string): Column => ({ title, align: 'right' });

/** Layer by layer what a model is: kind and main settings, output shape without the batch, parameters. */
export function modelTable(model: tf.LayersModel): ShownTable {
  const rows = model.layers.map((layer) => [
    layerText(layer),
    (layer.outputShape as (number | null)[])
      .slice(1)
      .map((side) => number(side ?? Number.NaN))
      .join(' × '),
    number(layer.countParams()),
  ]);
  const sizes = (weights: tf.LayersModel['weights']) =>
    weights.reduce((sum, { shape }) => sum + shape.reduce<number>((size, n) => size * (n ?? 1), 1), 0);
  const trainable = sizes(model.trainableWeights);
  const fixed = sizes(model.nonTrainableWeights);
  const foot = [
    [translated`Total`, '', number(trainable + fixed)],
    [translated`of these learnt by gradient descent`, '', number(trainable)],
    [translated`of these means and variances of normalisation`, '', number(fixed)],
  ].slice(0, fixed > 0 ? 3 : 1);
  return shownTable([{ title: translated`Layer` }, right(translated`Output`), right(translated`Parameters`)], rows, {
    foot,
  });
}

/** Parts of a data set and where they come from. */
export function datasetTable({ train, validation, test, classNames, provenance }: Dataset<InputArray>): ShownTable {
  const shape = train.inputShape.join(' × ');
  const rows = [
    [translated`training`, number(train.size), shape, translated`to learn`],
    [translated`validation`, number(validation.size), shape, translated`to choose (stop, rate)`],
    [translated`test`, number(test.size), shape, translated`to judge, once`],
  ];
  const sources = {
    sample: translated`sample that comes along`,
    full: translated`whole set`,
    own: translated`your files`,
    drawn: translated`points drawn from the seed`,
  };
  const degraded =
    provenance.encoding === 'jpeg' ? translated`; images went through JPEG, which cost them a little` : '';
  const caption = translated`${provenance.name}, ${sources[provenance.source]}${degraded}; ${classNames.length} classes: ${classNames.join(', ')}. Licence: ${translate(provenance.licence)}.`;
  const columns = [
    { title: translated`Part` },
    right(translated`Examples`),
    right(translated`Shape`),
    { title: translated`Serves` },
  ];
  return shownTable(columns, rows, { caption });
}

/** Precision, recall and F1 of each class, and their means. */
export function reportTable({
  classes,
  macroAverage,
  weightedAverage,
  accuracy,
  warnings,
}: ClassificationReport): ShownTable {
  const row = (name: string, scores: ClassificationReport['macroAverage']) => [
    name,
    percent(scores.precision),
    percent(scores.recall),
    percent(scores.f1),
    number(scores.support),
  ];
  const foot = [row(translated`mean of the classes`, macroAverage), row(translated`weighted mean`, weightedAverage)];
  const never = warnings.flatMap(({ metric, classNames }) => (metric === 'precision' ? classNames : []));
  const caption = [
    translated`Accuracy: ${percent(accuracy)}.`,
    ...(never.length > 0 ? [translated`Never predicted, precision counted as 0: ${never.join(', ')}.`] : []),
  ].join(' ');
  const columns = [
    { title: translated`Class` },
    right(translated`Precision`),
    right(translated`Recall`),
    right('F1'),
    right(translated`Examples`),
  ];
  return shownTable(
    columns,
    classes.map((scores) => row(scores.className, scores)),
    { caption, foot },
  );
}

/** A number, or one that is written already: `85,8 %`, `2 min 05 s`, `0,67 ms`, `1,5 point`. */
const isQuantity = (value: unknown) =>
  typeof value === 'number' ||
  (typeof value === 'string' && /^−?[\d.,\s]+(%|points?|Mo|MB|ms|s|min\b.*|h\b.*)?$/.test(value));

/** Any rows; numbers are written as the locale does, and where a row lacks a column its place stays empty. */
export function rowsTable(rows: readonly Readonly<Record<string, unknown>>[]): ShownTable {
  if (rows.length === 0) throw new RangeError('the table has no rows: there is nothing to show');
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((title): Column => ({ title, align: isQuantity(rows[0][title]) ? 'right' : 'left' }));
  const write = (value: unknown) => {
    if (value === null || value === undefined) return '';
    return typeof value === 'number' ? number(value) : String(value);
  };
  return shownTable(
    columns,
    rows.map((row) => names.map((name) => write(row[name]))),
  );
}
