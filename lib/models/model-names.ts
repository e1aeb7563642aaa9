/** The names under which models are registered; here by themselves, for who needs no TensorFlow to know them. */
export const modelNames = [
  'cifarCnn',
  'mnistCnn',
  'mnistLstm',
  'denseAutoencoder',
  'brainTumorCnn',
  'pooledCnn',
  'cnnMfcc',
  'crnnMfcc',
  'inceptionV3',
  'efficientNetB0',
  'efficientNetB1',
  'efficientNetB2',
  'efficientNetB3',
  'efficientNetLite0',
  'resNet18',
  'aisfx',
] as const;

export type ModelName = (typeof modelNames)[number];
