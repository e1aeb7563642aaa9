import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { download } from '../../../lib/data/storage/download';
import { UserError } from '../../../lib/errors';

const CONTENT = randomBytes(300_000);
const checksum = { algorithm: 'md5', value: createHash('md5').update(CONTENT).digest('hex') } as const;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-download-'));
test.after(() => fs.rmSync(folder, { recursive: true }));

type Handler = (request: http.IncomingMessage, response: http.ServerResponse, start: number) => void;

/** A server for one test, and the byte at which each request asked to start. */
async function serve(context: test.TestContext, handler: Handler): Promise<{ url: string; starts: number[] }> {
  const starts: number[] = [];
  const server = http.createServer((request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    starts.push(start);
    handler(request, response, start);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`, starts };
}

/** Answers like a web server that knows ranges; breaks off after `piece` bytes. */
const breaking =
  (piece: number): Handler =>
  (_, response, start) => {
    const headers: http.OutgoingHttpHeaders = { 'Content-Length': CONTENT.length - start };
    if (start > 0) headers['Content-Range'] = `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}`;
    response.writeHead(start > 0 ? 206 : 200, headers);
    const end = Math.min(CONTENT.length, start + piece);
    response.write(CONTENT.subarray(start, end), () => (end < CONTENT.length ? response.destroy() : response.end()));
  };

let count = 0;
const target = () => path.join(folder, String(count++), 'file');

test('a connection that breaks is taken up where the part on disk ends, and the checksum holds', async (context) => {
  const { url, starts } = await serve(context, breaking(110_000));
  const file = target();
  let last = 0;
  const onProgress = (received: number, total?: number) => {
    assert.equal(total, CONTENT.length);
    last = received;
  };
  await download({ urls: [url], file, checksum, pause: 1, onProgress });
  assert.ok(fs.readFileSync(file).equals(CONTENT));
  // What was on the way when the connection broke may be lost, so it may take up a little before that.
  assert.ok(starts.length >= 3 && starts[0] === 0, `${starts}`);
  assert.ok(
    starts.every((start, i) => i === 0 || (start > starts[i - 1] && start <= starts[i - 1] + 110_000)),
    `${starts}`,
  );
  assert.equal(last, CONTENT.length);
  assert.deepEqual(fs.readdirSync(path.dirname(file)), ['file']);
});

test('a later call goes on where an earlier one gave up', async (context) => {
  const file = target();
  const broken = await serve(context, (request, response, start) =>
    start === 0 ? breaking(200_000)(request, response, start) : response.writeHead(503).end(),
  );
  await assert.rejects(
    download({ urls: [broken.url], file, checksum, pause: 1 }),
    (error: Error) => error instanceof UserError && /503.*run the same line again/.test(error.message),
  );
  assert.deepEqual(fs.readdirSync(path.dirname(file)), ['file.part']);
  const { size } = fs.statSync(`${file}.part`);
  assert.ok(size > 0);
  const { url, starts } = await serve(context, breaking(Number.POSITIVE_INFINITY));
  await download({ urls: [url], file, checksum, pause: 1 });
  assert.deepEqual(starts, [size]);
  assert.ok(fs.readFileSync(file).equals(CONTENT));
});

test('a server without ranges sends it all again', async (context) => {
  const file = target();
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(`${file}.part`, CONTENT.subarray(0, 1000));
  const { url } = await serve(context, (_, response) => response.end(CONTENT));
  await download({ urls: [url], file, checksum, pause: 1 });
  assert.ok(fs.readFileSync(file).equals(CONTENT));
});

test('a part that is whole is not fetched again; one of another file is thrown away', async (context) => {
  const { url } = await serve(context, (request, response, start) =>
    start >= CONTENT.length
      ? response.writeHead(416, { 'Content-Range': `bytes */${CONTENT.length}` }).end()
      : breaking(Number.POSITIVE_INFINITY)(request, response, start),
  );
  for (const part of [CONTENT, Buffer.concat([CONTENT, CONTENT]), randomBytes(1000)]) {
    const file = target();
    fs.mkdirSync(path.dirname(file));
    fs.writeFileSync(`${file}.part`, part);
    await download({ urls: [url], file, checksum, pause: 1 });
    assert.ok(fs.readFileSync(file).equals(CONTENT));
  }
});

test('a wrong checksum is refused and leaves nothing', async (context) => {
  const { url } = await serve(context, (_, response) => response.end('a page instead'));
  const file = target();
  await assert.rejects(
    download({ urls: [url], file, checksum, pause: 1 }),
    (error: Error) => error instanceof UserError && /not the expected file .* thrown away/.test(error.message),
  );
  assert.deepEqual(fs.readdirSync(path.dirname(file)), []);
});

test('a second address is tried, and redirections are followed', async (context) => {
  const good = await serve(context, breaking(Number.POSITIVE_INFINITY));
  const moved = await serve(context, (_, response) => response.writeHead(302, { Location: good.url }).end());
  const dead = await serve(context, (_, response) => response.writeHead(404).end());
  const file = target();
  await download({ urls: [dead.url, moved.url], file, checksum, pause: 1 });
  assert.ok(fs.readFileSync(file).equals(CONTENT));
});

test('a proxy of the environment is asked, but for hosts it is not meant for', async (context) => {
  const asked: string[] = [];
  const proxy = await serve(context, (request, response) => {
    asked.push(request.url ?? '');
    response.end(CONTENT);
  });
  context.after(() => {
    delete process.env.http_proxy;
    delete process.env.no_proxy;
  });
  process.env.http_proxy = new URL(proxy.url).origin;
  await download({ urls: ['http://data.invalid/file'], file: target(), checksum, pause: 1 });
  assert.deepEqual(asked, ['http://data.invalid/file']);
  process.env.no_proxy = '127.0.0.1';
  const direct = await serve(context, breaking(Number.POSITIVE_INFINITY));
  await download({ urls: [direct.url], file: target(), checksum, pause: 1 });
  assert.equal(asked.length, 1);
});

test('https goes through a tunnel of the proxy, with its user and password', async (context) => {
  const asked: string[] = [];
  const proxy = http.createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  context.after(() => proxy.close());
  context.after(() => {
    delete process.env.https_proxy;
  });
  process.env.https_proxy = `http://user:p%40ss@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  await assert.rejects(
    download({ urls: ['https://data.invalid/file'], file: target(), pause: 1, attempts: 1 }),
    (error: Error) => error instanceof UserError && /the download failed \(.*502/.test(error.message),
  );
  assert.deepEqual(asked, [`data.invalid:443 Basic ${Buffer.from('user:p@ss').toString('base64')}`]);
});

test('a part of another version of the file is not gone on with', async (context) => {
  const next = randomBytes(CONTENT.length);
  let version = '"1"';
  const { url } = await serve(context, (request, response, start) => {
    const content = version === '"1"' ? CONTENT : next;
    const same = start > 0 && request.headers['if-range'] === version;
    const from = same ? start : 0;
    const headers: http.OutgoingHttpHeaders = { 'Content-Length': content.length - from, ETag: version };
    if (same) headers['Content-Range'] = `bytes ${from}-${content.length - 1}/${content.length}`;
    response.writeHead(same ? 206 : 200, headers);
    const breaks = version === '"1"';
    version = '"2"';
    response.write(content.subarray(from, breaks ? 100_000 : undefined), () =>
      breaks ? response.destroy() : response.end(),
    );
  });
  const file = target();
  await download({ urls: [url], file, pause: 1 });
  assert.ok(fs.readFileSync(file).equals(next));
  assert.deepEqual(fs.readdirSync(path.dirname(file)), ['file']);
});
