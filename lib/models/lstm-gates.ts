/** Keras' defaults, where tfjs has others: no hard sigmoid, and at first a cell forgets little. */
export const LSTM_GATES = {
  recurrentActivation: 'sigmoid',
  kernelInitializer: 'glorotUniform',
  unitForgetBias: true,
} as const;
