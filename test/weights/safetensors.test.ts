import assert from 'node:assert/strict';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { verifyChecksum, withChecksum } from '../../lib/weights/checksum';
import { decodeTensors } from '../../lib/weights/safetensors';
import { openTensors, type PendingArray, writeTensors } from '../../lib/weights/tensor-file';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-safetensors-'));
test.after(() => fs.rmSync(folder, { recursive: true }));

/** A file of one array, put together by hand from the format's description. */
function fileOf(dtype: string, shape: readonly number[], data: ArrayBufferView): Uint8Array {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const header = Buffer.from(JSON.stringify({ a: { dtype, shape, data_offsets: [0, bytes.length] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, bytes]);
}

/** As numbers lie in a file, and what they are; IEEE 754 worked out on paper. */
const FORMATS: Readonly<Record<string, readonly [ArrayBufferView, readonly number[]]>> = {
  F64: [Float64Array.of(1.5, -0, 1e300, Number.NaN), [1.5, -0, Number.POSITIVE_INFINITY, Number.NaN]],
  F32: [Float32Array.of(0.1, -3), [Math.fround(0.1), -3]],
  F16: [
    Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x3555, 0x8000, 0x7c00, 0xfc00, 0x7e00, 0x83ff),
    [1, -2, 65504, 2 ** -24, 2 ** -14, 0.333251953125, -0, Infinity, -Infinity, NaN, -(1023 / 1024) * 2 ** -14],
  ],
  BF16: [Uint16Array.of(0x3f80, 0xc049, 0x7f80, 0x0000, 0x0001), [1, -3.140625, Infinity, 0, 2 ** -133]],
  I64: [BigInt64Array.of(5n, -7n, -(2n ** 31n)), [5, -7, -(2 ** 31)]],
  U64: [BigUint64Array.of(0n, 2n ** 31n - 1n), [0, 2 ** 31 - 1]],
  I32: [Int32Array.of(-1, 2 ** 31 - 1), [-1, 2 ** 31 - 1]],
  U32: [Uint32Array.of(1, 2 ** 31 - 1), [1, 2 ** 31 - 1]],
  I16: [Int16Array.of(-32768, 32767), [-32768, 32767]],
  U16: [Uint16Array.of(65535, 1), [65535, 1]],
  I8: [Int8Array.of(-128, 127), [-128, 127]],
  U8: [Uint8Array.of(255, 1), [255, 1]],
  BOOL: [Uint8Array.of(0, 1, 2), [0, 1, 1]],
};

for (const [dtype, [data, numbers]] of Object.entries(FORMATS)) {
  test(`${dtype} is read, at once and array by array`, async () => {
    const bytes = fileOf(dtype, [numbers.length], data);
    const { a } = decodeTensors(bytes, 'file').tensors;
    assert.deepEqual([...a.data], numbers);
    const file = path.join(folder, `${dtype}.safetensors`);
    fs.writeFileSync(file, bytes);
    const opened = (await openTensors(file))!;
    assert.deepEqual(await opened.read('a'), a);
    await opened.close();
  });
}

test('an integer of more than 32 bits, a kind that is not known, and bytes that do not fit are refused', () => {
  const refused = (bytes: Uint8Array, message: RegExp) => assert.throws(() => decodeTensors(bytes, 'file'), message);
  refused(
    fileOf('I64', [1], BigInt64Array.of(2n ** 31n)),
    /^UserError: file: array a of I64 cannot be read: the integer 2147483648 has more than 32 bits/,
  );
  refused(fileOf('U32', [1], Uint32Array.of(2 ** 32 - 1)), /the integer 4294967295 has more than 32 bits/);
  refused(fileOf('F8_E4M3', [1], Uint8Array.of(1)), /array a has dtype F8_E4M3; known are F64, F32, F16, BF16,/);
  refused(fileOf('F16', [3], Uint16Array.of(1, 2)), /array a of shape \[3\] and F16 has 4 bytes, not 6/);
});

const arrays = (value: number): Record<string, PendingArray> =>
  Object.fromEntries(
    ['first', 'second'].map((name) => [
      name,
      { shape: [1000], dtype: 'F32', read: () => new Float32Array(1000).fill(value) },
    ]),
  );

async function firstOf(file: string): Promise<number> {
  const opened = (await openTensors(file))!;
  try {
    return (await opened.read('second')).data[999];
  } finally {
    await opened.close();
  }
}

for (const [code, sentence] of [
  ['ENOSPC', 'no space is left there; free some, or choose another place.'],
  ['EACCES', 'you have no right to; change the rights, or choose another place.'],
] as const) {
  test(`${code} half way through a file leaves the old one whole, and nothing beside it`, async (t) => {
    const file = path.join(folder, code, 'run.safetensors');
    await writeTensors(file, arrays(1), {});
    const { open } = promises;
    t.mock.method(promises, 'open', async (...args: Parameters<typeof open>) => {
      const handle = await open(...args);
      if (args[1] !== 'wx') return handle;
      let written = 0;
      const write = handle.write.bind(handle) as (...args: unknown[]) => Promise<{ bytesWritten: number }>;
      handle.write = (async (bytes: Uint8Array, from: number, length: number) => {
        if (written > 4000) throw Object.assign(new Error(`${code}: write`), { code });
        const done = await write(bytes, from, Math.min(length, 1500));
        written += done.bytesWritten;
        return done;
      }) as typeof handle.write;
      return handle;
    });
    await assert.rejects(writeTensors(file, arrays(2), {}), {
      name: 'UserError',
      message: `${file} cannot be written: ${sentence}`,
    });
    t.mock.restoreAll();
    assert.equal(await firstOf(file), 1);
    assert.deepEqual(fs.readdirSync(path.dirname(file)), ['run.safetensors']);
  });
}

test('a checksum finds one bit that turned, in an array, its name or the texts; without one a file passes', async () => {
  const file = path.join(folder, 'checked.safetensors');
  const verify = async () => {
    const opened = (await openTensors(file))!;
    await verifyChecksum(opened, file).finally(() => opened.close());
  };
  const metadata = { epochs: '12' };
  await writeTensors(file, withChecksum(arrays(3), metadata), metadata);
  await verify();
  const good = fs.readFileSync(file);
  for (const place of [
    good.indexOf('12"'),
    good.indexOf('first'),
    good.length - 40,
    good.length - 5000,
    good.length - 1,
  ]) {
    const bad = Buffer.from(good);
    bad[place] ^= 1;
    fs.writeFileSync(file, bad);
    await assert.rejects(verify(), {
      name: 'UserError',
      message: `${file} is not a whole safetensors file (its values are not those that were written); delete it or put the original back`,
    });
  }
  await writeTensors(file, arrays(3), metadata);
  await verify();
});
