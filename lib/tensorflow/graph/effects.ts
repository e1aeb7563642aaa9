/**
 * What native operations do besides computing their outputs. A graph must keep it, and in its order, as the automatic
 * control dependencies of tf.function do.
 */

import { isStateful } from './operation-types';

/** Operations that change a variable. */
const WRITES = /^(Assign(Add|Sub)?VariableOp|Resource(Sparse)?Apply\w+|ResourceScatter\w+|ResourceStridedSliceAssign)$/;

/** Operations that look at a variable and leave it as it is. */
const READS = new Set(['ReadVariableOp', 'ResourceGather', 'ResourceGatherNd', 'VarIsInitializedOp', 'VariableShape']);

/** Operations that tell of the world and leave it as it is. */
const LOOKS = /^(Timestamp|LookupTable(Find|Size|Export)(V2)?|QueueSize(V2)?|QueueIsClosed(V2)?)$/;

/** Operations that act on the world and whose output is like their first input. */
const PASSES =
  /^(Print|CheckNumerics(V2)?|DebugIdentity(V[23])?|CollectiveReduce(V[23])?|CollectivePermute|CollectiveBcastSend(V2)?|NcclAllReduce)$/;

/**
 * - `compute`: nothing;
 * - `read` and `write`: of the variables among the inputs;
 * - `look`: what it tells depends on what was done before;
 * - `act`: it changes something outside; it has no output. `pass`: the same, and its output is like its first input.
 */
export type Effect = 'compute' | 'read' | 'write' | 'look' | 'act' | 'pass';

/** The effect of an operation; undefined where it is not known what it does to a variable, or what it would give. */
export function effectOf(op: string, outputs: number, onVariable: boolean): Effect | undefined {
  if (onVariable) return WRITES.test(op) ? 'write' : READS.has(op) ? 'read' : undefined;
  if (outputs === 0) return 'act';
  if (!isStateful(op)) return 'compute';
  return LOOKS.test(op) ? 'look' : PASSES.test(op) ? 'pass' : undefined;
}
