/**
 * A TensorFlow graph under construction, and its serialized form.
 *
 * GraphDef is a protocol buffer; the dozen fields needed are written by hand (tensorflow/core/framework:
 * graph.proto, node_def.proto, attr_value.proto, tensor.proto, tensor_shape.proto).
 */

import type { NativeAttribute } from './backend';
import { bytesField, concat, floatField, textField, varintField } from './protobuf';

/** TensorFlow's dtype numbers (types.proto). */
export const DataType = {
  float32: 1,
  int32: 3,
  uint8: 4,
  int16: 5,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
  uint16: 17,
  resource: 20,
} as const;

/** Kinds of attribute, numbered as the binding does (TF_AttrType of c_api.h); `tensor` occurs in graphs only. */
export const AttributeKind = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5, tensor: 6 } as const;

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: readonly NativeAttribute[];
}

export class Graph {
  private readonly nodes: GraphNode[] = [];

  get size(): number {
    return this.nodes.length;
  }

  /** Adds a node and returns its name, which is also the name of its first output; the next is `name:1`. */
  add(op: string, inputs: readonly string[], attributes: readonly NativeAttribute[]): string {
    // Names may not begin with an underscore, as some fused ops do.
    const name = `${op.replace(/^_/, '')}_${this.nodes.length}`;
    this.nodes.push({ name, op, inputs, attributes });
    return name;
  }

  placeholder(dtype: number, shape: readonly number[]): string {
    return this.add(
      'Placeholder',
      [],
      [
        { name: 'dtype', type: AttributeKind.type, value: dtype },
        { name: 'shape', type: AttributeKind.shape, value: shape },
      ],
    );
  }

  /** A constant of the given bytes (little-endian, row-major), or of texts, one an element. */
  constant(dtype: number, shape: readonly number[], values: Uint8Array | readonly Uint8Array[]): string {
    const elements = values instanceof Uint8Array ? [bytesField(4, values)] : values.map((text) => bytesField(8, text));
    const content = concat([varintField(1, dtype), bytesField(2, encodeShape(shape)), ...elements]);
    return this.add(
      'Const',
      [],
      [
        { name: 'dtype', type: AttributeKind.type, value: dtype },
        { name: 'value', type: AttributeKind.tensor, value: content },
      ],
    );
  }

  /** The serialized GraphDef. */
  serialize(): Uint8Array {
    const versions = concat([varintField(1, 1087), varintField(2, 12)]);
    return concat([...this.nodes.map((node) => bytesField(1, encodeNode(node))), bytesField(4, versions)]);
  }
}

function encodeNode({ name, op, inputs, attributes }: GraphNode): Uint8Array {
  return concat([
    textField(1, name),
    textField(2, op),
    ...inputs.map((input) => textField(3, input)),
    ...attributes.map((attribute) =>
      bytesField(5, concat([textField(1, attribute.name), bytesField(2, encodeAttribute(attribute))])),
    ),
  ]);
}

function encodeAttribute({ name, type, value }: NativeAttribute): Uint8Array {
  switch (type) {
    case AttributeKind.string:
      return textField(2, value as string);
    case AttributeKind.int:
      return Array.isArray(value)
        ? bytesField(1, concat(value.map((item) => varintField(3, item))))
        : varintField(3, value as number);
    case AttributeKind.float:
      return Array.isArray(value)
        ? bytesField(1, concat(value.map((item) => floatField(4, item))))
        : floatField(4, value as number);
    case AttributeKind.bool:
      return Array.isArray(value)
        ? bytesField(1, concat(value.map((item) => varintField(5, item ? 1 : 0))))
        : varintField(5, value ? 1 : 0);
    case AttributeKind.type:
      return Array.isArray(value)
        ? bytesField(1, concat(value.map((item) => varintField(6, item))))
        : varintField(6, value as number);
    case AttributeKind.shape:
      return bytesField(7, encodeShape(value as number[]));
    case AttributeKind.tensor:
      return bytesField(8, value as Uint8Array);
    default:
      throw new RangeError(`attribute ${name}: kind ${type} cannot be written into a graph`);
  }
}

function encodeShape(shape: readonly number[]): Uint8Array {
  return concat(shape.map((dimension) => bytesField(2, varintField(1, dimension))));
}
