/**
 * Reads Python's pickle format as far as tensors and numbers need it, and runs nothing.
 *
 * A pickle is a program for a small stack machine (Python's Lib/pickletools.py lists its operations). What makes it
 * dangerous is that it may name any function of Python and call it; here a name stands for nothing but what the reader
 * hands in, and any other is refused.
 */

import { UserError } from '../errors';

/** What a name of Python's stands for: it is called with the arguments that the pickle gives. */
export type Constructor = (args: readonly unknown[]) => unknown;

export interface PickleReader {
  /** By `module.name`, such as `collections.OrderedDict`. */
  readonly constructors: Readonly<Record<string, Constructor>>;
  /** What stands outside of the pickle: PyTorch's storages. */
  readonly persistent?: (id: unknown) => unknown;
  /** The file's name in errors. */
  readonly file: string;
}

/** More values than any file of weights has: a pickle can ask for memory without end. */
const MAX_STEPS = 20_000_000;

const MARK = Symbol('mark');

/** Python's dict: keys need not be texts. */
export type PickleDict = Map<unknown, unknown>;

/** Something of Python's that was named: a function not yet called, or a class. */
export class PickleName {
  constructor(readonly name: string) {}
}

/**
 * Reads one pickle.
 * @returns its value, and where the bytes after it begin.
 * @throws UserError where the pickle is cut off, damaged, or names something else than the constructors.
 */
export function unpickle(bytes: Uint8Array, start: number, reader: PickleReader): { value: unknown; end: number } {
  return new Unpickler(bytes, start, reader).run();
}

class Unpickler {
  private stack: unknown[] = [];
  private readonly memo = new Map<number, unknown>();
  private readonly view: DataView;
  private at: number;

  constructor(
    private readonly bytes: Uint8Array,
    start: number,
    private readonly reader: PickleReader,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
  }

  run(): { value: unknown; end: number } {
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      const opcode = this.uint8();
      if (opcode === STOP) return { value: this.pop(), end: this.at };
      const operation = OPERATIONS[opcode];
      if (operation === undefined) this.fail(`operation 0x${opcode.toString(16)} is none that weights need`);
      operation(this);
    }
    return this.fail('it does not end');
  }

  fail(why: string): never {
    throw new UserError(`${this.reader.file}: the pickle in this file cannot be read (${why}); get the file anew.`);
  }

  push(value: unknown): void {
    this.stack.push(value);
  }

  pop(): unknown {
    const value = this.stack.pop();
    if (value === undefined || value === MARK) this.fail('a value is missing');
    return value;
  }

  top(): unknown {
    const value = this.stack.at(-1);
    if (value === undefined || value === MARK) this.fail('a value is missing');
    return value;
  }

  mark(): void {
    this.stack.push(MARK);
  }

  /** Everything since the last mark. */
  sinceMark(): unknown[] {
    const index = this.stack.lastIndexOf(MARK);
    if (index < 0) this.fail('a mark is missing');
    const values = this.stack.slice(index + 1);
    this.stack.length = index;
    return values;
  }

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  rememberNext(): void {
    this.remember(this.memo.size);
  }

  recall(index: number): void {
    if (!this.memo.has(index)) this.fail(`value ${index} was never remembered`);
    this.push(this.memo.get(index));
  }

  name(module: unknown, name: unknown): void {
    const full = `${module}.${name}`;
    if (!Object.hasOwn(this.reader.constructors, full)) {
      throw new UserError(
        `${this.reader.file}: the file asks for ${full}, which is no part of weights, and nothing of it was run; only files of tensors are read: save the state_dict alone, or as safetensors.`,
      );
    }
    this.push(new PickleName(full));
  }

  call(): void {
    const args = this.pop();
    const named = this.pop();
    if (!(named instanceof PickleName) || !Array.isArray(args)) this.fail('what it calls is no name');
    this.push(this.reader.constructors[named.name](args));
  }

  /** Gives an object its state: attributes of a dict beside its entries, which weights have no use for. */
  build(): void {
    this.pop();
    this.top();
  }

  persistent(): void {
    const id = this.pop();
    if (this.reader.persistent === undefined) this.fail('it points outside of itself');
    this.push(this.reader.persistent(id));
  }

  set(pairs: readonly unknown[]): void {
    const dict = this.top();
    if (!(dict instanceof Map) || pairs.length % 2 !== 0) this.fail('entries are given to what is no dictionary');
    for (let i = 0; i < pairs.length; i += 2) dict.set(pairs[i], pairs[i + 1]);
  }

  append(values: readonly unknown[]): void {
    const list = this.top();
    if (!Array.isArray(list)) this.fail('elements are given to what is no list');
    for (const value of values) list.push(value);
  }

  uint8(): number {
    return this.take(1)[0];
  }

  uint16(): number {
    const at = this.skip(2);
    return this.view.getUint16(at, true);
  }

  int32(): number {
    const at = this.skip(4);
    return this.view.getInt32(at, true);
  }

  uint32(): number {
    const at = this.skip(4);
    return this.view.getUint32(at, true);
  }

  /** A length of 8 bytes. */
  uint64(): number {
    const at = this.skip(8);
    return Number(this.view.getBigUint64(at, true));
  }

  /** Big-endian, the one number that is. */
  float64(): number {
    const at = this.skip(8);
    return this.view.getFloat64(at, false);
  }

  /** An integer of any length, little-endian, in two's complement; a bigint beyond 2^53. */
  long(length: number): number | bigint {
    const digits = this.take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = value * 256n + BigInt(digits[i]);
    const signed = length > 0 ? BigInt.asIntN(8 * length, value) : 0n;
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }

  text(length: number): string {
    return Buffer.from(this.take(length)).toString('utf8');
  }

  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) this.fail('it is cut off');
    const text = this.text(end - this.at);
    this.skip(1);
    return text;
  }

  take(length: number): Uint8Array {
    const at = this.skip(length);
    return this.bytes.subarray(at, at + length);
  }

  private skip(length: number): number {
    const at = this.at;
    if (!(length >= 0) || at + length > this.bytes.length) this.fail('it is cut off');
    this.at += length;
    return at;
  }
}

const code = (letter: string) => letter.charCodeAt(0);
const STOP = code('.');

/** The operations of protocols 2 to 4 that containers, texts, numbers and calls are made of. */
const OPERATIONS: Readonly<Record<number, (machine: Unpickler) => void>> = {
  128: (m) => void m.uint8(), // PROTO
  149: (m) => void m.uint64(), // FRAME
  [code('(')]: (m) => m.mark(),
  [code('0')]: (m) => void m.pop(),
  [code('1')]: (m) => void m.sinceMark(),
  [code('N')]: (m) => m.push(null),
  136: (m) => m.push(true),
  137: (m) => m.push(false),
  [code('J')]: (m) => m.push(m.int32()),
  [code('K')]: (m) => m.push(m.uint8()),
  [code('M')]: (m) => m.push(m.uint16()),
  138: (m) => m.push(m.long(m.uint8())),
  139: (m) => m.push(m.long(m.int32())),
  [code('G')]: (m) => m.push(m.float64()),
  [code('X')]: (m) => m.push(m.text(m.uint32())),
  140: (m) => m.push(m.text(m.uint8())),
  141: (m) => m.push(m.text(m.uint64())),
  [code('B')]: (m) => m.push(m.take(m.uint32())),
  [code('C')]: (m) => m.push(m.take(m.uint8())),
  [code('U')]: (m) => m.push(m.text(m.uint8())),
  [code('T')]: (m) => m.push(m.text(m.int32())),
  [code(')')]: (m) => m.push([]),
  [code('t')]: (m) => m.push(m.sinceMark()),
  133: (m) => m.push([m.pop()]),
  134: (m) => m.push([m.pop(), m.pop()].reverse()),
  135: (m) => m.push([m.pop(), m.pop(), m.pop()].reverse()),
  [code(']')]: (m) => m.push([]),
  [code('l')]: (m) => m.push(m.sinceMark()),
  [code('a')]: (m) => m.append([m.pop()]),
  [code('e')]: (m) => m.append(m.sinceMark()),
  [code('}')]: (m) => m.push(new Map()),
  [code('d')]: (m) => {
    const pairs = m.sinceMark();
    m.push(new Map());
    m.set(pairs);
  },
  [code('s')]: (m) => m.set([m.pop(), m.pop()].reverse()),
  [code('u')]: (m) => m.set(m.sinceMark()),
  [code('q')]: (m) => m.remember(m.uint8()),
  [code('r')]: (m) => m.remember(m.uint32()),
  148: (m) => m.rememberNext(),
  [code('h')]: (m) => m.recall(m.uint8()),
  [code('j')]: (m) => m.recall(m.uint32()),
  [code('c')]: (m) => m.name(m.line(), m.line()),
  147: (m) => {
    const name = m.pop();
    m.name(m.pop(), name);
  },
  [code('R')]: (m) => m.call(),
  129: (m) => m.call(),
  [code('b')]: (m) => m.build(),
  [code('Q')]: (m) => m.persistent(),
};
