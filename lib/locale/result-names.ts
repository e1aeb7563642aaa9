import { getLocale } from './locale';
import { duration, number, percent, points } from './numbers';

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
  aisfxFoldsAccuracy: { french: 'exactitude de la sonde aisfx, moyenne des plis', unit: 'share' },
  animalsAccuracy: { french: 'exactitude sur les animaux', unit: 'share' },
  backpropagationError: { french: 'écart de la rétropropagation à la main' },
  baselineAccuracy: { french: 'exactitude du modèle de comparaison', unit: 'share' },
  bestAccuracy: { french: 'exactitude de la configuration « best », moyenne des graines', unit: 'share' },
  bestEnsembleAccuracy: { french: 'exactitude du vote des graines', unit: 'share' },
  bestEpoch: { french: 'meilleure époque' },
  bestEpochAccuracy: { french: 'exactitude de validation à la meilleure époque', unit: 'share' },
  bestGliomaRecall: { french: 'rappel des gliomes, « best »', unit: 'share' },
  bestHighestAccuracy: { french: 'exactitude de la meilleure graine', unit: 'share' },
  bestLowestAccuracy: { french: 'exactitude de la moins bonne graine', unit: 'share' },
  bestModel1McnemarP: { french: '« best » contre modèle 1, p de McNemar' },
  activeCodes: { french: 'nombres du goulot qui servent' },
  birdThreshold: { french: 'seuil des oiseaux', unit: 'share' },
  boatAccuracy: { french: 'exactitude des bateaux', unit: 'share' },
  bothFoldsAccuracy: { french: 'exactitude de la sonde sur les deux réseaux, moyenne des plis', unit: 'share' },
  carAccuracy: { french: 'exactitude des voitures', unit: 'share' },
  catDogConfusions: { french: 'chats et chiens confondus' },
  chosenShiftedRecall: { french: 'tumeurs d’une autre source reconnues, remède choisi', unit: 'share' },
  clips: { french: 'extraits' },
  cnnAccuracy: { french: 'exactitude du CNN', unit: 'share' },
  cnnFoldsAccuracy: { french: 'exactitude du CNN, moyenne des plis', unit: 'share' },
  cnnLatencyMs: { french: 'temps de réponse du CNN, une image', unit: 'milliseconds' },
  cnnLoss: { french: 'perte du CNN' },
  cnnParameters: { french: 'paramètres du CNN' },
  cnnSeconds: { french: 'entraînement du CNN', unit: 'seconds' },
  crnnGain: { french: 'gain du CRNN sur le CNN', unit: 'points' },
  crnnMcnemarP: { french: 'CNN contre CRNN, p de McNemar' },
  detected: { french: 'animaux reconnus dans la minute' },
  documentParameters: { french: 'paramètres à sept classes' },
  duplicatesAcross: { french: 'paires presque identiques entre entraînement et test' },
  duplicatesWithinTrain: { french: 'paires presque identiques dans l’entraînement' },
  epoch5ValidationLoss: { french: 'perte de validation à l’époque 5' },
  epochs: { french: 'époques' },
  examples: { french: 'exemples lus' },
  expectedCalibrationError: { french: 'écart moyen entre confiance et exactitude', unit: 'points' },
  extractionSeconds: { french: 'préparation des extraits', unit: 'seconds' },
  fineTunedFoldsAccuracy: { french: 'exactitude de Lite0 affiné, moyenne des plis', unit: 'share' },
  foldsAccuracy: { french: 'exactitude, moyenne des plis', unit: 'share' },
  foldsAccuracyDeviation: { french: 'écart type entre plis', unit: 'points' },
  gradientError: { french: 'écart entre gradient calculé et pente mesurée' },
  framesOf3s: { french: 'trames en 3\u00a0s' },
  framesOf4s: { french: 'trames en 4\u00a0s' },
  insectThreshold: { french: 'seuil des insectes', unit: 'share' },
  lastEpochAccuracy: { french: 'exactitude de validation à la dernière époque', unit: 'share' },
  loss: { french: 'perte' },
  largestDifference: { french: 'plus grand écart entre trois calculs des poids' },
  lstmAccuracy: { french: 'exactitude du LSTM', unit: 'share' },
  lstmFlippedAccuracy: { french: 'exactitude du LSTM, lignes de bas en haut', unit: 'share' },
  lstmLatencyMs: { french: 'temps de réponse du LSTM, une image', unit: 'milliseconds' },
  lstmLoss: { french: 'perte du LSTM' },
  lstmParameters: { french: 'paramètres du LSTM' },
  lstmSeconds: { french: 'entraînement du LSTM', unit: 'seconds' },
  mammalThreshold: { french: 'seuil des mammifères', unit: 'share' },
  mcnemarP: { french: 'CNN contre LSTM, p de McNemar' },
  meanLoss: { french: 'perte de l’image moyenne' },
  meydaCosine: { french: 'cosinus entre les MFCC de Meyda et de librosa' },
  model12McnemarP: { french: 'modèle 1 contre modèle 2, p de McNemar' },
  neuronAccuracy: { french: 'exactitude du neurone seul', unit: 'share' },
  model1Accuracy: { french: 'exactitude du modèle 1', unit: 'share' },
  model1AucGlioma: { french: 'aire ROC du modèle 1, gliome' },
  model1AucMeningioma: { french: 'aire ROC du modèle 1, méningiome' },
  model1AucNoTumor: { french: 'aire ROC du modèle 1, sans tumeur' },
  model1AucPituitary: { french: 'aire ROC du modèle 1, hypophyse' },
  model1F1: { french: 'F1 pondéré du modèle 1', unit: 'share' },
  model1Loss: { french: 'perte du modèle 1' },
  model1Precision: { french: 'précision pondérée du modèle 1', unit: 'share' },
  model1Recall: { french: 'rappel pondéré du modèle 1', unit: 'share' },
  model2Accuracy: { french: 'exactitude du modèle 2', unit: 'share' },
  model2AucGlioma: { french: 'aire ROC du modèle 2, gliome' },
  model2AucMeningioma: { french: 'aire ROC du modèle 2, méningiome' },
  model2AucNoTumor: { french: 'aire ROC du modèle 2, sans tumeur' },
  model2AucPituitary: { french: 'aire ROC du modèle 2, hypophyse' },
  model2F1: { french: 'F1 pondéré du modèle 2', unit: 'share' },
  model2Loss: { french: 'perte du modèle 2' },
  model2Precision: { french: 'précision pondérée du modèle 2', unit: 'share' },
  model2Recall: { french: 'rappel pondéré du modèle 2', unit: 'share' },
  model3Accuracy: { french: 'exactitude du modèle 3', unit: 'share' },
  model3AucGlioma: { french: 'aire ROC du modèle 3, gliome' },
  model3AucMeningioma: { french: 'aire ROC du modèle 3, méningiome' },
  model3AucNoTumor: { french: 'aire ROC du modèle 3, sans tumeur' },
  model3AucPituitary: { french: 'aire ROC du modèle 3, hypophyse' },
  model3F1: { french: 'F1 pondéré du modèle 3', unit: 'share' },
  model3Loss: { french: 'perte du modèle 3' },
  model3Precision: { french: 'précision pondérée du modèle 3', unit: 'share' },
  model3Recall: { french: 'rappel pondéré du modèle 3', unit: 'share' },
  overAccuracy: { french: 'exactitude, sur-échantillonnage', unit: 'share' },
  parameters: { french: 'paramètres' },
  parametersB0: { french: 'paramètres de B0 à mille classes' },
  parametersB0SixClasses: { french: 'paramètres de B0 à six classes' },
  pcaLoss: { french: 'perte de l’ACP' },
  plainShiftedRecall: { french: 'tumeurs d’une autre source reconnues, sans remède', unit: 'share' },
  planesTakenForBoats: { french: 'avions pris pour des bateaux' },
  probeAccuracy: { french: 'exactitude de la sonde', unit: 'share' },
  probeFoldsAccuracy: { french: 'exactitude de la sonde Lite0, moyenne des plis', unit: 'share' },
  productSum: { french: 'somme du produit de deux matrices' },
  reliableAccuracy: { french: 'exactitude des réponses à plus de 70\u202f% de confiance', unit: 'share' },
  reliableConfidence: { french: 'confiance dite fiable', unit: 'share' },
  resnetAccuracy: { french: 'exactitude de ResNet-18 de zéro', unit: 'share' },
  resnetMcnemarP: { french: 'ResNet-18 contre EfficientNet, p de McNemar' },
  resnetTarget: { french: 'exactitude visée de ResNet-18', unit: 'share' },
  scratchAccuracy: { french: 'exactitude de zéro', unit: 'share' },
  seconds: { french: 'entraînement', unit: 'seconds' },
  segmentOverlap: { french: 'recouvrement des segments', unit: 'seconds' },
  segmentSeconds: { french: 'durée des segments', unit: 'seconds' },
  shuffledStepsAccuracy: { french: 'exactitude du CRNN, instants mélangés', unit: 'share' },
  simpleAccuracy: { french: 'exactitude d’une couche dense seule', unit: 'share' },
  sounding: { french: 'animaux de la minute' },
  syntheticAccuracy: { french: 'exactitude, images synthétiques', unit: 'share' },
  targetAccuracy: { french: 'exactitude visée', unit: 'share' },
  targetF1: { french: 'F1 macro visé', unit: 'share' },
  testImages: { french: 'images de test' },
  trainAccuracy: { french: 'exactitude sur l’entraînement', unit: 'share' },
  trainImages: { french: 'images d’entraînement' },
  truckAccuracy: { french: 'exactitude des camions', unit: 'share' },
  underAccuracy: { french: 'exactitude, sous-échantillonnage', unit: 'share' },
  weightsAccuracy: { french: 'exactitude, poids de classes', unit: 'share' },
};

/** Names that have no French one yet. */
export const unnamed = (all: readonly string[]): string[] => all.filter((name) => !(name in names));

/** What a recorded result or a document's claim is called; in English by its own words: `best epoch accuracy`. */
export function resultName(name: string): string {
  if (getLocale() === 'fr') return names[name]?.french ?? name;
  return name.replace(/(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])/g, ' ').toLowerCase();
}

/** Its value with its unit: `85,79 %`, `12,3 s`, `0,41 ms`, `686 506`, `4,3 × 10⁻¹⁰`. */
export function resultText(name: string, value: number): string {
  const unit = names[name]?.unit;
  // Documents state shares to a hundredth of a percent: these digits are kept.
  if (unit === 'share') return percent(value, Number((1000 * value).toPrecision(12)) % 1 === 0 ? 1 : 2);
  if (unit === 'points') return points(value);
  if (unit === 'seconds') return duration(value);
  return unit === 'milliseconds' ? `${number(value)}\u00a0ms` : number(value);
}
