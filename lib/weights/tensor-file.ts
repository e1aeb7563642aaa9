/** Files of named arrays that are larger than one would hold in memory: written and read one array at a time. */

import fs from 'node:fs/promises';
import path from 'node:path';
import { cannotWrite, temporaryName } from '../data/storage/files';
import { UserError } from '../errors';
import {
  type ArrayLayout,
  bytesOf,
  damaged,
  decodeArray,
  decodeHeader,
  encodeHeader,
  headerEnd,
  LENGTH_BYTES,
  type NamedArray,
  type TensorHeader,
} from './safetensors';

/** An array whose numbers are fetched when they are written. */
export interface PendingArray extends ArrayLayout {
  readonly read: () => NamedArray['data'];
}

/** What is written or read at once. */
const PIECE = 2 ** 26;

/**
 * Writes a safetensors file whole or not at all, in memory no more than one array at a time.
 * @throws UserError where the disk refuses; nothing is left then, and an older file stays.
 */
export async function writeTensors(
  file: string,
  arrays: Readonly<Record<string, PendingArray>>,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const temporary = temporaryName(file);
  try {
    await fs.mkdir(path.dirname(file), { recursive: true });
    const handle = await fs.open(temporary, 'wx');
    try {
      await writeAll(handle, encodeHeader(arrays, metadata));
      for (const { read } of Object.values(arrays)) await writeAll(handle, bytesOf(read()));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined);
    throw (error as NodeJS.ErrnoException).code === undefined ? error : cannotWrite(file, error);
  }
}

async function writeAll(handle: fs.FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, Math.min(PIECE, bytes.length - done));
    done += bytesWritten;
  }
}

/** A safetensors file whose header is read, and whose arrays are when they are asked for. */
export interface OpenTensors extends TensorHeader {
  read(name: string): Promise<NamedArray>;
  close(): Promise<void>;
}

/**
 * Opens a safetensors file.
 * @returns undefined where there is none. @throws UserError where it cannot be read or is damaged.
 */
export async function openTensors(file: string): Promise<OpenTensors | undefined> {
  const handle = await fs.open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UserError(`${file} cannot be read (${error.message})`);
  });
  if (handle === undefined) return undefined;
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new UserError(`${file} is a folder or a device, where a file was expected`);
    const first = await readRange(handle, 0, Math.min(LENGTH_BYTES, stat.size), file);
    const begin = headerEnd(first, file, stat.size);
    const header = decodeHeader(await readRange(handle, 0, begin, file), file, stat.size);
    return {
      ...header,
      async read(name) {
        const entry = header.entries[name];
        const bytes = await readRange(handle, entry.start, entry.end, file);
        return decodeArray(name, entry, bytes.buffer as ArrayBuffer, file);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readRange(handle: fs.FileHandle, start: number, end: number, file: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(PIECE, bytes.length - done), start + done);
    if (bytesRead === 0) throw damaged(file, 'it became shorter while it was read');
    done += bytesRead;
  }
  return bytes;
}
