/**
 * Each operation and each gradient that the tests call runs again, compiled, with the same tensors: once as inputs,
 * once as variables. It is to give the same, or to be refused. The tests' own expectations are another suite's matter
 * (core.ts).
 */

import './environment';
import { compile, type TensorTree, tf } from '../../../lib/tensorflow';
import { tracing } from '../../../lib/tensorflow/graph/trace';
import '@tensorflow/tfjs-core/dist/tests';
import { append, reportSpecs } from './report';

type Call = (...given: unknown[]) => unknown;

/** Calls that were compared: a test repeats many, and one of each is enough. */
const compared = new Set<string>();
let depth = 0;

/** Takes over a call of a tfjs function (bundle.ts): what it gives is what it gave, compared on the way. */
function heard(name: string, plain: Call, given: unknown[]): unknown {
  const inside = depth > 0 || tracing() || tf.engine().state.gradientDepth > 0 || tf.getBackend() !== 'tensorflow';
  if (inside) return plain(...given);
  depth++;
  try {
    const eager = plain(...given);
    if (isTree(eager)) compare(name.replace(/_$/, ''), plain, given, eager);
    return eager;
  } finally {
    depth--;
  }
}

function compare(name: string, plain: Call, given: unknown[], eager: TensorTree): void {
  const inputs: tf.Tensor[] = [];
  const form = withoutTensors(given, inputs);
  const key = `${name} ${JSON.stringify(form([]), describe)} ${inputs.map(({ dtype, shape }) => `${dtype}${shape}`)}`;
  if (compared.has(key) || inputs.some(({ isDisposed }) => isDisposed)) return;
  compared.add(key);
  const call = (tensors: readonly tf.Tensor[]) => plain(...(form(tensors) as unknown[])) as TensorTree;
  const said = (tensors: 'inputs' | 'variables', run: () => TensorTree) => {
    const { outcome, message } = outcomeOf(eager, run);
    append({ operation: name, tensors, outcome, message });
  };
  const ofInputs = compile((...inputs: tf.Tensor[]) => call(inputs));
  said('inputs', () => ofInputs(...inputs));
  ofInputs.dispose();
  if (inputs.length === 0) return;
  const variables = inputs.map((input) => tf.variable(input, false));
  const ofVariables = compile(() => call(variables));
  said('variables', ofVariables);
  ofVariables.dispose();
  tf.dispose(variables);
}

function outcomeOf(eager: TensorTree, run: () => TensorTree): { outcome: string; message: string } {
  // tfjs' alarm of leaks counts a variable that moves into its resource inside of an operation.
  tf.env().set('IS_TEST', false);
  try {
    const message = tf.tidy(() => difference(eager, run()));
    return message === undefined ? { outcome: 'same', message: '' } : { outcome: 'different', message };
  } catch (error) {
    return { outcome: 'refused', message: (error as Error).message };
  } finally {
    tf.env().set('IS_TEST', true);
  }
}

Object.assign(globalThis, { heard });
reportSpecs();

/** Functions by their text: `tf.grad` of another function is another call. */
const describe = (_: string, value: unknown) => (typeof value === 'function' ? String(value) : value);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function isTree(value: unknown): value is TensorTree {
  if (value instanceof tf.Tensor) return !value.isDisposed;
  if (Array.isArray(value)) return value.every(isTree);
  return isRecord(value) && Object.values(value).every(isTree);
}

/** Takes the tensors out of what a call was given; what is returned puts others in their places. */
function withoutTensors(value: unknown, tensors: tf.Tensor[]): (others: readonly tf.Tensor[]) => unknown {
  if (value instanceof tf.Tensor) {
    const index = tensors.push(value) - 1;
    return (others) => others[index] ?? 'tensor';
  }
  if (Array.isArray(value)) {
    const parts = value.map((part) => withoutTensors(part, tensors));
    return (others) => parts.map((part) => part(others));
  }
  if (!isRecord(value)) return () => value;
  const parts = Object.entries(value).map(([key, part]) => [key, withoutTensors(part, tensors)] as const);
  return (others) => Object.fromEntries(parts.map(([key, part]) => [key, part(others)]));
}

/** Graphs may add in another order, in float32. */
const TOLERANCE = 1e-5;

/** What differs between two results, undefined where nothing does. */
function difference(eager: TensorTree, compiled: TensorTree): string | undefined {
  if (eager instanceof tf.Tensor && compiled instanceof tf.Tensor) {
    const form = ({ dtype, shape }: tf.Tensor) => `${dtype} [${shape}]`;
    if (form(eager) !== form(compiled)) return `${form(compiled)} and not ${form(eager)}`;
    const [wanted, got] = [eager, compiled].map((tensor) => Array.from(tensor.dataSync() as ArrayLike<unknown>));
    const wrong = wanted.findIndex((value, i) => !isClose(value, got[i]));
    return wrong < 0 ? undefined : `element ${wrong} is ${got[wrong]} and not ${wanted[wrong]}`;
  }
  const parts = Object.entries(eager) as [string, TensorTree][];
  for (const [key, part] of parts) {
    const found = difference(part, (compiled as Record<string, TensorTree>)[key]);
    if (found !== undefined) return `${key}: ${found}`;
  }
  return undefined;
}

function isClose(wanted: unknown, got: unknown): boolean {
  if (Object.is(wanted, got) || wanted === got) return true;
  if (typeof wanted !== 'number' || typeof got !== 'number') return false;
  return Math.abs(wanted - got) <= TOLERANCE * Math.max(1, Math.abs(wanted));
}
