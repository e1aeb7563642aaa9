import http from 'node:http';
import type { AddressInfo } from 'node:net';

const BYTES = 400_000;
const PIECE = 10_000;
const PAUSE_MS = 15;

/** What the server serves: the same in every process. */
export const serverFile = (): Uint8Array =>
  Uint8Array.from({ length: BYTES }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 24);

/** Serves a file slowly, from any byte on, so that a download can be killed in its middle. */
export async function serveSlowly(): Promise<{ url: string; close: () => void }> {
  const content = serverFile();
  const server = http.createServer((request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, {
      'Content-Length': BYTES - start,
      ...(start > 0 && { 'Content-Range': `bytes ${start}-${BYTES - 1}/${BYTES}` }),
    });
    let next = start;
    const timer = setInterval(() => {
      response.write(content.subarray(next, next + PIECE));
      next += PIECE;
      if (next < BYTES) return;
      clearInterval(timer);
      response.end();
    }, PAUSE_MS);
    response.once('close', () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/file`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
