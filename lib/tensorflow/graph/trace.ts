/**
 * Traces a function: runs it once while listening to the backend, and writes down each native op as a node of a
 * graph. Inputs become placeholders, tensors from outside constants, variables resources that the graph reads and
 * updates in place. The run itself changes nothing: updates of variables are written down, not done, and nothing acts
 * on the world.
 */

import { type Binding, backend, engine, type NativeAttribute, type NativeTensor, tf, unusable } from './backend';
import { Dependencies, type TracedVariable } from './dependencies';
import { effectOf } from './effects';
import { AttributeKind, DataType, Graph } from './graph';
import { toTensor } from './operation';
import { withInputTypes } from './operation-types';
import { replaceMembers } from './replaced-members';
import './stock-kernels';
import { dropTape } from './tape';
import { checkResult, type TensorTree, takeApart } from './tree';
import {
  refusedDisposal,
  refusedEffect,
  refusedKept,
  refusedOp,
  refusedRandom,
  refusedRead,
  refusedTensor,
  refusedVariable,
} from './untraceable';
import {
  assignVariable,
  bindVariable,
  type Resource,
  separateVariable,
  setVariableListener,
  type VariableListener,
} from './variables';

/** A function as a graph; its arguments are the inputs, the captured tensors, the variables. */
export interface TracedFunction {
  readonly graph: TracedGraph;
  /** By what tfjs knows their data by. */
  readonly captured: readonly object[];
  readonly variables: readonly Resource[];
  readonly written: ReadonlySet<Resource>;
  /** Puts flat outputs back into the form that the function returned. */
  readonly rebuild: (tensors: readonly tf.Tensor[]) => TensorTree;
}

/** Arguments and outputs are names of nodes, and so are the effects, which must run although no output needs them. */
export interface TracedGraph {
  /** A serialized GraphDef. */
  readonly definition: Uint8Array;
  readonly arguments: readonly string[];
  readonly outputs: readonly string[];
  readonly effects: readonly string[];
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

const registeredVariables = () => Object.values(engine.state.registeredVariables);

/** What tfjs itself says of a disposed tensor, without a name. */
const TFJS_DISPOSED = 'Tensor is disposed.';

class Trace implements VariableListener {
  private readonly graph = new Graph();
  private readonly dependencies = new Dependencies(this.graph);
  /** Node output of each native tensor seen so far, and its dtype. */
  private readonly names = new Map<number, string>();
  private readonly dtypes = new Map<number, number>();
  /** Tensors that differ from call to call: inputs, variables, and what is computed from them. */
  private readonly varying = new Set<number>();
  /** Numbers and texts that the function itself gave to TensorFlow, and the data of tfjs' tensors over them. */
  private readonly constants = new Map<number, { shape: number[]; dtype: number; values: unknown }>();
  private readonly made = new WeakSet<object>();
  /** Tensors from outside, by their native id. */
  private readonly outer = new Map<number, object>();
  private readonly captures: { dataId: object; placeholder: string }[] = [];
  /** The variables there are, by the entry in the backend that each has for itself. */
  private readonly registered = new Map<object, tf.Variable>();
  private readonly readIds: number[] = [];
  private readonly kept: tf.Tensor[] = [];
  /** The first reason why the function cannot be traced; kept, as the function may swallow it. */
  private refusal: Error | undefined;

  private readonly binding: Binding = backend.binding;
  private readonly inputIdsOf = backend.getInputTensorIds.bind(backend);
  private restore = () => {};

  constructor(private readonly captured: 'constant' | 'argument') {}

  run(fn: (inputs: readonly tf.Tensor[]) => TensorTree, inputs: readonly tf.Tensor[]): TracedFunction {
    const before = new Set(registeredVariables());
    for (const variable of before) {
      separateVariable(variable);
      this.registered.set(variable.dataId, variable);
    }
    let placeholders: string[] = [];
    let outputs: string[] = [];
    const leaves: tf.Tensor[] = [];
    let rebuild: TracedFunction['rebuild'] = () => [];
    try {
      tf.tidy(() => {
        const [standIns, names] = this.standIns(inputs);
        placeholders = names;
        this.listen();
        const result = fn(standIns);
        checkResult(result);
        rebuild = takeApart(result, leaves);
        outputs = backend.getInputTensorIds(leaves).map((id) => this.output(id));
      });
    } catch (error) {
      dropTape();
      this.refusal ??=
        (error as Error)?.message === TFJS_DISPOSED ? new Error(refusedTensor('is disposed')) : undefined;
      throw this.refusal ?? error;
    } finally {
      this.stop();
      this.tidyUp(before, leaves);
    }
    if (this.refusal !== undefined) throw this.refusal;
    return this.traced(placeholders, outputs, rebuild);
  }

  private traced(placeholders: string[], outputs: string[], rebuild: TracedFunction['rebuild']): TracedFunction {
    const variables = [...this.dependencies.used.values()];
    const others = [...this.captures, ...variables].map(({ placeholder }) => placeholder);
    return {
      graph: {
        definition: this.graph.serialize(),
        arguments: [...placeholders, ...others],
        outputs,
        effects: this.dependencies.effects,
      },
      captured: this.captures.map(({ dataId }) => dataId),
      variables: variables.map(({ resource }) => resource),
      written: this.dependencies.written,
      rebuild,
    };
  }

  /** Gives back what the trace made; what the function wants to outlive it, and cannot, is a reason to refuse. */
  private tidyUp(before: ReadonlySet<tf.Variable>, returned: readonly tf.Tensor[]): void {
    for (const tensor of this.kept) {
      if (tensor.isDisposed || !this.varying.has(this.inputIdsOf([tensor])[0])) continue;
      if (!returned.includes(tensor)) this.refusal ??= new Error(refusedKept);
      tensor.dispose();
    }
    for (const id of this.readIds) this.binding.deleteTensor(id);
    for (const variable of registeredVariables()) {
      if (before.has(variable)) continue;
      this.refusal ??= new Error(refusedVariable(variable.name));
      variable.dispose();
    }
  }

  /**
   * Each input is traced as a native tensor of its own, sharing its memory: one tensor given twice, or found outside
   * as well, must not be taken for one and the same argument.
   */
  private standIns(inputs: readonly tf.Tensor[]): [standIns: tf.Tensor[], placeholders: string[]] {
    const standIns = inputs.map((input) => {
      const [id] = this.inputIdsOf([input]);
      const { dtype } = backend.tensorMap.get(input.dataId);
      return toTensor(this.identity(id, dtype));
    });
    const placeholders = standIns.map(({ dataId }) => {
      const { id, dtype, shape } = backend.tensorMap.get(dataId);
      const name = this.graph.placeholder(dtype, shape);
      this.know(id, name, dtype, true);
      return name;
    });
    return [standIns, placeholders];
  }

  private identity(id: number, dtype: number): NativeTensor {
    return this.binding.executeOp('Identity', [typeAttribute('T', dtype)], [id], 1)[0];
  }

  private know(id: number, name: string, dtype: number, varying: boolean): void {
    this.names.set(id, name);
    this.dtypes.set(id, dtype);
    if (varying) this.varying.add(id);
  }

  private listen(): void {
    const keep = engine.keep.bind(engine);
    this.restore = replaceMembers([
      [backend, { ...this.heardReads(), ...this.heardTensors() }],
      [
        engine,
        {
          keep: (tensor: tf.Tensor) => {
            this.kept.push(tensor);
            return keep(tensor);
          },
          disposeVariable: ({ name }: tf.Variable) => this.refuse(refusedDisposal(name)),
        },
      ],
      [
        tf.Variable.prototype,
        {
          assign(this: tf.Variable, value: tf.Tensor) {
            assignVariable(this, value);
          },
        },
      ],
      [Math, { random: () => this.refuse(refusedRandom()) }],
    ]);
    activeTrace = this;
    setVariableListener(this);
  }

  /** How tensors reach the binding, and what is run there. */
  private heardTensors() {
    const write = backend.write.bind(backend);
    const { binding } = this;
    const heard: Partial<Binding> = {
      createTensor: (shape, dtype, values) => this.createTensor(shape, dtype, values),
      executeOp: (name, attributes, inputs, outputs) => this.executeOp(name, attributes, inputs, outputs),
      tensorDataSync: (id) => {
        if (this.varying.has(id)) this.refuse(refusedRead(this.describe(id)));
        return binding.tensorDataSync(id);
      },
    };
    return {
      binding: { ...binding, ...heard },
      getInputTensorIds: (tensors: readonly tf.TensorInfo[]) => tensors.map((tensor) => this.inputId(tensor)),
      write: (...given: Parameters<typeof write>) => {
        const dataId = write(...given);
        this.made.add(dataId);
        return dataId;
      },
    };
  }

  private heardReads() {
    const readSync = backend.readSync.bind(backend);
    return {
      readSync: (dataId: object) => {
        if (this.registered.has(dataId)) this.refuse(refusedRead('a variable'));
        return readSync(dataId);
      },
      // `data()` and `array()`: a promise that is never kept, so that nothing runs after the trace has failed.
      read: async (dataId: object) => {
        try {
          return backend.readSync(dataId);
        } catch (error) {
          if (error === this.refusal) return new Promise(() => undefined);
          throw error;
        }
      },
    };
  }

  private stop(): void {
    this.restore();
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

  /** The variable that a tensor is; undefined where it is another, and one that can be used. */
  private variableOf(tensor: tf.TensorInfo): tf.Variable | undefined {
    const variable = this.registered.get(tensor.dataId);
    if (variable !== undefined) return variable;
    const reason = unusable(tensor);
    return reason === undefined ? undefined : this.refuse(refusedTensor(reason));
  }

  private inputId(tensor: tf.TensorInfo): number {
    const { dataId } = tensor;
    const variable = this.variableOf(tensor);
    if (variable !== undefined) return this.read(bindVariable(variable));
    // What the function was given by tfjs itself (a 64 bit integer) or has made is heard as it becomes native.
    if (dataId === undefined || this.made.has(dataId)) return this.inputIdsOf([tensor as tf.Tensor])[0];
    const { id, values } = backend.tensorMap.get(dataId);
    const native = values === null ? id : this.outside(() => this.inputIdsOf([tensor as tf.Tensor])[0]);
    if (!this.names.has(native)) this.outer.set(native, dataId);
    return native;
  }

  /**
   * tfjs' clone shares the entry of what is cloned, which never changes; that of a variable does. So within a trace the
   * clone of a variable is what the variable is at this moment.
   */
  copy(tensor: tf.TensorInfo): tf.Tensor | undefined {
    const variable = this.variableOf(tensor);
    if (variable === undefined) return undefined;
    const resource = bindVariable(variable);
    const id = this.read(resource);
    const [copy] = this.executeOp('Identity', [typeAttribute('T', resource.dtype)], [id], 1);
    this.dependencies.isValueOf(this.use(resource), this.nameOf(copy.id));
    return toTensor(copy);
  }

  private createTensor(shape: number[], dtype: number, values: unknown): number {
    const id = this.binding.createTensor(shape, dtype, values);
    // A copy: the caller may reuse its array after the trace, a constant may not change.
    const own = ArrayBuffer.isView(values) ? bytesOf(values).slice() : [...(values as Uint8Array[])];
    this.constants.set(id, { shape: [...shape], dtype, values: own });
    return id;
  }

  private executeOp(op: string, given: NativeAttribute[], inputs: number[], outputs: number): NativeTensor[] {
    const varying = inputs.some((id) => this.varying.has(id));
    const refused = refusedOp(op, varying);
    if (refused !== undefined) this.refuse(refused);
    const variables = inputs.flatMap((id) => this.dependencies.used.get(id) ?? []);
    const effect = effectOf(op, outputs, variables.length > 0);
    if (effect === undefined) return this.refuse(refusedEffect(op, variables[0]?.resource.variable.name));

    const names = inputs.map((id) => this.nameOf(id, op));
    const attributes = withInputTypes(
      op,
      given,
      inputs.map((id) => this.dtypes.get(id)),
    );
    const idle = effect === 'write' || effect === 'act';
    const results = idle
      ? []
      : effect === 'pass'
        ? [this.identity(inputs[0], this.dtypes.get(inputs[0]) as number)]
        : this.binding.executeOp(op, given, inputs, outputs);
    const after = this.dependencies.before(effect, variables).map((name) => `^${name}`);
    const node = this.graph.add(op, [...names, ...after], attributes);
    this.dependencies.added(node, effect, names, variables);
    results.forEach(({ id, dtype }, i) => {
      this.know(id, i === 0 ? node : `${node}:${i}`, dtype, varying || effect !== 'compute');
    });
    return results;
  }

  /** The value of a variable at this point of the function; read once between two writes. */
  read(resource: Resource): number {
    const variable = this.use(resource);
    if (variable.readId !== undefined) return variable.readId;
    const type = [typeAttribute('dtype', resource.dtype)];
    const [{ id }] = this.executeOp('ReadVariableOp', type, [resource.handle], 1);
    this.dependencies.isValueOf(variable, this.nameOf(id));
    this.readIds.push(id);
    variable.readId = id;
    return id;
  }

  /** Binding a variable gives it another entry, by which it is known from then on. */
  use(resource: Resource): TracedVariable {
    this.registered.set(resource.variable.dataId, resource.variable);
    return this.dependencies.use(resource);
  }

  private nameOf(id: number, op = 'output'): string {
    const known = this.names.get(id) ?? this.dependencies.used.get(id)?.placeholder;
    if (known !== undefined) return known;
    const constant = this.constants.get(id);
    if (constant !== undefined) return this.constant(id, constant.dtype, constant.shape, constant.values);
    const dataId = this.outer.get(id);
    if (dataId === undefined) return this.refuse(`compile: op ${op} uses a native tensor of unknown origin.`);
    return this.capture(id, dataId);
  }

  private constant(id: number, dtype: number, shape: readonly number[], values: unknown): string {
    const name = this.graph.constant(dtype, shape, values as Uint8Array | Uint8Array[]);
    this.know(id, name, dtype, false);
    return name;
  }

  /** A tensor made before the trace: its value becomes a constant (tensors never change in tfjs), or it an argument. */
  private capture(id: number, dataId: object): string {
    const { dtype, shape } = backend.tensorMap.get(dataId);
    // What stands for something outside (a writer of summaries, a table) has no value to copy.
    if (this.captured === 'argument' || dtype === DataType.resource) {
      const placeholder = this.graph.placeholder(dtype, shape);
      this.captures.push({ dataId, placeholder });
      this.know(id, placeholder, dtype, false);
      return placeholder;
    }
    return this.constant(id, dtype, shape, this.valuesOf(id, dtype));
  }

  /** Bytes, or texts. Kinds that tfjs' add-on cannot read are read as int32. */
  private valuesOf(id: number, dtype: number): unknown {
    const narrow = NARROW.get(dtype);
    if (narrow === undefined) {
      const values = this.binding.tensorDataSync(id);
      return ArrayBuffer.isView(values) ? bytesOf(values) : values;
    }
    const types = [typeAttribute('SrcT', dtype), typeAttribute('DstT', DataType.int32)];
    const [wide] = this.binding.executeOp('Cast', types, [id], 1);
    const values = narrow.from(this.binding.tensorDataSync(wide.id) as Int32Array);
    this.binding.deleteTensor(wide.id);
    return bytesOf(values);
  }

  /** Outputs pass through Identity, so that an input or a constant may be one, and wait for no update. */
  private output(id: number): string {
    const name = this.nameOf(id);
    const node = this.graph.add('Identity', [name], [typeAttribute('T', this.dtypes.get(id) as number)]);
    this.dependencies.added(node, 'compute', [name], []);
    return node;
  }
}

const typeAttribute = (name: string, value: number): NativeAttribute => ({ name, type: AttributeKind.type, value });

const NARROW = new Map<number, { from(values: Int32Array): ArrayBufferView }>([
  [DataType.uint8, Uint8Array],
  [DataType.int16, Int16Array],
  [DataType.uint16, Uint16Array],
]);

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => new Uint8Array(buffer, byteOffset, byteLength);
