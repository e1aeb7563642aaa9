/**
 * Graphs for one example at a time.
 *
 * Handing each of many small ops to other threads costs more than they save, and so does making a tensor of numbers
 * that are read the next moment. Here a graph is a TensorFlow session with one thread, the caller's: numbers go in,
 * numbers come out.
 */

import { backend, tf } from './backend';
import { DataType } from './graph';
import { tidyData, valuesTensor } from './operation';
import { bytesField, concat, varintField } from './protobuf';
import { traceFunction } from './trace';
import { keepValues } from './variables';

export interface SingleThreaded {
  /**
   * @param values row-major values of the function's input, bytes or float32.
   * @param shape of the input.
   * @returns the float32 values of the output, row-major.
   */
  (values: Uint8Array | Float32Array, shape: readonly number[]): Float32Array;
  /** Gives back the memory of all graphs, and of `constants`. */
  dispose(): void;
}

/** Sessions of functions that nobody holds any more are closed too. */
const abandoned = new FinalizationRegistry<() => void>((release) => release());

/**
 * `compile` for a function of one tensor that is asked for one small answer after the other.
 *
 * Numbers instead of tensors, one thread instead of all; each shape and dtype of the input is a graph of its own. The
 * variables that the function reads must be among `constants` (see compile.ts), and it may write none.
 *
 * @throws Error where the function cannot be traced, uses a variable that is not constant, acts on something outside
 * (prints, writes summaries), or returns anything but one tensor.
 */
export function compileForOneThread(
  traced: (input: tf.Tensor) => tf.Tensor,
  { constants = [] }: { readonly constants?: readonly tf.Variable[] } = {},
): SingleThreaded {
  const kept = keepValues(constants);
  const fn = (input: tf.Tensor) => kept.use(() => traced(input));
  const sessions = new Map<string, number>();
  const call = (values: Uint8Array | Float32Array, shape: readonly number[]): Float32Array => {
    const dtype = values instanceof Float32Array ? DataType.float32 : DataType.uint8;
    if (process.env.CAHIER_EAGER === '1') return tidyData(() => fn(valuesTensor(values, shape)));
    const signature = `${dtype}[${shape}]`;
    let session = sessions.get(signature);
    if (session === undefined) {
      session = tf.tidy(() => open(fn, valuesTensor(values, shape)));
      sessions.set(signature, session);
    }
    return backend.binding.runSession(session, dtype, shape, values);
  };
  const release = () => {
    for (const session of sessions.values()) backend.binding.closeSession(session);
    sessions.clear();
    kept.dispose();
  };
  const compiled = Object.defineProperties(call, { dispose: { value: release } }) as unknown as SingleThreaded;
  abandoned.register(compiled, release);
  return compiled;
}

function open(fn: (input: tf.Tensor) => tf.Tensor, input: tf.Tensor): number {
  const { graph, variables } = traceFunction(([x]) => fn(x), [input], 'constant');
  if (variables.length > 0) {
    const { name } = variables[0].variable;
    throw new Error(`compileForOneThread: variable ${name} is used; it must be one of the constants`);
  }
  if (graph.outputs.length !== 1 || graph.arguments.length !== 1 || graph.effects.length > 0) {
    throw new Error(
      `compileForOneThread: the function has ${graph.outputs.length} outputs and ${graph.effects.length} effects; it may have one output, and no effect`,
    );
  }
  return backend.binding.openSession(graph.definition, CONFIG, graph.arguments[0], graph.outputs[0]);
}

/** A serialized ConfigProto (tensorflow/core/protobuf/config.proto): one thread within ops, one op after the other. */
const CONFIG = sessionConfig();

function sessionConfig(): Uint8Array {
  const executor = bytesField(3, Buffer.from('SINGLE_THREADED_EXECUTOR'));
  return concat([varintField(2, 1), bytesField(16, executor)]);
}
