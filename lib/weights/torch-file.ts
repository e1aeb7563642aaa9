import { unzipSync } from 'fflate';
import { UserError } from '../errors';
import { type NumberFormat, numberFormats } from './number-formats';
import type { NamedArray } from './safetensors';
import { type Constructor, type PickleDict, PickleName, unpickle } from './unpickle';
import { checkZipDirectory } from './zip-directory';

/**
 * The arrays of a PyTorch file (.pth, .pt, .bin), by name. Both formats are read: the zip archive of today, and that of
 * before 1.6, pickles one behind another. Nothing in the file is run; PyTorch is not needed.
 *
 * @param bytes the whole file. @param file its name in errors.
 * @returns every tensor in the file; those of a dictionary or list within are named by the way to them, `0.conv.weight`,
 * where more than one such container holds tensors, and as they stand there, `conv.weight`, where one does.
 * @throws UserError where the file is damaged, or holds anything but tensors, numbers and texts.
 */
export function readTorchFile(bytes: Uint8Array, file: string): Record<string, NamedArray> {
  const value = isZip(bytes) ? readArchive(bytes, file) : readPickles(bytes, file);
  return named(value, file);
}

const isZip = (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b;

/** A tensor's numbers as they lie in the file, shared by the tensors that are cut out of them. */
class Storage {
  /** Set once the bytes are found: in the old format they stand behind the pickles. */
  data?: Float32Array | Int32Array;

  constructor(
    readonly type: NumberFormat,
    readonly key: string,
    /** In elements. */
    readonly size: number,
  ) {}
}

/** What PyTorch calls the formats of numbers. */
const storageTypes: Readonly<Record<string, NumberFormat>> = {
  FloatStorage: numberFormats.F32,
  DoubleStorage: numberFormats.F64,
  HalfStorage: numberFormats.F16,
  BFloat16Storage: numberFormats.BF16,
  LongStorage: numberFormats.I64,
  IntStorage: numberFormats.I32,
  ShortStorage: numberFormats.I16,
  CharStorage: numberFormats.I8,
  ByteStorage: numberFormats.U8,
  BoolStorage: numberFormats.BOOL,
};

/** A tensor before its storage's bytes are known. */
class TorchTensor {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

/** The names of Python's that tensors, and the numbers beside them, are built from. */
function constructors(file: string): Record<string, Constructor> {
  const damaged = (why: string) => new UserError(`${file}: ${why}; get the file anew.`);
  const tensor: Constructor = ([storage, offset, shape, strides]) => {
    const sizes = [offset, ...[shape, strides].flat()];
    const lists = Array.isArray(shape) && Array.isArray(strides) && shape.length === strides.length;
    if (
      !(storage instanceof Storage) ||
      !lists ||
      !sizes.every((size) => Number.isSafeInteger(size) && Number(size) >= 0)
    ) {
      throw damaged('a tensor in it has no shape');
    }
    const last = shape.reduce((sum, side, axis) => sum + (side - 1) * strides[axis], Number(offset));
    const empty = shape.includes(0);
    if (!empty && last >= storage.size) throw damaged(`a tensor of shape [${shape}] is larger than its storage`);
    return new TorchTensor(storage, Number(offset), shape, strides);
  };
  return {
    'collections.OrderedDict': ([pairs]) => new Map(Array.isArray(pairs) ? (pairs as [unknown, unknown][]) : []),
    'torch._utils._rebuild_tensor_v2': tensor,
    'torch._utils._rebuild_parameter': ([data]) => data,
    ...Object.fromEntries(Object.keys(storageTypes).map((name) => [`torch.${name}`, () => null])),
    // Numbers of numpy, as training scripts leave them beside the weights: what they are is no weight, and let go.
    'numpy.core.multiarray.scalar': () => null,
    'numpy._core.multiarray.scalar': () => null,
    'numpy.dtype': () => new Map(),
    '_codecs.encode': ([text]) => text,
  };
}

/** The storages that a pickle points to, by key. */
class Storages {
  readonly byKey = new Map<string, Storage>();

  constructor(private readonly file: string) {}

  /** @param id what PyTorch writes of a storage: ('storage', class, key, device, elements). */
  readonly find = (id: unknown): Storage => {
    const [kind, type, key, , size] = Array.isArray(id) ? id : [];
    const known = type instanceof PickleName ? storageTypes[type.name.replace(/^torch\./, '')] : undefined;
    if (kind !== 'storage' || known === undefined || typeof key !== 'string' || !Number.isSafeInteger(size)) {
      throw new UserError(`${this.file}: a storage in it is of an unknown kind; save the weights as safetensors.`);
    }
    const storage = this.byKey.get(key) ?? new Storage(known, key, size as number);
    this.byKey.set(key, storage);
    return storage;
  };

  /** Gives a storage its bytes. */
  fill(key: string, bytes: Uint8Array | undefined): void {
    const storage = this.byKey.get(key);
    if (storage === undefined) return;
    const wanted = storage.size * storage.type.width;
    if (bytes?.length !== wanted) {
      const found = bytes === undefined ? 'none are there' : `${bytes.length} are there`;
      throw new UserError(`${this.file}: storage ${key} wants ${wanted} bytes, ${found}; get the file anew.`);
    }
    try {
      // A copy, because the bytes need not be aligned in the file.
      storage.data = storage.type.decode(Uint8Array.from(bytes).buffer);
    } catch (error) {
      throw new UserError(`${this.file}: storage ${key} cannot be read (${(error as Error).message}).`);
    }
  }
}

function readArchive(bytes: Uint8Array, file: string): unknown {
  let entries: Record<string, Uint8Array>;
  try {
    checkZipDirectory(bytes);
    entries = unzipSync(bytes);
  } catch (error) {
    throw new UserError(`${file} is no whole zip archive (${(error as Error).message}); get the file anew.`);
  }
  const pickle = Object.keys(entries).find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined) {
    throw new UserError(`${file} is a zip archive without data.pkl: no file of PyTorch's; name the .pth inside of it.`);
  }
  const folder = pickle.slice(0, -'data.pkl'.length);
  const order = entries[`${folder}byteorder`];
  if (order !== undefined && Buffer.from(order).toString().trim() !== 'little') {
    throw new UserError(`${file} was written on a big-endian machine; save the weights as safetensors.`);
  }
  const storages = new Storages(file);
  const reader = { file, constructors: constructors(file), persistent: storages.find };
  const { value } = unpickle(entries[pickle], 0, reader);
  for (const key of storages.byKey.keys()) storages.fill(key, entries[`${folder}data/${key}`]);
  return value;
}

/** What the old format begins with. */
const MAGIC = 0x1950a86a20f9469cfc6cn;

/** Magic number, version, sizes of types, the value, the keys of the storages; then each storage: its size, its bytes. */
function readPickles(bytes: Uint8Array, file: string): unknown {
  if (bytes[0] !== 0x80) {
    throw new UserError(`${file} is no file of PyTorch's: it begins neither as a zip archive nor as a pickle.`);
  }
  const storages = new Storages(file);
  const plain = { file, constructors: {} };
  const magic = unpickle(bytes, 0, plain);
  if (magic.value !== MAGIC) throw new UserError(`${file} is a pickle, but none that PyTorch wrote; give a .pth file.`);
  const version = unpickle(bytes, magic.end, plain);
  const machine = unpickle(bytes, version.end, plain);
  const reader = { file, constructors: constructors(file), persistent: storages.find };
  const { value, end } = unpickle(bytes, machine.end, reader);
  const keys = unpickle(bytes, end, plain);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = keys.end;
  for (const key of Array.isArray(keys.value) ? keys.value : []) {
    const storage = storages.byKey.get(key);
    if (storage === undefined || at + 8 > bytes.length) throw new UserError(`${file} is cut off; get the file anew.`);
    const size = Number(view.getBigInt64(at, true)) * storage.type.width;
    at += 8;
    storages.fill(key, bytes.subarray(at, at + size));
    at += size;
  }
  return value;
}

/** All tensors of a value by name. */
function named(value: unknown, file: string): Record<string, NamedArray> {
  const containers = new Map<string, Record<string, NamedArray>>();
  const visit = (item: unknown, path: readonly string[]): void => {
    if (item instanceof TorchTensor) {
      const folder = path.slice(0, -1).join('.');
      const tensors = containers.get(folder) ?? {};
      containers.set(folder, tensors);
      tensors[path[path.length - 1] ?? 'tensor'] = contiguous(item, file);
    } else if (item instanceof Map) {
      for (const [key, child] of item as PickleDict) visit(child, [...path, String(key)]);
    } else if (Array.isArray(item)) {
      for (const [index, child] of item.entries()) visit(child, [...path, String(index)]);
    }
  };
  visit(value, []);
  if (containers.size === 0) throw new UserError(`${file} holds no tensors; give a file of weights (a state_dict).`);
  if (containers.size === 1) return [...containers.values()][0];
  return Object.fromEntries(
    [...containers].flatMap(([folder, tensors]) =>
      Object.entries(tensors).map(([name, tensor]) => [folder === '' ? name : `${folder}.${name}`, tensor]),
    ),
  );
}

/** A tensor's numbers in row-major order: it may be a transposed or partial view of its storage. */
function contiguous({ storage, offset, shape, strides }: TorchTensor, file: string): NamedArray {
  const { data } = storage;
  if (data === undefined) throw new UserError(`${file}: storage ${storage.key} is not in it; get the file anew.`);
  const size = shape.reduce((product, side) => product * side, 1);
  const rowMajor = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  if (rowMajor.every((stride, axis) => stride === strides[axis] || shape[axis] === 1)) {
    return { shape, data: data.slice(offset, offset + size) };
  }
  const values = data instanceof Float32Array ? new Float32Array(size) : new Int32Array(size);
  for (let index = 0; index < size; index++) {
    const place = shape.reduce(
      (sum, side, axis) => sum + (Math.floor(index / rowMajor[axis]) % side) * strides[axis],
      0,
    );
    values[index] = data[offset + place];
  }
  return { shape, data: values };
}
