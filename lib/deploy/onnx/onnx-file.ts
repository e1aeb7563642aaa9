import { readFile } from '../../data/storage/files';
import { quoted, UserError } from '../../errors';

/** What an ONNX file says of itself, its graph left unread. */
export interface OnnxFileFacts {
  readonly irVersion: number;
  readonly producer: string;
  readonly opset: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly bytes: number;
}

/** Fields of ModelProto, and of what lies in it (onnx.proto). */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opsets: 8, metadata: 14 } as const;

/** Reads the header of an ONNX file. @throws UserError where it is none, or damaged. */
export function readOnnxFacts(file: string): OnnxFileFacts {
  const bytes = readFile(file, 'give a model folder, or an ONNX file');
  try {
    return factsOf(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`${file}: this is no ONNX file, or a damaged one (${quoted(error.message)}); export it again.`);
  }
}

function factsOf(bytes: Buffer): OnnxFileFacts {
  const fields = fieldsOf(bytes);
  const opset = fields.find(({ field }) => field === MODEL.opsets)?.bytes;
  const facts = {
    irVersion: fields.find(({ field }) => field === MODEL.irVersion)?.value ?? 0,
    producer: textOf(fields, MODEL.producer),
    opset: opset === undefined ? 0 : (fieldsOf(opset).find(({ field }) => field === 2)?.value ?? 0),
    metadata: Object.fromEntries(
      fields
        .filter(({ field }) => field === MODEL.metadata)
        .map(({ bytes }) => fieldsOf(bytes ?? Buffer.alloc(0)))
        .map((entry) => [textOf(entry, 1), textOf(entry, 2)]),
    ),
    bytes: bytes.length,
  };
  if (facts.irVersion === 0 || !fields.some(({ field }) => field === MODEL.graph)) {
    throw new RangeError('it has no graph');
  }
  return facts;
}

interface Field {
  readonly field: number;
  /** Of a number. */
  readonly value?: number;
  /** Of a text or a message. */
  readonly bytes?: Buffer;
}

const textOf = (fields: readonly Field[], wanted: number) =>
  fields.find(({ field }) => field === wanted)?.bytes?.toString('utf8') ?? '';

/** The fields of a message in the wire format of protocol buffers. @throws RangeError where they do not fill it. */
function fieldsOf(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const number = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      if (at >= bytes.length) throw new RangeError('it ends within a number');
      const byte = bytes[at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const skipped = (length: number) => {
    if (at + length > bytes.length) throw new RangeError('it ends within a field');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = number();
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === 0) fields.push({ field, value: number() });
    else if (wire === 2) fields.push({ field, bytes: skipped(number()) });
    else if (wire === 1 || wire === 5) skipped(wire === 1 ? 8 : 4);
    else throw new RangeError(`it has a field of the unknown kind ${wire}`);
  }
  return fields;
}
