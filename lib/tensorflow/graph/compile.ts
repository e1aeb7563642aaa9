/**
 * `compile(fn)`: what `tf.function` is to Python, for tfjs.
 *
 * The first call with inputs of a given shape traces `fn` (trace.ts) into one native graph. From then on a call is
 * one native call, and TensorFlow runs the graph on all cores.
 */

import { callable, checkOptions, listOf, made, object, oneOf } from '../../options';
import { backend, engine, type NativeAttribute, requireTensorFlow, tf, unusable } from './backend';
import { attributes, toTensor } from './operation';
import { type TracedFunction, traceFunction, tracing } from './trace';
import { checkResult, formOf, type TensorTree, takeApart } from './tree';
import { refusedDtype, refusedTensor } from './untraceable';
import { bindVariable, forgetRead, keepValues } from './variables';

export type { TensorTree };

export interface CompileOptions {
  /**
   * What becomes of tensors that the function finds outside. `constant`: their values are copied into the graph,
   * which may compute with them in advance. `argument`: the graph is handed them at each call and holds no copy, as
   * suits a data set; they must not be disposed before the last call.
   */
  readonly captured?: 'constant' | 'argument';
  /**
   * Variables that are constants of the graph, with the values that they have now: TensorFlow computes with them in
   * advance and lays them out for its kernels once. Later writes do not change them, and the function may not write
   * them. Each graph holds a copy; one of more than 2 GB is refused by TensorFlow.
   */
  readonly constants?: readonly tf.Variable[];
  /**
   * Who runs the graph. `parallel`: all threads, branches of the graph side by side. `serial`: the calling thread, one
   * op after the other, each op still with all threads; quicker where a graph is one chain of many small ops.
   */
  readonly executor?: 'parallel' | 'serial';
}

const variables = listOf(made<tf.Variable>('a variable', (value) => value instanceof tf.Variable));

const OPTIONS = object({
  captured: oneOf('constant', 'argument').default('constant'),
  constants: variables.default([]),
  executor: oneOf('parallel', 'serial').default('parallel'),
});

export interface Compiled<Inputs extends TensorTree[], Output extends TensorTree> {
  (...inputs: Inputs): Output;
  /** Signatures traced so far. */
  readonly signatures: readonly string[];
  /** Gives back the memory of all graphs, and of `constants`. Without such, a later call traces anew. */
  dispose(): void;
}

/** Graphs of compiled functions that nobody holds any more are given back too. */
const abandoned = new FinalizationRegistry<() => void>((release) => release());

/**
 * Compiles a function of tensors, or of trees of them (arrays, records), into one native graph per signature (form,
 * shapes and dtypes of its inputs).
 *
 * Same results as the function itself. What varies and what is fixed:
 * - inputs vary from call to call, and so does what is computed from them;
 * - variables are read at each call, and written by `variable.assign`, `assignVariable`, `addToVariable` and the
 *   optimisers of this folder; they are created outside;
 * - tensors found outside are fixed (tensors never change in tfjs), see `captured`;
 * - JavaScript values are fixed at the first call with a signature: a number that changes is passed in as a scalar.
 *
 * The function must be synchronous, must not look at values that vary (`dataSync`, `data`), have no shape that depends
 * on data (`tf.unique`, `tf.whereAsync`), nor draw random numbers in JavaScript (`tf.randomUniform`, `tf.dropout`; draw
 * natively, random.ts). A random op of tfjs with a seed of its own gives the same numbers at each call, compiled or not.
 *
 * Called inside another compiled function, it becomes part of that one; inside `tf.grad` and its like, the function
 * itself runs, so that gradients flow. With CAHIER_EAGER=1 in the environment nothing is compiled, for debugging.
 *
 * @throws Error naming the op where the function cannot be traced; nothing has changed then.
 */
export function compile<Inputs extends TensorTree[], Output extends TensorTree>(
  traced: (...inputs: Inputs) => Output,
  options: CompileOptions = {},
): Compiled<Inputs, Output> {
  checkOptions('compile: what is compiled', callable(), traced);
  const { captured, constants, executor } = checkOptions('compile', OPTIONS, options);
  const kept = keepValues(constants);
  const fn = (...inputs: Inputs) => kept.use(() => traced(...inputs));
  const graphs = new Map<string, DefinedFunction>();
  const callAttributes = executor === 'serial' ? attributes({ executor_type: 'SINGLE_THREADED_EXECUTOR' }) : [];
  const eager = process.env.CAHIER_EAGER === '1';
  const call = (...inputs: Inputs): Output => {
    const leaves: tf.Tensor[] = [];
    const signature = inputs.map((input, i) => signatureOf(input, `argument ${i + 1}`, leaves)).join(' ');
    if (eager || tracing() || engine.state.gradientDepth > 0) return runEagerly(() => fn(...inputs));
    requireTensorFlow('compile');
    let graph = graphs.get(signature);
    if (graph === undefined) {
      const form = takeApart(inputs, []);
      graph = define(traceFunction((standIns) => fn(...(form(standIns) as Inputs)), leaves, captured));
      graphs.set(signature, graph);
    }
    return execute(graph, leaves, callAttributes) as Output;
  };
  const release = () => {
    removeAll(graphs);
    kept.dispose();
  };
  const compiled = Object.defineProperties(call, {
    signatures: { get: () => [...graphs.keys()] },
    dispose: { value: release },
  }) as Compiled<Inputs, Output>;
  abandoned.register(compiled, release);
  return compiled;
}

/** What a call needs of a traced function, which TensorFlow now knows by a name. */
interface DefinedFunction extends Omit<TracedFunction, 'graph'> {
  readonly name: string;
  readonly outputs: number;
}

let defined = 0;

function define({ graph, ...traced }: TracedFunction): DefinedFunction {
  const name = `cahier_function_${defined++}`;
  const lists = [graph.arguments, graph.outputs, graph.effects].map((names) => names.join(','));
  backend.binding.defineFunction(name, graph.definition, lists[0], lists[1], lists[2]);
  return { ...traced, name, outputs: graph.outputs.length };
}

/** The form of an input with shapes and dtypes; its tensors are put into `leaves`. */
function signatureOf(input: unknown, path: string, leaves: tf.Tensor[]): string {
  return formOf(input, { path, verb: 'takes' }, (tensor, path) => {
    const reason = unusable(tensor);
    if (reason !== undefined) throw new Error(`compile: ${path} is a tensor that ${reason}.`);
    leaves.push(tensor);
    const { shape, dtype } = backend.tensorMap.get(tensor.dataId);
    return `${dtype}[${shape}]`;
  });
}

/** As a graph does it, without one: what is returned is the caller's, also where it is an input or a variable. */
function runEagerly<Output extends TensorTree>(fn: () => Output): Output {
  return tf.tidy(() => {
    const result = fn();
    checkResult(result);
    const leaves: tf.Tensor[] = [];
    const form = takeApart(result, leaves);
    return form(leaves.map((leaf) => leaf.clone())) as tf.TensorContainer;
  }) as Output;
}

function execute(graph: DefinedFunction, inputs: readonly tf.Tensor[], callAttributes: NativeAttribute[]): TensorTree {
  const resources = graph.variables.map(({ variable, dtype }) => {
    const resource = bindVariable(variable);
    if (resource.dtype !== dtype) throw new Error(refusedDtype(variable.name, resource.dtype, dtype));
    return resource;
  });
  const written = resources.filter((_, i) => graph.written.has(graph.variables[i]));
  for (const resource of written) forgetRead(resource);
  const captured = graph.captured.map((dataId) => ({ dataId }) as tf.Tensor);
  for (const tensor of captured) {
    const reason = unusable(tensor);
    if (reason !== undefined) throw new Error(refusedTensor(reason));
  }
  const ids = [...backend.getInputTensorIds([...inputs, ...captured]), ...resources.map(({ handle }) => handle)];
  const results = backend.binding.executeOp(graph.name, callAttributes, ids, graph.outputs);
  // A variable that is an input as well was read after all.
  for (const resource of written) forgetRead(resource);
  return graph.rebuild(results.map((result) => toTensor(result)));
}

function removeAll(graphs: Map<string, DefinedFunction>): void {
  for (const { name } of graphs.values()) backend.binding.removeFunction(name);
  graphs.clear();
}
