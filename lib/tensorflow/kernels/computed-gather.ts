/**
 * `tf.gather` with indices that are computed, in a compiled function: tfjs' own kernel looks at them to see that none
 * is out of range, which a graph cannot; there TensorFlow itself does. Its gradient is tfjs' own.
 */

import { backend, tf } from '../graph/backend';
import { INT32, int, native } from '../graph/operation';
import { tracing } from '../graph/trace';

const { backendName, kernelName, kernelFunc } = tf.getKernel('GatherV2', 'tensorflow');

const type = (x: tf.TensorInfo) => ({ kind: INT32.kind, value: backend.tensorMap.get(x.dataId).dtype });

tf.unregisterKernel(kernelName, backendName);
tf.registerKernel({
  kernelName,
  backendName,
  kernelFunc(call) {
    if (!tracing()) return kernelFunc(call);
    const { x, indices } = call.inputs as { x: tf.Tensor; indices: tf.Tensor };
    const { axis, batchDims } = call.attrs as unknown as { axis: number; batchDims: number };
    const axisTensor = tf.scalar(axis, 'int32');
    const types = { Tparams: type(x), Tindices: type(indices), Taxis: INT32 };
    const rows = native('GatherV2', [x, indices, axisTensor], { ...types, batch_dims: int(batchDims) });
    axisTensor.dispose();
    return rows;
  },
});
