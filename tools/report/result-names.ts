/** How the index page calls a recorded result or a claim of the document. What is not listed keeps its own name. */
const NAMES: Record<string, string> = {
  accuracy: 'exactitude',
  boatAccuracy: 'exactitude des bateaux',
  carAccuracy: 'exactitude des voitures',
  catDogConfusions: 'confusions entre chat et chien',
  cnnAccuracy: 'exactitude du CNN',
  cnnParameters: 'paramètres du CNN',
  cnnSeconds: 'durée du CNN (s)',
  epoch5ValidationLoss: 'perte de validation à l’époque 5',
  epochs: 'époques',
  loss: 'perte',
  lstmAccuracy: 'exactitude du LSTM',
  lstmParameters: 'paramètres du LSTM',
  lstmSeconds: 'durée du LSTM (s)',
  parameters: 'paramètres',
  pcaLoss: 'perte de l’ACP',
  planesTakenForBoats: 'avions pris pour des bateaux',
  reliableConfidence: 'confiance dite fiable',
  seconds: 'durée (s)',
  truckAccuracy: 'exactitude des camions',
};

export const resultName = (name: string): string => NAMES[name] ?? name;
