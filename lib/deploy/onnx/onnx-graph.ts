/**
 * A graph of ONNX operators as it grows, and the bytes of its file (onnx.proto of ONNX, IR version 9).
 *
 * Operators are those of operator set 20: the first with Gelu, and one that the runtimes of today all read.
 */

import { bytesField, concat, floatField, textField, varintField } from '../../tensorflow/graph/protobuf';

export const OPSET = 20;
export const IR_VERSION = 9;

/** An attribute of an operator: an integer, a text, several of one kind, or numbers that are marked as floats. */
export type OnnxAttribute = number | string | readonly number[] | readonly string[] | OnnxFloats;

/** Numbers that are floats even where they are whole. */
export class OnnxFloats {
  constructor(readonly values: number | readonly number[]) {}
}

/** A side of a value: a length, or the name of one that may vary. */
export type OnnxSide = number | string;

export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly OnnxSide[];
  readonly type: 'float32' | 'uint8';
}

const FLOAT = 1;
const UINT8 = 2;
const INT64 = 7;

/** Numbers of AttributeProto's types. */
const ATTRIBUTE = { float: 1, int: 2, text: 3, floats: 6, ints: 7, texts: 8 } as const;

export class OnnxGraph {
  private readonly nodes: Uint8Array[] = [];
  private readonly constants = new Map<string, Uint8Array>();
  private readonly taken = new Set<string>();
  /** Operators by how often they stand in the graph. */
  readonly operators = new Map<string, number>();

  /** A name that nothing else has. */
  fresh(wanted: string): string {
    let name = wanted;
    for (let n = 1; this.taken.has(name); n++) name = `${wanted}_${n}`;
    this.taken.add(name);
    return name;
  }

  /**
   * Adds an operator with one output.
   * @param inputs names of values; '' leaves an optional one out.
   * @returns the output's name.
   */
  add(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    wanted = operator,
  ): string {
    return this.addAll(operator, inputs, attributes, [this.fresh(wanted)])[0];
  }

  /** The same with outputs of given names; '' leaves one out. */
  addAll(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    outputs: readonly string[],
  ): readonly string[] {
    this.operators.set(operator, (this.operators.get(operator) ?? 0) + 1);
    const named = Object.entries(attributes).map(([name, value]) => bytesField(5, attributeProto(name, value)));
    this.nodes.push(
      concat([
        ...inputs.map((name) => textField(1, name)),
        ...outputs.map((name) => textField(2, name)),
        textField(3, this.fresh(`${operator}_node`)),
        textField(4, operator),
        ...named,
      ]),
    );
    return outputs;
  }

  /** A constant of floats. @returns its name. */
  floats(wanted: string, shape: readonly number[], values: ArrayLike<number>): string {
    const data = values instanceof Float32Array ? values : Float32Array.from(values);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return this.constant(wanted, FLOAT, shape, bytes);
  }

  /** A constant list of integers. @returns its name. */
  ints(wanted: string, values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.constant(wanted, INT64, [values.length], new Uint8Array(data.buffer));
  }

  private constant(wanted: string, type: number, shape: readonly number[], bytes: Uint8Array): string {
    const name = this.fresh(wanted);
    const dims = shape.map((side) => varintField(1, side));
    this.constants.set(name, concat([...dims, varintField(2, type), textField(8, name), bytesField(9, bytes)]));
    return name;
  }

  /** The whole file. */
  serialize(model: {
    readonly name: string;
    readonly inputs: readonly OnnxValue[];
    readonly outputs: readonly OnnxValue[];
    readonly metadata: Readonly<Record<string, string>>;
  }): Uint8Array {
    const graph = concat([
      ...this.nodes.map((node) => bytesField(1, node)),
      textField(2, model.name),
      ...[...this.constants.values()].map((tensor) => bytesField(5, tensor)),
      ...model.inputs.map((value) => bytesField(11, valueInfo(value))),
      ...model.outputs.map((value) => bytesField(12, valueInfo(value))),
    ]);
    const metadata = Object.entries(model.metadata).map(([key, value]) =>
      bytesField(14, concat([textField(1, key), textField(2, value)])),
    );
    return concat([
      varintField(1, IR_VERSION),
      textField(2, 'cahier'),
      bytesField(7, graph),
      bytesField(8, concat([textField(1, ''), varintField(2, OPSET)])),
      ...metadata,
    ]);
  }
}

function attributeProto(name: string, value: OnnxAttribute): Uint8Array {
  const typed = (type: number, ...fields: Uint8Array[]) =>
    concat([textField(1, name), ...fields, varintField(20, type)]);
  if (value instanceof OnnxFloats) {
    const { values } = value;
    return typeof values === 'number'
      ? typed(ATTRIBUTE.float, floatField(2, values))
      : typed(ATTRIBUTE.floats, ...values.map((each) => floatField(7, each)));
  }
  if (typeof value === 'number') return typed(ATTRIBUTE.int, varintField(3, value));
  if (typeof value === 'string') return typed(ATTRIBUTE.text, textField(4, value));
  return isTexts(value)
    ? typed(ATTRIBUTE.texts, ...value.map((each) => textField(9, each)))
    : typed(ATTRIBUTE.ints, ...value.map((each) => varintField(8, each)));
}

const isTexts = (values: readonly (number | string)[]): values is readonly string[] => typeof values[0] === 'string';

function valueInfo({ name, shape, type }: OnnxValue): Uint8Array {
  const dims = shape.map((side) => bytesField(1, typeof side === 'number' ? varintField(1, side) : textField(2, side)));
  const element = varintField(1, type === 'float32' ? FLOAT : UINT8);
  const tensor = concat([element, bytesField(2, concat(dims))]);
  return concat([textField(1, name), bytesField(2, bytesField(1, tensor))]);
}
