/** Kernels of tfjs-node 4.22 that are wrong, or wrong in a trace, each with another in its place. */

import { backend, tf } from './backend';
import { copyWhileTracing } from './variables';

type Kernel = (input: tf.Tensor) => tf.TensorInfo;

const stockOf = (name: string): Kernel => {
  const kernel = tf.getKernel(name, 'tensorflow');
  return (x) => kernel.kernelFunc({ inputs: { x }, attrs: {}, backend }) as tf.TensorInfo;
};

function replace(name: string, kernel: Kernel): void {
  tf.unregisterKernel(name, 'tensorflow');
  tf.registerKernel({
    kernelName: name,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs }) => kernel(inputs.x as tf.Tensor),
  });
}

// A clone shares the entry of its origin, which a variable changes: `const before = v.clone(); v.assign(...)`.
const identity = stockOf('Identity');
replace('Identity', (x) => copyWhileTracing(x) ?? identity(x));

// TensorFlow 2.21 rounds whole numbers to zero.
const round = stockOf('Round');
replace('Round', (x) => (x.dtype === 'int32' ? tf.clone(x) : round(x)));

// Of whole numbers the stock kernel disposes the caller's tensor, and not its own.
const exp = stockOf('Exp');
replace('Exp', (x) => {
  if (x.dtype !== 'int32') return exp(x);
  const real = x.toFloat();
  const result = exp(real);
  real.dispose();
  return result;
});
