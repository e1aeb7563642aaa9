import { draw, mixSeed, qr, symmetricEigen, tf } from '../tensorflow';

export interface PcaConfig {
  /** Numbers kept of each example. */
  readonly components: number;
  readonly seed?: number;
}

/** A linear autoencoder, fitted at once: the honest baseline of every other one. */
export type Pca = {
  /** float32 [1, size] */
  readonly mean: tf.Tensor2D;
  /** float32 [components, size], orthonormal rows by falling variance. */
  readonly axes: tf.Tensor2D;
  /** Variance along each axis, float32 [components]. */
  readonly variances: tf.Tensor1D;
};

/** Iterations of the subspace; image data needs far fewer for six digits of the reconstruction error. */
const ITERATIONS = 40;

/**
 * Principal component analysis (Pearson 1901) by orthogonal iteration on the covariance matrix, with some axes more
 * than are kept so that the last ones converge too (Golub and Van Loan, Matrix Computations, section 8.2).
 *
 * @param x float32 [examples, size]
 * @throws RangeError where more components are asked for than there are dimensions or examples.
 */
export function fitPca(x: tf.Tensor2D, { components, seed = 0 }: PcaConfig): Pca {
  const [count, size] = x.shape;
  if (components < 1 || components > Math.min(count - 1, size)) {
    throw new RangeError(
      `PCA of ${count} examples of ${size} numbers has 1 to ${Math.min(count - 1, size)} components, not ${components}`,
    );
  }
  const width = Math.min(size, components + 16);
  return tf.tidy(() => {
    const mean = x.mean(0, true) as tf.Tensor2D;
    const centred = x.sub(mean) as tf.Tensor2D;
    const covariance = tf.matMul(centred, centred, true).div(count - 1) as tf.Tensor2D;
    let basis = qr(draw('normal', [size, width], tf.tensor1d([mixSeed(seed, 0), 0], 'int32')))[0];
    for (let i = 0; i < ITERATIONS; i++) {
      const [next] = qr(tf.matMul(covariance, basis));
      basis.dispose();
      basis = next;
    }
    // Rotate the basis of the subspace onto its own principal axes.
    const small = tf.matMul(basis, tf.matMul(covariance, basis), true);
    const [eigenvalues, eigenvectors] = symmetricEigen(small);
    const { values, indices } = tf.topk(eigenvalues, components);
    const axes = tf.matMul(basis, tf.gather(eigenvectors, indices, 1)).transpose() as tf.Tensor2D;
    return { mean, axes, variances: values };
  });
}

/** Squeezes examples to their components and draws them again, float32 [examples, size]. */
export function reconstruct({ mean, axes }: Pca, x: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(
    () => tf.matMul(tf.matMul(x.sub(mean) as tf.Tensor2D, axes, false, true), axes).add(mean) as tf.Tensor2D,
  );
}

/** Where examples lie on the axes, float32 [examples, components]. */
export function project({ mean, axes }: Pca, x: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.matMul(x.sub(mean) as tf.Tensor2D, axes, false, true) as tf.Tensor2D);
}
