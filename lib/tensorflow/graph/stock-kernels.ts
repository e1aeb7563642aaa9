/** Kernels of tfjs-node 4.22 that are wrong, or wrong in a trace, each with another around it. */

import { tf } from './backend';
import { copyWhileTracing } from './variables';

type Inputs = Record<string, tf.TensorInfo>;

/** What a kernel gives, and `stock`, which is that of tfjs-node, on the same or on other inputs. */
type Kernel = (inputs: Inputs, stock: (inputs: Inputs) => tf.TensorInfo) => tf.TensorInfo;

function replace(name: string, kernel: Kernel): void {
  const { kernelFunc } = tf.getKernel(name, 'tensorflow');
  tf.unregisterKernel(name, 'tensorflow');
  tf.registerKernel({
    kernelName: name,
    backendName: 'tensorflow',
    kernelFunc: (call) => kernel(call.inputs as Inputs, (inputs) => kernelFunc({ ...call, inputs }) as tf.TensorInfo),
  });
}

// A clone shares the entry of its origin, which a variable changes: `const before = v.clone(); v.assign(...)`.
replace('Identity', (inputs, stock) => copyWhileTracing(inputs.x) ?? stock(inputs));

// TensorFlow 2.21 rounds whole numbers to zero.
replace('Round', (inputs, stock) => (inputs.x.dtype === 'int32' ? tf.clone(inputs.x as tf.Tensor) : stock(inputs)));

// Of whole numbers the stock kernel disposes the caller's tensor, and not its own.
replace('Exp', (inputs, stock) => {
  if (inputs.x.dtype !== 'int32') return stock(inputs);
  const x = tf.cast(inputs.x as tf.Tensor, 'float32');
  const result = stock({ x });
  x.dispose();
  return result;
});

// TensorFlow 2.21 joins no scalars any more, as tfjs-node's histograms do (tf.node.summaryFileWriter).
replace('Concat', (inputs, stock) => {
  const tensors = Object.values(inputs) as tf.Tensor[];
  return tensors.every(({ shape }) => shape.length === 0) ? tf.stack(tensors) : stock(inputs);
});
