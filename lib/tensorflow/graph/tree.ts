/** Trees of tensors: what a compiled function takes and returns. */

import { tf } from './backend';
import { refusedAsync } from './untraceable';

/** A tensor, or an array or a record of trees. (An `interface` is no record to the compiler: name it by `type`.) */
export type TensorTree = tf.Tensor | readonly TensorTree[] | { readonly [key: string]: TensorTree };

/** Where a tree stands, for a message: what the function takes is an argument, what it returns the result. */
export interface Place {
  readonly path: string;
  readonly verb: 'takes' | 'returns';
}

/**
 * The form of a tree as text, `{"image":1[2,3] "parts":(1[] 3[4])}`: trees with one form are alike in all but the
 * values of their tensors.
 * @param leaf says what of a tensor belongs to the form, and may refuse the tensor.
 * @throws TypeError where something else than tensors, arrays and records is in it, with the place.
 */
export function formOf(tree: unknown, place: Place, leaf: (tensor: tf.Tensor, path: string) => string): string {
  const within = new Set<unknown>();
  const visit = (part: unknown, path: string): string => {
    if (part instanceof tf.Tensor) return leaf(part, path);
    if (!isBranch(part)) throw new TypeError(refusedPart(part, path, place.verb));
    if (within.has(part)) throw new TypeError(`compile: ${path} contains itself; a tree of tensors has an end.`);
    within.add(part);
    const form = Array.isArray(part)
      ? `(${Array.from(part, (item, i) => visit(item, `${path}[${i}]`)).join(' ')})`
      : `{${Object.entries(part)
          .map(([key, item]) => `${JSON.stringify(key)}:${visit(item, member(path, key))}`)
          .join(' ')}}`;
    within.delete(part);
    return form;
  };
  return visit(tree, place.path);
}

/** @throws TypeError where a function that is to be a graph has returned something else than a tree of live tensors. */
export function checkResult(result: unknown): asserts result is TensorTree {
  if (result instanceof Promise) {
    result.catch(() => undefined);
    throw new TypeError(refusedAsync);
  }
  formOf(result, { path: 'the result', verb: 'returns' }, (tensor, path) => {
    if (tensor.isDisposed) throw new Error(`compile: ${path} is a tensor that is disposed.`);
    return '';
  });
}

/** Takes a tree apart; what is returned puts other tensors, in the order of `leaves`, into the same form. */
export function takeApart(tree: TensorTree, leaves: tf.Tensor[]): (tensors: readonly tf.Tensor[]) => TensorTree {
  if (tree instanceof tf.Tensor) {
    const index = leaves.push(tree) - 1;
    return (tensors) => tensors[index];
  }
  if (Array.isArray(tree)) {
    const parts = tree.map((part) => takeApart(part, leaves));
    return (tensors) => parts.map((part) => part(tensors));
  }
  const parts = Object.entries(tree).map(([key, part]) => [key, takeApart(part, leaves)] as const);
  return (tensors) => Object.fromEntries(parts.map(([key, part]) => [key, part(tensors)]));
}

/** An array or a record. A notebook's cells have an `Object` of their own, so a record is known by its short ancestry. */
function isBranch(part: unknown): part is readonly unknown[] | Readonly<Record<string, unknown>> {
  if (typeof part !== 'object' || part === null) return false;
  if (Array.isArray(part)) return true;
  const ancestor = Object.getPrototypeOf(part);
  return ancestor === null || Object.getPrototypeOf(ancestor) === null;
}

const member = (path: string, key: string) =>
  /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;

function refusedPart(part: unknown, path: string, verb: Place['verb']): string {
  const remedy = typeof part === 'number' ? '; give tf.scalar of it' : '';
  return `compile: ${path} is ${nameOf(part)}; the function ${verb} tensors, and arrays and records of them${remedy}.`;
}

function nameOf(part: unknown): string {
  if (part === null || part === undefined) return String(part);
  if (typeof part === 'object') return `an object of class ${part.constructor?.name || 'unknown'}`;
  if (typeof part === 'function') return `a function${part.name && ` (${part.name})`}`;
  if (typeof part === 'number' || typeof part === 'boolean') return `the ${typeof part} ${part}`;
  return `a ${typeof part}`;
}
