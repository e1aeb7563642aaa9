/**
 * Variables that native ops update in place.
 *
 * A `tf.Variable` of tfjs holds an immutable tensor and is given a new one at each assignment. TensorFlow's resource
 * variables are memory that ops such as ResourceApplyAdam change where it lies. `bindVariable` joins the two: the
 * value moves into a resource, and the variable's entry in the backend reads it from there when, and only when,
 * somebody looks. So eager code (predict, save, getWeights) always sees the present value, and nothing is copied
 * in a step that nobody watches.
 */

import { backend, nativeIds, requireTensorFlow, type TensorEntry, tf, unusable } from './backend';
import { attributes, shape as shapeAttribute, toTensor } from './operation';

const typeOf = (dtype: number) => attributes({ dtype: { kind: 4, value: dtype } });

/** A variable's native side. `readId` is the tensor of the last read, while it is still true. */
export interface Resource {
  readonly variable: tf.Variable;
  readonly handle: number;
  readonly dtype: number;
  readonly shape: readonly number[];
  readId: number | undefined;
}

/** While a function is traced, variables are used and read through the trace; `outside` runs something unheard. */
export interface VariableListener {
  use(resource: Resource): unknown;
  read(resource: Resource): number;
  /** A tensor of its own where the given one is a variable, or is found by a variable's entry. */
  copy(tensor: tf.TensorInfo): tf.Tensor | undefined;
  outside<T>(action: () => T): T;
}

const resources = new WeakMap<object, Resource>();
let listener: VariableListener | undefined;
let created = 0;

export function setVariableListener(next: VariableListener | undefined): void {
  listener = next;
}

/** What a variable is at this point of a trace, as a tensor that stays so; undefined for other tensors, and outside. */
export const copyWhileTracing = (tensor: tf.TensorInfo): tf.Tensor | undefined => listener?.copy(tensor);

/** The resource behind a variable; its value moves there at the first call. */
export function bindVariable(variable: tf.Variable): Resource {
  if (fixed.has(variable)) throw new Error(`variable ${variable.name} is a constant here: it cannot be written`);
  requireTensorFlow(`variable ${variable.name}`);
  if (listener === undefined) return ownResource(variable);
  const resource = listener.outside(() => ownResource(variable));
  listener.use(resource);
  return resource;
}

function ownResource(variable: tf.Variable): Resource {
  // tf.disposeVariables() takes their data and marks none.
  if (variable.isDisposed || unusable(variable) !== undefined) {
    throw new Error(`variable ${variable.name} is disposed and cannot be used any more`);
  }
  const bound = resources.get(variable.dataId);
  return bound === undefined ? bind(variable) : unshare(variable, bound);
}

/**
 * Gives a variable an entry in the backend that nobody else holds: the tensor that it was made of, a clone. Without
 * one, a tensor that is found by its entry could be the variable or what the variable was.
 */
export function separateVariable(variable: tf.Variable): void {
  if (variable.isDisposed || fixed.has(variable) || backend.tensorMap.get(variable.dataId).refCount === 1) return;
  const bound = resources.get(variable.dataId);
  if (bound !== undefined) {
    unshare(variable, bound);
    return;
  }
  const { dtype } = backend.tensorMap.get(variable.dataId);
  const type = attributes({ T: { kind: 4, value: dtype } });
  const value = toTensor(backend.binding.executeOp('Identity', type, backend.getInputTensorIds([variable]), 1)[0]);
  variable.assign(value as tf.Tensor<tf.Rank>);
  value.dispose();
}

function bind(variable: tf.Variable): Resource {
  const [value] = backend.getInputTensorIds([variable]);
  const { dtype } = backend.tensorMap.get(variable.dataId);
  const [handle] = backend.binding.executeOp(
    'VarHandleOp',
    [
      ...attributes({ container: '', shared_name: `cahier_${created++}`, shape: shapeAttribute(variable.shape) }),
      ...typeOf(dtype),
    ],
    [],
    1,
  );
  backend.binding.executeOp('AssignVariableOp', typeOf(dtype), [handle.id, value], 0);
  const resource: Resource = { variable, handle: handle.id, dtype, shape: variable.shape, readId: undefined };
  attach(variable, resource);
  return resource;
}

/** Reads a bound variable: the id of a native tensor that belongs to the resource and is valid until the next write. */
function readId(resource: Resource): number {
  if (listener !== undefined) return listener.read(resource);
  resource.readId ??= backend.binding.executeOp('ReadVariableOp', typeOf(resource.dtype), [resource.handle], 1)[0].id;
  return resource.readId;
}

/** Must be called before native code writes: a read that is still held would make TensorFlow copy the variable. */
export function forgetRead(resource: Resource): void {
  if (listener !== undefined || resource.readId === undefined) return;
  backend.binding.deleteTensor(resource.readId);
  resource.readId = undefined;
}

/** Sets a variable from a tensor of its shape, also inside a compiled function. The tensor stays the caller's. */
export function assignVariable(variable: tf.Variable, value: tf.Tensor): void {
  updateVariable('AssignVariableOp', variable, value);
}

/** Adds a tensor to a variable of numbers in place, also inside a compiled function. */
export function addToVariable(variable: tf.Variable, value: tf.Tensor): void {
  if (variable.dtype === 'bool' || variable.dtype === 'string') {
    throw new TypeError(`variable ${variable.name} is of dtype ${variable.dtype}: nothing can be added to it`);
  }
  updateVariable('AssignAddVariableOp', variable, value);
}

function updateVariable(op: string, variable: tf.Variable, value: tf.Tensor): void {
  if (!(value instanceof tf.Tensor)) {
    throw new TypeError(`variable ${variable.name} takes a tensor, not ${typeof value} ${value}`);
  }
  if (value.dtype !== variable.dtype || String(value.shape) !== String(variable.shape)) {
    throw new RangeError(
      `variable ${variable.name}, ${variable.dtype} of shape [${variable.shape}], cannot take a value of shape [${value.shape}], ${value.dtype}`,
    );
  }
  const resource = bindVariable(variable);
  forgetRead(resource);
  const [id] = nativeIds(`variable ${variable.name}`, [value]);
  const { dtype } = backend.tensorMap.get(value.dataId);
  if (dtype !== resource.dtype) {
    throw new RangeError(
      `variable ${variable.name} is kept natively as dtype ${resource.dtype} (TensorFlow's number), and cannot take ${dtype}`,
    );
  }
  backend.binding.executeOp(op, typeOf(resource.dtype), [resource.handle, id], 0);
  // The value may be the variable itself, which was read for it.
  forgetRead(resource);
}

/** Values that variables had at one moment. */
export interface KeptValues {
  /** Runs an action in which the variables have these values; it may not write them. */
  use<T>(action: () => T): T;
  dispose(): void;
}

const fixed = new Set<tf.Variable>();

/** Keeps the present values of variables. Nothing is copied before a variable is written the next time. */
export function keepValues(variables: readonly tf.Variable[]): KeptValues {
  const values = variables.map((variable) => {
    const value = tf.keep(variable.clone());
    // The variable moves on to an entry of its own.
    bindVariable(variable);
    return value;
  });
  return {
    use(action) {
      const gone = values.findIndex((value) => value.isDisposed);
      if (gone >= 0) throw new Error(`the kept value of variable ${variables[gone].name} is disposed`);
      const present = variables.map(({ dataId }) => dataId);
      variables.forEach((variable, i) => {
        variable.dataId = values[i].dataId;
        fixed.add(variable);
      });
      try {
        return action();
      } finally {
        variables.forEach((variable, i) => {
          variable.dataId = present[i];
          fixed.delete(variable);
        });
      }
    },
    dispose: () => tf.dispose(values),
  };
}

/** Gives the variable an entry of its own in the backend whose `id` reads the resource. */
function attach(variable: tf.Variable, resource: Resource): void {
  const { id, shape, dtype } = backend.binding.executeOp(
    'ReadVariableOp',
    typeOf(resource.dtype),
    [resource.handle],
    1,
  )[0];
  const value = toTensor({ id, shape, dtype });
  variable.assign(value as tf.Tensor<tf.Rank>);
  value.dispose();
  resource.readId = id;
  const entry = backend.tensorMap.get(variable.dataId);
  Object.defineProperty(entry, 'id', { configurable: true, enumerable: true, get: () => readId(resource) });
  resources.set(variable.dataId, resource);
}

/**
 * `variable.clone()` shares the variable's entry in tfjs, which never changes a tensor. A resource does change:
 * where somebody else holds the entry, they keep the present value, and the variable gets an entry of its own.
 */
function unshare(variable: tf.Variable, resource: Resource): Resource {
  const entry: TensorEntry = backend.tensorMap.get(variable.dataId);
  if (entry.refCount === 1) return resource;
  const present = readId(resource);
  Object.defineProperty(entry, 'id', { configurable: true, enumerable: true, writable: true, value: present });
  resources.delete(variable.dataId);
  resource.readId = undefined;
  attach(variable, resource);
  return resource;
}

// A bound entry that goes away takes its resource along.
const disposeData = backend.disposeData;
backend.disposeData = function (dataId: object, force?: boolean): boolean {
  const resource = resources.get(dataId);
  if (resource === undefined) return disposeData.call(this, dataId, force);
  const entry = backend.tensorMap.get(dataId);
  if (!force && entry.refCount > 1) return disposeData.call(this, dataId, force);
  forgetRead(resource);
  backend.binding.executeOp('DestroyResourceOp', attributes({ ignore_lookup_error: true }), [resource.handle], 0);
  backend.binding.deleteTensor(resource.handle);
  resources.delete(dataId);
  Object.defineProperty(entry, 'id', { configurable: true, enumerable: true, writable: true, value: -1 });
  return disposeData.call(this, dataId, force);
};
