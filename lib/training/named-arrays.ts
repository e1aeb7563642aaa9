/** Variables as arrays by name, and back. */

import { assignVariable, tf } from '../tensorflow';
import type { NamedArray } from '../weights/safetensors';

export type Variables = Readonly<Record<string, tf.Variable>>;
export type NamedArrays = Readonly<Record<string, NamedArray>>;

/** The present values of variables, copied. */
export function snapshot(variables: Variables): NamedArrays {
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [name, { shape: variable.shape, data: valuesOf(variable) }]),
  );
}

/** The present values of a variable, copied. */
export const valuesOf = (variable: tf.Variable): NamedArray['data'] => variable.dataSync() as NamedArray['data'];

/** Sets each variable from the array of its name. */
export function restore(variables: Variables, arrays: NamedArrays): void {
  for (const [name, variable] of Object.entries(variables)) assignArray(variable, arrays[name]);
}

export function assignArray(variable: tf.Variable, { data, shape }: NamedArray): void {
  tf.tidy(() => {
    assignVariable(variable, tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32'));
  });
}
