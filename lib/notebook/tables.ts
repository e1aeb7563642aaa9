import type { Dataset, InputArray } from '../data/dataset';
import type { ClassificationReport } from '../metrics';
import { number, percent } from '../plots';
import type { tf } from '../tensorflow';
import { type Column, table, textTable } from './html';
import { layerText } from './layer-text';
import { licenceText } from './licences';

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
    ['Total', '', number(trainable + fixed)],
    ['dont appris par descente de gradient', '', number(trainable)],
    ['dont moyennes et variances de normalisation', '', number(fixed)],
  ].slice(0, fixed > 0 ? 3 : 1);
  return shownTable([{ title: 'Couche' }, right('Sortie'), right('Paramètres')], rows, { foot });
}

/** Parts of a data set and where they come from. */
export function datasetTable({ train, validation, test, classNames, provenance }: Dataset<InputArray>): ShownTable {
  const shape = train.inputShape.join(' × ');
  const rows = [
    ['entraînement', number(train.size), shape, 'apprendre'],
    ['validation', number(validation.size), shape, 'choisir (arrêt, taux)'],
    ['test', number(test.size), shape, 'juger, une fois'],
  ];
  const source = { sample: 'échantillon fourni', full: 'jeu complet', own: 'vos fichiers' }[provenance.source];
  const degraded = provenance.encoding === 'jpeg' ? ' ; images passées par JPEG, donc un peu dégradées' : '';
  const caption = `${provenance.name}, ${source}${degraded} ; ${classNames.length} classes : ${classNames.join(', ')}. Licence : ${licenceText(provenance.licence)}.`;
  return shownTable([{ title: 'Partie' }, right('Exemples'), right('Forme'), { title: 'Sert à' }], rows, { caption });
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
  const foot = [row('moyenne des classes', macroAverage), row('moyenne pondérée', weightedAverage)];
  const never = warnings.flatMap(({ metric, classNames }) => (metric === 'precision' ? classNames : []));
  const caption = `Exactitude : ${percent(accuracy)}.${never.length > 0 ? ` Jamais prédite, précision comptée 0 : ${never.join(', ')}.` : ''}`;
  const columns = [{ title: 'Classe' }, right('Précision'), right('Rappel'), right('F1'), right('Exemples')];
  return shownTable(
    columns,
    classes.map((scores) => row(scores.className, scores)),
    { caption, foot },
  );
}

/** A number, or one that is written already: `85,8 %`, `2 min 05 s`, `0,67 ms`, `1,5 point`. */
const isQuantity = (value: unknown) =>
  typeof value === 'number' ||
  (typeof value === 'string' && /^−?[\d,\s]+(%|points?|Mo|ms|s|min\b.*|h\b.*)?$/.test(value));

/** Any rows; numbers are written the French way, and where a row lacks a column its place stays empty. */
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
