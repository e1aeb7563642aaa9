import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import tls from 'node:tls';
import { UserError } from '../../errors';

export interface DownloadOptions {
  /** Addresses of the same file, tried in turn. */
  readonly urls: readonly string[];
  /** Where it goes; until it is whole and checked it is called FILE.part, from which a later call goes on. */
  readonly file: string;
  /** MD5 of the file, in hexadecimal. */
  readonly md5?: string;
  /** Called at each piece that arrives; `total` is undefined where the server does not say. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
  /** Attempts in a row, over all addresses, that may pass without a new byte; default 5. */
  readonly attempts?: number;
  /** Pause in milliseconds before a second attempt, doubled each time; default 1,000. */
  readonly pause?: number;
}

const SILENCE = 30_000;
const MAX_REDIRECTS = 5;

/**
 * Downloads a file. A broken connection is taken up where it broke (HTTP Range), now or in a later call; a wrong
 * checksum leaves nothing behind. Honours HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
 * @throws UserError where no address answers or the checksum is wrong.
 */
export async function download({
  urls,
  file,
  md5,
  onProgress,
  attempts = 5,
  pause = 1000,
}: DownloadOptions): Promise<void> {
  const part = `${file}.part`;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const resumed = sizeOf(part) > 0;
  let failures = 0;
  for (let turn = 0; ; turn++) {
    const before = sizeOf(part);
    try {
      await fetchRest(urls[turn % urls.length], part, onProgress);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
        throw new UserError(
          `${file}: the disk is full; free some space and run the same line again, it goes on where it stopped.`,
        );
      }
      failures = sizeOf(part) > before ? 1 : failures + 1;
      if (failures >= attempts) {
        throw new UserError(
          `${urls.join(', ')}: the download failed (${(error as Error).message}); run the same line again, it goes on where it stopped, or give files you have with --from PATH.`,
        );
      }
      await wait(pause * 2 ** Math.min(failures - 1, 5));
    }
  }
  if (md5 !== undefined) {
    const found = await md5Of(part);
    if (found !== md5) {
      fs.rmSync(part);
      // What an earlier call left may be of another file: once more, from the start.
      if (resumed) return download({ urls, file, md5, onProgress, attempts, pause });
      throw new UserError(
        `${urls.join(', ')}: what arrived is not the expected file (MD5 ${found}, expected ${md5}) and was thrown away; try again later, or give files you have with --from PATH.`,
      );
    }
  }
  fs.renameSync(part, file);
}

/** MD5 of a file, in hexadecimal: what data sets' authors publish; it guards against accidents, not against malice. */
export async function md5Of(file: string): Promise<string> {
  const hash = createHash('md5');
  for await (const piece of fs.createReadStream(file)) hash.update(piece);
  return hash.digest('hex');
}

/** Appends to `part` what it still lacks of the file at `url`. */
async function fetchRest(url: string, part: string, onProgress: DownloadOptions['onProgress']): Promise<void> {
  const start = sizeOf(part);
  const response = await get(url, start > 0 ? { Range: `bytes=${start}-` } : {});
  const { statusCode, headers } = response;
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  if (statusCode === 416 && Number(range?.[2]) === start) {
    response.destroy();
    return; // the part is already whole
  }
  if (statusCode === 416) {
    response.destroy();
    fs.rmSync(part);
    throw new Error('the server has a shorter file than the part kept from before');
  }
  const appended = statusCode === 206 && Number(range?.[1]) === start;
  if (!appended && statusCode !== 200) {
    response.destroy();
    throw new Error(`the server answered ${statusCode} ${response.statusMessage}`);
  }
  let received = appended ? start : 0;
  const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  const total = length === undefined ? undefined : received + length;
  await appendTo(part, appended ? 'a' : 'w', response, (piece) => {
    received += piece.length;
    onProgress?.(received, total);
  });
  if (total !== undefined && received !== total)
    throw new Error(`the connection broke at ${received} of ${total} bytes`);
}

/** Writes each piece as it arrives: what came before a connection broke is kept, to the last byte. */
async function appendTo(
  file: string,
  flags: 'a' | 'w',
  response: http.IncomingMessage,
  onPiece: (piece: Buffer) => void,
): Promise<void> {
  const descriptor = fs.openSync(file, flags);
  try {
    await new Promise<void>((resolve, reject) => {
      response.on('data', (piece: Buffer) => {
        try {
          for (let written = 0; written < piece.length; ) written += fs.writeSync(descriptor, piece, written);
          onPiece(piece);
        } catch (error) {
          reject(error);
          response.destroy();
        }
      });
      response.on('end', resolve);
      response.on('error', reject);
      response.on('close', () => reject(new Error('the connection broke')));
    });
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The response to GET, redirections followed. */
async function get(url: string, headers: Record<string, string>, redirects = 0): Promise<http.IncomingMessage> {
  const response = await request(new URL(url), { ...headers, 'User-Agent': 'cahier', 'Accept-Encoding': 'identity' });
  const { statusCode = 0, headers: answer } = response;
  if (statusCode < 300 || statusCode >= 400 || answer.location === undefined) return response;
  response.destroy();
  if (redirects === MAX_REDIRECTS) throw new Error(`more than ${MAX_REDIRECTS} redirections`);
  return get(new URL(answer.location, url).href, headers, redirects + 1);
}

async function request(url: URL, headers: Record<string, string>): Promise<http.IncomingMessage> {
  const proxy = proxyFor(url);
  if (!proxy) return send(url.protocol === 'https:' ? https : http, url, { headers });
  if (url.protocol === 'http:') {
    const options = { host: proxy.hostname, port: proxy.port || 80, path: url.href };
    return send(http, undefined, { ...options, headers: { ...headers, ...authorization(proxy), Host: url.host } });
  }
  const socket = await tunnel(proxy, url);
  return send(https, url, { headers, agent: false, createConnection: () => socket });
}

function send(
  client: typeof http | typeof https,
  url: URL | undefined,
  options: https.RequestOptions,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = url ? client.get(url, options, resolve) : client.get(options, resolve);
    outgoing.setTimeout(SILENCE, () => outgoing.destroy(new Error(`no answer for ${SILENCE / 1000} s`)));
    outgoing.on('error', reject);
  });
}

/** A TLS connection to `url` through an HTTP proxy. */
function tunnel(proxy: URL, url: URL): Promise<tls.TLSSocket> {
  const target = `${url.hostname}:${url.port || 443}`;
  return new Promise((resolve, reject) => {
    const client = proxy.protocol === 'https:' ? https : http;
    const connect = client.request({
      host: proxy.hostname,
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: { Host: target, ...authorization(proxy) },
    });
    connect.setTimeout(SILENCE, () => connect.destroy(new Error(`the proxy gave no answer for ${SILENCE / 1000} s`)));
    connect.on('error', reject);
    connect.on('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(tls.connect({ socket, servername: url.hostname }));
      else reject(new Error(`the proxy answered ${response.statusCode} ${response.statusMessage}`));
    });
    connect.end();
  });
}

function authorization(proxy: URL): Record<string, string> {
  if (!proxy.username) return {};
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function proxyFor({ protocol, hostname }: URL): URL | undefined {
  const value = (name: string) => process.env[name.toLowerCase()] || process.env[name];
  const excluded = (value('NO_PROXY') ?? '').split(/[\s,]+/).filter(Boolean);
  if (
    excluded.some((host) => host === '*' || hostname === host || hostname.endsWith(`.${host.replace(/^\*?\./, '')}`))
  ) {
    return undefined;
  }
  const proxy = protocol === 'https:' ? value('HTTPS_PROXY') : value('HTTP_PROXY');
  return proxy ? new URL(proxy.includes('://') ? proxy : `http://${proxy}`) : undefined;
}

function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
