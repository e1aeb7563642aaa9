/**
 * `compile(fn)`: what `tf.function` is to Python, for tfjs.
 *
 * The first call with inputs of a given shape runs `fn` once while listening to the backend: each native op becomes
 * a node of a graph, tensors that `fn` finds outside become constants, variables become arguments that the graph
 * reads and updates in place. From then on a call is one native call, and TensorFlow runs the graph on all cores.
 */

import { type Binding, backend, type NativeAttribute, type NativeTensor, type TensorEntry, tf } from './backend';
import { AttributeKind, DataType, Graph } from './graph';
import {
  bindVariable,
  forgetRead,
  isBindable,
  type Resource,
  setVariableListener,
  type VariableListener,
} from './variables';

export type TensorTree = tf.Tensor | TensorTree[] | { [key: string]: TensorTree };

interface CompiledGraph {
  readonly name: string;
  readonly variables: readonly tf.Variable[];
  readonly written: ReadonlySet<tf.Variable>;
  readonly outputs: number;
  /** Puts flat outputs back into the form that the function returned. */
  readonly rebuild: (tensors: tf.Tensor[]) => TensorTree;
}

let activeTrace: Trace | undefined;
let defined = 0;

/**
 * Compiles a function of tensors into one native graph per signature (shapes and dtypes of its inputs).
 *
 * Same results as the function itself, and the same rules as `tf.function`: it must be synchronous, must not look at
 * values (`dataSync`, `arraySync`), must not draw random numbers in JavaScript (`tf.randomUniform`; draw natively,
 * random.ts), and JavaScript values it uses are fixed at the first call. Variables are read and assigned through
 * `assignVariable`, `addToVariable` and the optimisers of this folder. Called inside another compiled function, it
 * becomes part of that one. With CAHIER_EAGER=1 in the environment nothing is compiled, for debugging.
 *
 * @throws Error naming the op where the function cannot be traced.
 */
export function compile<Inputs extends tf.Tensor[], Output extends TensorTree>(
  fn: (...inputs: Inputs) => Output,
): (...inputs: Inputs) => Output {
  const graphs = new Map<string, CompiledGraph>();
  const eager = process.env.CAHIER_EAGER === '1';
  return (...inputs) => {
    if (eager || activeTrace !== undefined) return tf.tidy(() => fn(...inputs) as tf.TensorContainer) as Output;
    const signature = inputs.map(signatureOf).join(' ');
    let graph = graphs.get(signature);
    if (graph === undefined) {
      graph = new Trace().run(fn as unknown as (...inputs: tf.Tensor[]) => TensorTree, inputs);
      graphs.set(signature, graph);
    }
    return execute(graph, inputs) as Output;
  };
}

function signatureOf(input: tf.Tensor): string {
  const { shape, dtype } = backend.tensorMap.get(input.dataId);
  return `${dtype}[${shape}]`;
}

function execute(graph: CompiledGraph, inputs: readonly tf.Tensor[]): TensorTree {
  const ids = backend.getInputTensorIds(inputs);
  for (const variable of graph.variables) {
    const resource = bindVariable(variable);
    if (graph.written.has(variable)) forgetRead(resource);
    ids.push(resource.handle);
  }
  const results = backend.binding.executeOp(graph.name, [], ids, graph.outputs);
  return graph.rebuild(results.map((result) => backend.createOutputTensor(result)));
}

/** What the trace knows of a variable: its argument, its present read, who used that read, and the last write. */
interface TracedVariable {
  readonly resource: Resource;
  readonly placeholder: string;
  readId: number | undefined;
  readers: Set<string>;
  lastWrite: string | undefined;
}

class Trace implements VariableListener {
  private readonly graph = new Graph();
  /** Node output of each native tensor seen so far. */
  private readonly names = new Map<number, string>();
  private readonly entries = new Map<number, TensorEntry>();
  private readonly constants = new Map<number, { shape: number[]; dtype: number; bytes: Uint8Array }>();
  private readonly variables = new Map<number, TracedVariable>();
  private readonly reads = new Map<string, TracedVariable>();
  private readonly readIds: number[] = [];
  private readonly written = new Set<tf.Variable>();
  private readonly writes: string[] = [];
  private lastOp = 'the start';

  private readonly binding: Binding = backend.binding;
  private readonly getInputTensorIds = backend.getInputTensorIds;
  private readonly random = Math.random;

  run(fn: (...inputs: tf.Tensor[]) => TensorTree, inputs: readonly tf.Tensor[]): CompiledGraph {
    const placeholders = inputs.map((input) => {
      const [id] = backend.getInputTensorIds([input]);
      const { shape, dtype } = backend.tensorMap.get(input.dataId);
      const name = this.graph.placeholder(dtype, shape);
      this.names.set(id, name);
      return name;
    });
    // A variable is read through its resource, or its present value would become a constant of the graph.
    for (const variable of Object.values(tf.engine().state.registeredVariables)) {
      if (isBindable(variable)) bindVariable(variable);
    }

    let outputs: string[] = [];
    let rebuild: CompiledGraph['rebuild'] = () => [];
    this.listen();
    try {
      tf.tidy(() => {
        const result = fn(...inputs);
        if (result instanceof Promise) throw new TypeError('compile: the function is asynchronous; tensors only');
        const leaves: tf.Tensor[] = [];
        rebuild = flatten(result, leaves);
        const ids = backend.getInputTensorIds(leaves);
        outputs = leaves.map((leaf, i) => this.output(ids[i], backend.tensorMap.get(leaf.dataId).dtype));
      });
    } finally {
      this.stop();
      for (const id of this.readIds) this.binding.deleteTensor(id);
    }

    const variables = [...this.variables.values()];
    const name = `cahier_function_${defined++}`;
    this.binding.defineFunction(
      name,
      this.graph.serialize(),
      [...placeholders, ...variables.map((variable) => variable.placeholder)].join(','),
      outputs.join(','),
      this.writes.join(','),
    );
    return {
      name,
      variables: variables.map(({ resource }) => resource.variable),
      written: this.written,
      outputs: outputs.length,
      rebuild,
    };
  }

  private listen(): void {
    activeTrace = this;
    setVariableListener(this);
    backend.binding = {
      ...this.binding,
      createTensor: (shape, dtype, values) => this.createTensor(shape, dtype, values),
      executeOp: (name, attributes, inputs, outputs) => this.executeOp(name, attributes, inputs, outputs),
      tensorDataSync: () => {
        throw new Error(
          `compile: a tensor's values are read inside the function, after ${this.lastOp}; ` +
            'return the tensor and read it outside.',
        );
      },
    };
    backend.getInputTensorIds = (tensors) => this.inputIds(tensors);
    Math.random = () => {
      throw new Error(
        `compile: a random number is drawn in JavaScript inside the function, after ${this.lastOp}; ` +
          'it would be the same at each call. Draw it natively (lib/tensorflow/random.ts) or pass it in.',
      );
    };
  }

  private stop(): void {
    backend.binding = this.binding;
    backend.getInputTensorIds = this.getInputTensorIds;
    Math.random = this.random;
    setVariableListener(undefined);
    activeTrace = undefined;
  }

  outside<T>(action: () => T): T {
    this.stop();
    try {
      return action();
    } finally {
      this.listen();
    }
  }

  private inputIds(tensors: readonly tf.Tensor[]): number[] {
    const ids = this.getInputTensorIds.call(backend, tensors);
    ids.forEach((id, i) => {
      const { dataId } = tensors[i];
      if (dataId !== undefined) this.entries.set(id, backend.tensorMap.get(dataId));
    });
    return ids;
  }

  private createTensor(shape: number[], dtype: number, values: unknown): number {
    const id = this.binding.createTensor(shape, dtype, values);
    if (ArrayBuffer.isView(values)) {
      // A copy: the caller may reuse its array after the trace, a constant may not change.
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
      this.constants.set(id, { shape: [...shape], dtype, bytes });
    }
    return id;
  }

  private executeOp(op: string, attributes: NativeAttribute[], inputs: number[], outputs: number): NativeTensor[] {
    this.lastOp = `op ${op}`;
    const names = inputs.map((id) => this.nameOf(id, op));
    const updated = inputs.flatMap((id) => this.variables.get(id) ?? []);
    if (updated.length > 0) {
      this.write(op, names, attributes, updated);
      return [];
    }
    const results = this.binding.executeOp(op, attributes, inputs, outputs);
    const node = this.graph.add(op, names, attributes);
    for (const name of names) this.reads.get(name)?.readers.add(node);
    results.forEach((result, i) => {
      this.names.set(result.id, i === 0 ? node : `${node}:${i}`);
    });
    return results;
  }

  /**
   * An op that updates variables is put into the graph and not run: tracing changes nothing. It waits for all who
   * use the value it replaces, which also lets TensorFlow update in place instead of in a copy.
   */
  private write(op: string, names: string[], attributes: NativeAttribute[], updated: TracedVariable[]): void {
    const before = new Set<string>();
    for (const variable of updated) {
      for (const reader of variable.readers) before.add(reader);
      if (variable.lastWrite !== undefined) before.add(variable.lastWrite);
    }
    const node = this.graph.add(op, [...names, ...[...before].map((name) => `^${name}`)], attributes);
    this.writes.push(node);
    for (const variable of updated) {
      variable.lastWrite = node;
      variable.readId = undefined;
      variable.readers = new Set();
      this.written.add(variable.resource.variable);
    }
  }

  read(resource: Resource): number {
    const variable = this.use(resource);
    if (variable.readId !== undefined) return variable.readId;
    const type = [{ name: 'dtype', type: AttributeKind.type, value: resource.dtype }];
    const { id } = this.binding.executeOp('ReadVariableOp', type, [resource.handle], 1)[0];
    const after = variable.lastWrite === undefined ? [] : [`^${variable.lastWrite}`];
    const node = this.graph.add('ReadVariableOp', [variable.placeholder, ...after], type);
    this.names.set(id, node);
    this.reads.set(node, variable);
    this.readIds.push(id);
    variable.readId = id;
    variable.readers.add(node);
    return id;
  }

  /** The argument that stands for a variable; made at its first use. */
  use(resource: Resource): TracedVariable {
    let variable = this.variables.get(resource.handle);
    if (variable === undefined) {
      const placeholder = this.graph.placeholder(DataType.resource, []);
      variable = { resource, placeholder, readId: undefined, readers: new Set(), lastWrite: undefined };
      this.variables.set(resource.handle, variable);
    }
    return variable;
  }

  private nameOf(id: number, op: string): string {
    const known = this.names.get(id) ?? this.variables.get(id)?.placeholder;
    if (known !== undefined) return known;
    const constant = this.constants.get(id) ?? this.capture(id, op);
    const name = this.graph.constant(constant.dtype, constant.shape, constant.bytes);
    this.names.set(id, name);
    return name;
  }

  /** A tensor made before the trace: its value becomes a constant (tensors never change in tfjs). */
  private capture(id: number, op: string): { shape: number[]; dtype: number; bytes: Uint8Array } {
    const entry = this.entries.get(id);
    const values = this.binding.tensorDataSync(id);
    if (entry === undefined || !ArrayBuffer.isView(values)) {
      throw new Error(`compile: op ${op} uses a tensor that a graph cannot hold (text, or of unknown origin)`);
    }
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return { shape: entry.shape, dtype: entry.dtype, bytes };
  }

  /** Outputs pass through Identity, so that an input or a constant may be one, and wait for no update. */
  private output(id: number, dtype: number): string {
    const type = [{ name: 'T', type: AttributeKind.type, value: dtype }];
    const name = this.nameOf(id, 'output');
    const node = this.graph.add('Identity', [name], type);
    this.reads.get(name)?.readers.add(node);
    return node;
  }
}

function flatten(tree: TensorTree, leaves: tf.Tensor[]): (tensors: tf.Tensor[]) => TensorTree {
  if (tree instanceof tf.Tensor) {
    const index = leaves.push(tree) - 1;
    return (tensors) => tensors[index];
  }
  if (Array.isArray(tree)) {
    const parts = tree.map((part) => flatten(part, leaves));
    return (tensors) => parts.map((part) => part(tensors));
  }
  const parts = Object.entries(tree).map(([key, part]) => [key, flatten(part, leaves)] as const);
  return (tensors) => Object.fromEntries(parts.map(([key, part]) => [key, part(tensors)]));
}
