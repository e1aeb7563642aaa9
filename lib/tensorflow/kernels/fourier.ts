import { tf } from '../graph/backend';
import { COMPLEX, FLOAT, native } from '../graph/operation';

/**
 * Squared magnitude of the discrete Fourier transform of real rows, by TensorFlow's real FFT.
 * @param x float32 [..., n]
 * @returns float32 [..., n / 2 + 1], from 0 Hz to the Nyquist frequency.
 */
export function powerSpectrum(x: tf.Tensor): tf.Tensor {
  const length = tf.tensor1d([x.shape[x.rank - 1]], 'int32');
  const spectrum = native('RFFT', [x, length], { Treal: FLOAT, Tcomplex: COMPLEX });
  const part = (op: 'Real' | 'Imag') => native(op, [spectrum], { T: COMPLEX, Tout: FLOAT }).square();
  return part('Real').add(part('Imag'));
}
