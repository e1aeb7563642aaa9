/**
 * The attributes of an operation that follow from its inputs.
 *
 * Where TensorFlow runs an operation on its own it takes them from the inputs, whatever was said; a graph takes them at
 * their word. tfjs' kernels leave some out (ExpandDims), state others of another tensor (Mean of integers, which they
 * cast first), and know nothing of dtypes that tfjs has no name for (uint8). So a graph is told what the inputs are.
 */

import type { NativeAttribute } from './backend';
import { AttributeKind } from './graph';
import { SIGNATURES } from './operation-signatures';

interface Signature {
  readonly stateful: boolean;
  /** For each input the attribute that holds its type, see operation-signatures.ts. */
  readonly inputs: readonly string[];
}

let signatures: ReadonlyMap<string, Signature> | undefined;

function signatureOf(op: string): Signature | undefined {
  signatures ??= readSignatures();
  return signatures.get(op);
}

function readSignatures(): Map<string, Signature> {
  const known = new Map<string, Signature>();
  for (const line of SIGNATURES.trim().replaceAll('\n  ', ' ').split('\n')) {
    const [signature, ops] = line.split(': ');
    const [first, ...rest] = signature.split(' ');
    const stateful = first === '!';
    for (const op of ops.split(' ')) known.set(op, { stateful, inputs: stateful ? rest : [first, ...rest] });
  }
  return known;
}

/** Whether an operation does more than compute its outputs from its inputs, as far as TensorFlow's registry tells. */
export const isStateful = (op: string): boolean => signatureOf(op)?.stateful ?? false;

/**
 * The attributes of an operation with those that follow from its inputs put right.
 * @param dtypes of the inputs; undefined where one is not known, and nothing follows from it.
 */
export function withInputTypes(
  op: string,
  given: readonly NativeAttribute[],
  dtypes: readonly (number | undefined)[],
): NativeAttribute[] {
  const signature = signatureOf(op);
  const derived = signature === undefined ? new Map() : derive(signature.inputs, dtypes);
  return [...given.filter(({ name }) => !derived.has(name)), ...derived.values()];
}

function derive(inputs: readonly string[], dtypes: readonly (number | undefined)[]): Map<string, NativeAttribute> {
  const derived = new Map<string, NativeAttribute>();
  const tell = (name: string, type: number, value: unknown) => derived.set(name, { name, type, value });
  const lists = inputs.filter((input) => /[*[]/.test(input));
  // Where two lists are counted apart, nobody but the caller knows where one ends.
  const apart = new Set(lists.map((list) => list.replace(/\*.*/, ''))).size > 1;
  const length = lists.length === 0 ? 0 : (dtypes.length - (inputs.length - lists.length)) / lists.length;
  let next = 0;
  for (const input of inputs) {
    const [, count, list, single] = input.match(/^(?:(\w+)\*)?(?:\[(\w+)\]|(.+))$/) as RegExpMatchArray;
    const isList = Boolean(count || list);
    if (isList && apart) break;
    const taken = dtypes.slice(next, next + (isList ? length : 1));
    next += taken.length;
    if (count) tell(count, AttributeKind.int, length);
    if (list && !taken.includes(undefined)) tell(list, AttributeKind.type, taken);
    if (single && single !== '-' && taken[0] !== undefined) tell(single, AttributeKind.type, taken[0]);
  }
  return derived;
}
