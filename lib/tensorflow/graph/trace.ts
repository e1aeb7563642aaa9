/**
 * Traces a function: runs it once while listening to the backend, and writes down each native op as a node of a
 * graph. Inputs become placeholders, tensors from outside constants, variables resources that the graph reads and
 * updates in place. The run itself changes nothing: updates of variables are written down, not done.
 */

import { type Binding, backend, type NativeAttribute, type NativeTensor, type TensorEntry, tf } from './backend';
import { AttributeKind, DataType, Graph } from './graph';
import { checkResult, type TensorTree, takeApart } from './tree';
import { refusedOp, refusedRandom, refusedRead, refusedVariable } from './untraceable';
import {
  assignVariable,
  bindVariable,
  isBindable,
  type Resource,
  setVariableListener,
  type VariableListener,
} from './variables';

/** A function as a graph; its arguments are the inputs, the captured tensors, the variables. */
export interface TracedFunction {
  readonly graph: TracedGraph;
  readonly captured: readonly CapturedTensor[];
  readonly variables: readonly tf.Variable[];
  readonly written: ReadonlySet<tf.Variable>;
  /** Puts flat outputs back into the form that the function returned. */
  readonly rebuild: (tensors: readonly tf.Tensor[]) => TensorTree;
}

/** Arguments and outputs are names of nodes, and so are the updates, which must run although no output needs them. */
export interface TracedGraph {
  /** A serialized GraphDef. */
  readonly definition: Uint8Array;
  readonly arguments: readonly string[];
  readonly outputs: readonly string[];
  readonly updates: readonly string[];
}

export interface CapturedTensor {
  readonly dataId: object;
  readonly id: number;
}

let activeTrace: Trace | undefined;

/** Whether a function is being traced at this moment. */
export const tracing = () => activeTrace !== undefined;

export function traceFunction(
  fn: (inputs: readonly tf.Tensor[]) => TensorTree,
  inputs: readonly tf.Tensor[],
  captured: 'constant' | 'argument',
): TracedFunction {
  return new Trace(captured).run(fn, inputs);
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
  /** Tensors that differ from call to call: inputs, variables, and what is computed from them. */
  private readonly varying = new Set<number>();
  private readonly entries = new Map<number, { entry: TensorEntry; dataId: object }>();
  private readonly constants = new Map<number, { shape: number[]; dtype: number; bytes: Uint8Array }>();
  private readonly capturedTensors: (CapturedTensor & { placeholder: string })[] = [];
  private readonly variables = new Map<number, TracedVariable>();
  private readonly reads = new Map<string, TracedVariable>();
  private readonly readIds: number[] = [];
  private readonly written = new Set<tf.Variable>();
  private readonly writes: string[] = [];
  /** The first reason why the function cannot be traced; kept, as the function may swallow it. */
  private refusal: Error | undefined;

  private readonly binding: Binding = backend.binding;
  private readonly getInputTensorIds = backend.getInputTensorIds;
  private readonly readLater = backend.read;
  private readonly assign = tf.Variable.prototype.assign;
  private readonly random = Math.random;

  constructor(private readonly captured: 'constant' | 'argument') {}
  run(fn: (inputs: readonly tf.Tensor[]) => TensorTree, inputs: readonly tf.Tensor[]): TracedFunction {
    // A variable is read through its resource, or its present value would become a constant of the graph.
    const before = new Set(registeredVariables());
    for (const variable of before) if (isBindable(variable)) bindVariable(variable);

    let placeholders: string[] = [];
    let outputs: string[] = [];
    let rebuild: TracedFunction['rebuild'] = () => [];
    try {
      tf.tidy(() => {
        const [standIns, names] = this.standIns(inputs);
        placeholders = names;
        this.listen();
        const result = fn(standIns);
        checkResult(result);
        const leaves: tf.Tensor[] = [];
        rebuild = takeApart(result, leaves);
        const ids = backend.getInputTensorIds(leaves);
        outputs = leaves.map((leaf, i) => this.output(ids[i], backend.tensorMap.get(leaf.dataId).dtype));
      });
    } catch (error) {
      throw this.refusal ?? error;
    } finally {
      this.stop();
      for (const id of this.readIds) this.binding.deleteTensor(id);
      for (const variable of registeredVariables()) {
        if (before.has(variable)) continue;
        this.refusal ??= new Error(refusedVariable(variable.name));
        variable.dispose();
      }
    }
    if (this.refusal !== undefined) throw this.refusal;

    const variables = [...this.variables.values()];
    const others = [...this.capturedTensors, ...variables].map(({ placeholder }) => placeholder);
    return {
      graph: {
        definition: this.graph.serialize(),
        arguments: [...placeholders, ...others],
        outputs,
        updates: this.writes,
      },
      captured: this.capturedTensors,
      variables: variables.map(({ resource }) => resource.variable),
      written: this.written,
      rebuild,
    };
  }

  /**
   * Each input is traced as a native tensor of its own, sharing its memory: one tensor given twice, or found outside
   * as well, must not be taken for one and the same argument.
   */
  private standIns(inputs: readonly tf.Tensor[]): [standIns: tf.Tensor[], placeholders: string[]] {
    const standIns = inputs.map((input) => {
      const { dtype } = backend.tensorMap.get(input.dataId);
      const type = [{ name: 'T', type: AttributeKind.type, value: dtype }];
      return backend.createOutputTensor(
        this.binding.executeOp('Identity', type, backend.getInputTensorIds([input]), 1)[0],
      );
    });
    const placeholders = standIns.map(({ dataId }) => {
      const { id, dtype, shape } = backend.tensorMap.get(dataId);
      const name = this.graph.placeholder(dtype, shape);
      this.names.set(id, name);
      this.varying.add(id);
      return name;
    });
    return [standIns, placeholders];
  }

  private listen(): void {
    activeTrace = this;
    setVariableListener(this);
    backend.binding = {
      ...this.binding,
      createTensor: (shape, dtype, values) => this.createTensor(shape, dtype, values),
      executeOp: (name, attributes, inputs, outputs) => this.executeOp(name, attributes, inputs, outputs),
      tensorDataSync: (id) => {
        if (this.varying.has(id)) this.refuse(refusedRead(this.describe(id)));
        return this.binding.tensorDataSync(id);
      },
    };
    backend.getInputTensorIds = (tensors) => this.inputIds(tensors);
    // `data()` and `array()`: a promise that is never kept, so that nothing runs after the trace has failed.
    backend.read = async (dataId) => {
      try {
        return backend.readSync(dataId);
      } catch (error) {
        if (error === this.refusal) return new Promise(() => undefined);
        throw error;
      }
    };
    tf.Variable.prototype.assign = function (value) {
      assignVariable(this, value);
    };
    Math.random = () => this.refuse(refusedRandom());
  }

  private stop(): void {
    backend.binding = this.binding;
    backend.getInputTensorIds = this.getInputTensorIds;
    backend.read = this.readLater;
    tf.Variable.prototype.assign = this.assign;
    Math.random = this.random;
    setVariableListener(undefined);
    activeTrace = undefined;
  }

  private refuse(reason: string): never {
    this.refusal ??= new Error(reason);
    throw this.refusal;
  }

  /** What a varying tensor is, for a message: "the output of op Mul". */
  private describe(id: number): string {
    const [op] = (this.names.get(id) ?? '').split(/_\d+/);
    if (op === 'Placeholder') return 'an input';
    return op === 'ReadVariableOp' ? 'a variable' : `the output of op ${op}`;
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
      if (dataId !== undefined) this.entries.set(id, { entry: backend.tensorMap.get(dataId), dataId });
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
    const varying = inputs.some((id) => this.varying.has(id));
    const refused = refusedOp(op, varying);
    if (refused !== undefined) this.refuse(refused);
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
      if (varying) this.varying.add(result.id);
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
    this.varying.add(id);
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
    const constant = this.constants.get(id);
    const name =
      constant === undefined
        ? this.capture(id, op)
        : this.graph.constant(constant.dtype, constant.shape, constant.bytes);
    this.names.set(id, name);
    return name;
  }

  /** A tensor made before the trace: its value becomes a constant (tensors never change in tfjs), or it an argument. */
  private capture(id: number, op: string): string {
    const known = this.entries.get(id);
    if (known === undefined) throw new Error(`compile: op ${op} uses a tensor of unknown origin`);
    const { dtype, shape } = known.entry;
    if (this.captured === 'argument') {
      const placeholder = this.graph.placeholder(dtype, shape);
      this.capturedTensors.push({ dataId: known.dataId, id, placeholder });
      return placeholder;
    }
    const values = this.binding.tensorDataSync(id);
    if (!ArrayBuffer.isView(values)) {
      throw new Error(`compile: op ${op} uses a tensor of text, which a graph cannot hold as a constant`);
    }
    return this.graph.constant(dtype, shape, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
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

const registeredVariables = (): tf.Variable[] => Object.values(tf.engine().state.registeredVariables);
