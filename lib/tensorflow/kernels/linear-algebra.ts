import type { tf } from '../graph/backend';
import { FLOAT, nativeAll } from '../graph/operation';

/** QR decomposition of a tall matrix [m, n]: Q [m, n] with orthonormal columns, R [n, n] upper triangular. */
export function qr(x: tf.Tensor): [q: tf.Tensor2D, r: tf.Tensor2D] {
  return nativeAll('Qr', [x], { T: FLOAT, full_matrices: false }, 2) as [tf.Tensor2D, tf.Tensor2D];
}

/** Eigenvalues [n], ascending, and eigenvectors [n, n], in columns, of a symmetric matrix. */
export function symmetricEigen(x: tf.Tensor): [values: tf.Tensor1D, vectors: tf.Tensor2D] {
  return nativeAll('SelfAdjointEigV2', [x], { T: FLOAT, compute_v: true }, 2) as [tf.Tensor1D, tf.Tensor2D];
}
