import { duration, number, percent, points } from '../plots/french';

type Unit = 'share' | 'points' | 'seconds' | 'milliseconds';

interface ResultName {
  /** As it stands in a table, without the article. */
  readonly french: string;
  /** Nothing where it is a count or a plain number. */
  readonly unit?: Unit;
}

/** Every number that a lesson records, that a config expects or that a document claims, as French readers call it. */
const names: Readonly<Record<string, ResultName>> = {
  accuracy: { french: 'exactitude', unit: 'share' },
  bestEpoch: { french: 'meilleure époque' },
  boatAccuracy: { french: 'exactitude des bateaux', unit: 'share' },
  carAccuracy: { french: 'exactitude des voitures', unit: 'share' },
  catDogConfusions: { french: 'chats et chiens confondus' },
  cnnAccuracy: { french: 'exactitude du CNN', unit: 'share' },
  cnnLatencyMs: { french: 'temps de réponse du CNN, une image', unit: 'milliseconds' },
  cnnLoss: { french: 'perte du CNN' },
  cnnParameters: { french: 'paramètres du CNN' },
  cnnSeconds: { french: 'entraînement du CNN', unit: 'seconds' },
  epoch5ValidationLoss: { french: 'perte de validation à l’époque 5' },
  epochs: { french: 'époques' },
  examples: { french: 'exemples lus' },
  expectedCalibrationError: { french: 'écart moyen entre confiance et exactitude', unit: 'points' },
  loss: { french: 'perte' },
  lstmAccuracy: { french: 'exactitude du LSTM', unit: 'share' },
  lstmFlippedAccuracy: { french: 'exactitude du LSTM, lignes de bas en haut', unit: 'share' },
  lstmLatencyMs: { french: 'temps de réponse du LSTM, une image', unit: 'milliseconds' },
  lstmLoss: { french: 'perte du LSTM' },
  lstmParameters: { french: 'paramètres du LSTM' },
  lstmSeconds: { french: 'entraînement du LSTM', unit: 'seconds' },
  mcnemarP: { french: 'CNN contre LSTM, p de McNemar' },
  meanLoss: { french: 'perte de l’image moyenne' },
  parameters: { french: 'paramètres' },
  pcaLoss: { french: 'perte de l’ACP' },
  planesTakenForBoats: { french: 'avions pris pour des bateaux' },
  productSum: { french: 'somme du produit de deux matrices' },
  reliableAccuracy: { french: 'exactitude des réponses à plus de 70\u202f% de confiance', unit: 'share' },
  reliableConfidence: { french: 'confiance dite fiable', unit: 'share' },
  seconds: { french: 'entraînement', unit: 'seconds' },
  testImages: { french: 'images de test' },
  trainAccuracy: { french: 'exactitude sur l’entraînement', unit: 'share' },
  truckAccuracy: { french: 'exactitude des camions', unit: 'share' },
};

/** Names that have no French one yet. */
export const unnamed = (all: readonly string[]): string[] => all.filter((name) => !(name in names));

/** The French name of a recorded result or of a document's claim; its own where it has none. */
export const resultName = (name: string): string => names[name]?.french ?? name;

/** Its value with its unit: `85,79 %`, `12,3 s`, `0,41 ms`, `686 506`, `4,3 × 10⁻¹⁰`. */
export function resultText(name: string, value: number): string {
  const unit = names[name]?.unit;
  // Documents state shares to a hundredth of a percent: these digits are kept.
  if (unit === 'share') return percent(value, Number((1000 * value).toPrecision(12)) % 1 === 0 ? 1 : 2);
  if (unit === 'points') return points(value);
  if (unit === 'seconds') return duration(value);
  return unit === 'milliseconds' ? `${number(value)}\u00a0ms` : number(value);
}
