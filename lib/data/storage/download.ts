import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Dispatcher, EnvHttpProxyAgent, fetch, type Response } from 'undici';
import { UserError } from '../../errors';

/** In hexadecimal. MD5 is what data sets' authors publish: it guards against accidents, not against malice. */
export interface Checksum {
  readonly algorithm: 'md5' | 'sha256';
  readonly value: string;
}

export interface DownloadOptions {
  /** Addresses of the same file, tried in turn. */
  readonly urls: readonly string[];
  /** Where it goes; until it is whole and checked it is called FILE.part, from which a later call goes on. */
  readonly file: string;
  /** Its checksum; without one nothing is known of what arrives but that it arrived whole. */
  readonly checksum?: Checksum;
  /** Called at each piece that arrives; `total` is undefined where the server does not say. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
  /** Attempts in a row, over all addresses, that may pass without a new byte; default 5. */
  readonly attempts?: number;
  /** Pause in milliseconds before a second attempt, doubled each time; default 1,000. */
  readonly pause?: number;
}

/** Milliseconds without a byte after which a connection is given up. */
const SILENCE = 30_000;

/**
 * Downloads a file. A broken connection is taken up where it broke (HTTP Range), now or in a later call; a wrong
 * checksum leaves nothing behind. Honours HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
 * @throws UserError where no address answers or the checksum is wrong.
 */
export async function download({
  urls,
  file,
  checksum,
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
  if (checksum !== undefined) {
    const found = await digestOf(part, checksum.algorithm);
    if (found !== checksum.value) {
      discard(part);
      // What an earlier call left may be of another file: once more, from the start.
      if (resumed) return download({ urls, file, checksum, onProgress, attempts, pause });
      throw new UserError(
        `${urls.join(', ')}: what arrived is not the expected file (${checksum.algorithm.toUpperCase()} ${found}, expected ${checksum.value}) and was thrown away; try again later, or give files you have with --from PATH.`,
      );
    }
  }
  fs.rmSync(versionFile(part), { force: true });
  fs.renameSync(part, file);
}

/** Digest of a file, in hexadecimal. */
export async function digestOf(file: string, algorithm: Checksum['algorithm']): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of fs.createReadStream(file)) hash.update(piece);
  return hash.digest('hex');
}

/**
 * Where the server's name for the version of the file is kept, beside the part of it: what is still lacking is asked for
 * of that version alone, so that two are never joined.
 */
const versionFile = (part: string) => `${part}.version`;

function discard(part: string): void {
  fs.rmSync(part, { force: true });
  fs.rmSync(versionFile(part), { force: true });
}

/** Appends to `part` what it still lacks of the file at `url`. */
async function fetchRest(url: string, part: string, onProgress: DownloadOptions['onProgress']): Promise<void> {
  const start = sizeOf(part);
  const version = readVersion(part);
  const ranges = { Range: `bytes=${start}-`, ...(version && { 'If-Range': version }) };
  const response = await get(url, start > 0 ? ranges : {});
  const { status, headers } = response;
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  if (status === 416) {
    await response.body?.cancel();
    if (Number(range?.[2]) === start) return; // the part is already whole
    discard(part);
    throw new Error('the server has a shorter file than the part kept from before');
  }
  const appended = status === 206 && Number(range?.[1]) === start;
  if (!appended && status !== 200) {
    await response.body?.cancel();
    throw new Error(`the server answered ${status} ${response.statusText}`);
  }
  writeVersion(part, headers.get('etag') ?? headers.get('last-modified'));
  let received = appended ? start : 0;
  const length = headers.get('content-length');
  const total = length === null ? undefined : received + Number(length);
  await appendTo(part, appended ? 'a' : 'w', response, (piece) => {
    received += piece.length;
    onProgress?.(received, total);
  });
  if (total !== undefined && received !== total)
    throw new Error(`the connection broke at ${received} of ${total} bytes`);
}

function readVersion(part: string): string | undefined {
  const file = versionFile(part);
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

/** A weak tag (W/"...") says that two files are alike, not that they are the same. */
function writeVersion(part: string, version: string | null): void {
  if (version === null || version.startsWith('W/')) fs.rmSync(versionFile(part), { force: true });
  else fs.writeFileSync(versionFile(part), version);
}

/** Writes each piece as it arrives: what came before a connection broke is kept, to the last byte. */
async function appendTo(
  file: string,
  flags: 'a' | 'w',
  { body }: Response,
  onPiece: (piece: Uint8Array) => void,
): Promise<void> {
  const descriptor = fs.openSync(file, flags);
  try {
    for await (const piece of body ?? []) {
      const bytes = piece as Uint8Array;
      for (let written = 0; written < bytes.length; ) written += fs.writeSync(descriptor, bytes, written);
      onPiece(bytes);
    }
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The response to GET, redirections followed, through the proxy that the environment names at the time. */
async function get(url: string, headers: Record<string, string>): Promise<Response> {
  const dispatcher: Dispatcher = new EnvHttpProxyAgent({
    connectTimeout: SILENCE,
    headersTimeout: SILENCE,
    bodyTimeout: SILENCE,
    // A proxy is asked for http itself; only https, which it may not read, goes through a tunnel.
    proxyTunnel: false,
  });
  try {
    return await fetch(url, {
      dispatcher,
      headers: { ...headers, 'User-Agent': 'cahier', 'Accept-Encoding': 'identity' },
    });
  } catch (error) {
    throw rootCause(error as Error);
  }
}

/** `fetch failed` says nothing, nor does `Request was cancelled`: what they were caused by does. */
function rootCause(error: Error): Error {
  return error.cause instanceof Error ? rootCause(error.cause) : error;
}

function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
