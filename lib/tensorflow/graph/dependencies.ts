/**
 * The order of a graph's nodes, as far as no value says it: a read of a variable follows the write before it, a write
 * follows all who use the value that it replaces, and what acts on the world keeps the order in which it was called.
 */

import type { Effect } from './effects';
import { DataType, type Graph } from './graph';
import type { Resource } from './variables';

/** What a trace knows of a variable: its argument, its present read, who used that, and the last write. */
export interface TracedVariable {
  readonly resource: Resource;
  readonly placeholder: string;
  readId: number | undefined;
  readers: Set<string>;
  lastWrite: string | undefined;
}

export class Dependencies {
  /** Nodes that must run although no output needs them, in their order. */
  readonly effects: string[] = [];
  readonly written = new Set<Resource>();
  private readonly variables = new Map<number, TracedVariable>();
  private readonly values = new Map<string, TracedVariable>();
  private lastAct: string | undefined;

  constructor(private readonly graph: Graph) {}

  /** The variables by their handles. */
  get used(): ReadonlyMap<number, TracedVariable> {
    return this.variables;
  }

  /** What stands for a variable in the graph; made at its first use. */
  use(resource: Resource): TracedVariable {
    let variable = this.variables.get(resource.handle);
    if (variable === undefined) {
      const placeholder = this.graph.placeholder(DataType.resource, []);
      variable = { resource, placeholder, readId: undefined, readers: new Set(), lastWrite: undefined };
      this.variables.set(resource.handle, variable);
    }
    return variable;
  }

  /** The nodes that an operation on these variables must wait for. */
  before(effect: Effect, variables: readonly TracedVariable[]): string[] {
    const nodes = new Set<string>();
    for (const { lastWrite, readers } of variables) {
      if (lastWrite !== undefined) nodes.add(lastWrite);
      // They also let TensorFlow update where the value lies, instead of in a copy.
      if (effect === 'write') for (const reader of readers) nodes.add(reader);
    }
    if (isAct(effect) && this.lastAct !== undefined) nodes.add(this.lastAct);
    return [...nodes];
  }

  /** Remembers a node that was added, for those that come after it. */
  added(node: string, effect: Effect, inputs: readonly string[], variables: readonly TracedVariable[]): void {
    for (const input of inputs) this.values.get(input)?.readers.add(node);
    if (isAct(effect)) this.lastAct = node;
    if (effect === 'write' || isAct(effect)) this.effects.push(node);
    for (const variable of variables) {
      if (effect === 'read') variable.readers.add(node);
      if (effect === 'write') {
        variable.lastWrite = node;
        variable.readId = undefined;
        variable.readers = new Set();
        this.written.add(variable.resource);
      }
    }
  }

  /** Remembers that a node is the value of a variable itself, and no copy: who uses it, uses the variable. */
  isValueOf(variable: TracedVariable, node: string): void {
    this.values.set(node, variable);
  }
}

const isAct = (effect: Effect) => effect === 'act' || effect === 'pass' || effect === 'look';
