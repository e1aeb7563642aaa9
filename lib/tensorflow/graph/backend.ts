/**
 * Loads TensorFlow once, quietly, and hands out `tf`. Nothing else in the project imports `@tensorflow/*`.
 *
 * The native binding is the package's own source, compiled by `npm start` against the TensorFlow of the Python
 * wheel, plus some calls of ours (lib/tensorflow/native/binding.cc).
 */

import './environment';
import * as tf from '@tensorflow/tfjs-node-gpu';

export { tf };

/** One attribute of a native op, as the binding wants it. */
export interface NativeAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** What the binding tells about a tensor that an op made: its native id, its shape and TensorFlow's own dtype number. */
export interface NativeTensor {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

export interface Binding {
  createTensor(shape: number[], dtype: number, values: unknown): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): unknown;
  executeOp(name: string, attributes: NativeAttribute[], inputs: number[], outputs: number): NativeTensor[];
  defineFunction(name: string, graphDef: Uint8Array, inputs: string, outputs: string, controls: string): void;
  removeFunction(name: string): void;
  openSession(graphDef: Uint8Array, config: Uint8Array, input: string, output: string): number;
  runSession(session: number, dtype: number, shape: readonly number[], values: Uint8Array | Float32Array): Float32Array;
  closeSession(session: number): void;
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  readonly TF_Version: string;
  /** The form in which our own operations run, by the processor's ability or CAHIER_PROCESSOR (native/processor.h). */
  readonly processor: 'generic' | 'x86-64-v3' | 'x86-64-v4';
}

/** The backend's entry for one tensor. `values` are numbers from JavaScript that were not handed to TensorFlow yet. */
export interface TensorEntry {
  shape: number[];
  dtype: number;
  id: number;
  values: unknown;
  refCount: number;
}

/** The parts of tfjs-node's backend that this folder builds on; they are private there, so they are typed here. */
export interface Backend {
  binding: Binding;
  tensorMap: { get(dataId: object): TensorEntry; has(dataId: object): boolean };
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  executeSingleOutput(op: string, attributes: NativeAttribute[], inputs: readonly tf.TensorInfo[]): tf.Tensor;
  createOutputTensor(tensor: NativeTensor): tf.Tensor;
  write(values: unknown, shape: number[], dtype: tf.DataType): object;
  disposeData(dataId: object, force?: boolean): boolean;
  read(dataId: object): Promise<unknown>;
  readSync(dataId: object): unknown;
}

export const backend = tf.backend() as unknown as Backend;

// The binding's functions are read-only properties. A plain copy in its place lets a trace listen to each op.
const native = backend.binding as unknown as Record<string, unknown>;
backend.binding = Object.fromEntries(
  Object.getOwnPropertyNames(native).map((name) => [name, native[name]]),
) as unknown as Binding;

/** The parts of tfjs' engine that this folder builds on, private as well. */
export interface Engine {
  readonly backend: unknown;
  readonly state: {
    readonly gradientDepth: number;
    readonly kernelDepth: number;
    readonly registeredVariables: Readonly<Record<string, tf.Variable>>;
    readonly tensorInfo: { has(dataId: object): boolean };
    activeTape?: TapeNode[] | null;
  };
  keep(tensor: tf.Tensor): tf.Tensor;
  disposeVariable(variable: tf.Variable): void;
  gradients(f: () => tf.Tensor, xs: tf.Tensor[], dy?: tf.Tensor, allowNoGradients?: boolean): unknown;
}

/** One kernel that ran while a gradient was asked for. */
export interface TapeNode {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly outputs: readonly tf.Tensor[];
  readonly saved: readonly tf.Tensor[];
}

export const engine = tf.engine() as unknown as Engine;

/** Why a tensor cannot be handed to TensorFlow, to follow its name: "is disposed"; undefined where it can. */
export function unusable(tensor: tf.TensorInfo): string | undefined {
  if (tensor.dataId === undefined || engine.state.tensorInfo.has(tensor.dataId)) return undefined;
  return tensor instanceof tf.Tensor && !tensor.isDisposed ? 'belongs to another copy of tfjs' : 'is disposed';
}

/** @throws Error where tfjs computes elsewhere, as after tf.setBackend('cpu'). */
export function requireTensorFlow(who: string): void {
  if (engine.backend === backend) return;
  const name = tf.getBackend();
  throw new Error(
    name === 'tensorflow'
      ? `${who}: tf.engine().reset() has made the backend anew, and all that was on it is gone; begin a new process.`
      : `${who}: the backend is ${name}, this runs on TensorFlow alone; call tf.setBackend('tensorflow') first.`,
  );
}

/** Native ids of tensors, which TensorFlow is given now if it has not yet got them. */
export function nativeIds(who: string, tensors: readonly tf.Tensor[]): number[] {
  requireTensorFlow(who);
  tensors.forEach((tensor, i) => {
    const reason = unusable(tensor);
    if (reason !== undefined) throw new Error(`${who}: input ${i + 1} ${reason}.`);
  });
  return backend.getInputTensorIds(tensors);
}

/** TensorFlow's version, `"2.21.0"`, of the library that is really loaded. */
export const tensorflowVersion: string = backend.binding.TF_Version;

/** True where TensorFlow computes on a GPU. */
export const usesGpu: boolean = backend.binding.isUsingGpuDevice();
