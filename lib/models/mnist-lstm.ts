import { tf } from '../tensorflow';
import { LSTM_GATES } from './lstm-gates';

export interface MnistLstmConfig {
  readonly numClasses?: number;
  /** Units of the first LSTM, which hands on all its states, and of the second, which hands on the last. */
  readonly lstmUnits?: readonly [number, number];
  readonly units?: number;
}

/**
 * An image read as a sequence, one row of pixels a time step, by two stacked LSTMs: 139,402 parameters.
 *
 * [batch, 28 steps, 28] in [0, 1] -> [28, 128] -> [64] -> probabilities [batch, 10].
 */
export function mnistLstm({
  numClasses = 10,
  lstmUnits = [128, 64],
  units = 128,
}: MnistLstmConfig = {}): tf.LayersModel {
  const { lstm, dropout, dense } = tf.layers;
  return tf.sequential({
    name: 'mnist_lstm',
    layers: [
      lstm({ ...LSTM_GATES, inputShape: [28, 28], units: lstmUnits[0], returnSequences: true }),
      dropout({ rate: 0.2 }),
      lstm({ ...LSTM_GATES, units: lstmUnits[1] }),
      dropout({ rate: 0.2 }),
      dense({ units, activation: 'relu' }),
      dropout({ rate: 0.5 }),
      dense({ units: numClasses, activation: 'softmax' }),
    ],
  });
}
