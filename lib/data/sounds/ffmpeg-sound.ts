import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../../errors';
import { type ByteSource, piecesOf, sourceOf } from '../formats/byte-source';
import type { SampleLayout } from '../formats/samples';
import { readWav, wavLayout } from '../formats/wav';
import type { OpenedSound } from './opened-sound';

/** What ffmpeg writes before the first samples is shorter than this. */
const HEADER = 4096;

/** The program in a folder of PATH; undefined where it is not installed. */
function findFfmpeg(): string | undefined {
  const names = process.platform === 'win32' ? ['ffmpeg.exe'] : ['ffmpeg'];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const places = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  return places.find((place) => {
    try {
      fs.accessSync(place, fs.constants.X_OK);
      return fs.statSync(place).isFile();
    } catch {
      return false;
    }
  });
}

/**
 * Decodes a sound of any format by the ffmpeg that is installed here: the last resort, and said so in a note.
 * @param kind the format's name, for the sentence.
 * @returns undefined where ffmpeg is not installed.
 * @throws UserError where ffmpeg finds no sound in it.
 */
export async function openByFfmpeg(source: ByteSource, kind: string, name: string): Promise<OpenedSound | undefined> {
  const program = findFfmpeg();
  if (program === undefined) return undefined;
  const output = floatsOf(program, source, `${name}: this ${kind} file cannot be decoded by ffmpeg`);
  const first = await output.next();
  if (first.done) throw new UserError(`${name}: ffmpeg finds no sound in this ${kind} file; leave it out.`);
  const layout = wavLayout(readWav(sourceOf(first.value), name), name);
  return {
    sampleRate: layout.sampleRate,
    note: `decoded by ${versionOf(program)} of this machine`,
    blocks: () => decoded(first.value.subarray(layout.start), output, layout),
  };
}

/** Samples of whatever pieces of them arrive. */
async function* decoded(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
  { encoding }: SampleLayout,
): AsyncGenerator<Float32Array[]> {
  let left = first;
  for (let next: IteratorResult<Uint8Array> | undefined; next?.done !== true; next = await rest.next()) {
    const bytes = next === undefined ? left : Buffer.concat([left, next.value]);
    const whole = bytes.length - (bytes.length % encoding.unitBytes);
    if (whole > 0) yield encoding.decode(bytes.subarray(0, whole));
    left = bytes.subarray(whole);
  }
}

/** A WAV file of floats as ffmpeg writes it, piece by piece; the first holds the whole header. */
async function* floatsOf(program: string, source: ByteSource, failure: string): AsyncGenerator<Uint8Array> {
  // A file of ours, because ffmpeg must be able to go back in it, and because a name may be anything.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-ffmpeg-'));
  const file = path.join(folder, 'sound');
  try {
    for (const piece of piecesOf(source, 0, source.size)) fs.appendFileSync(file, piece);
    const format = ['-map', '0:a:0', '-map_metadata', '-1', '-c:a', 'pcm_f32le', '-f', 'wav', 'pipe:1'];
    const child = spawn(program, ['-nostdin', '-v', 'error', '-xerror', '-i', file, ...format], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'close');
    try {
      let complaint = '';
      child.stderr.on('data', (text: Buffer) => {
        complaint = `${complaint}${text}`.slice(0, 1000);
      });
      let header: Buffer = Buffer.alloc(0);
      for await (const piece of child.stdout) {
        if (header.length >= HEADER) yield piece;
        else {
          header = Buffer.concat([header, piece]);
          if (header.length >= HEADER) yield header;
        }
      }
      const [code] = await ended;
      if (code !== 0) {
        const why = complaint.replaceAll(`${file}: `, '').split('\n')[0].trim();
        throw new UserError(`${failure} (${why || `exit code ${code}`}); copy it again, or convert it to WAV.`);
      }
      if (header.length > 0 && header.length < HEADER) yield header;
    } finally {
      child.kill('SIGKILL');
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** "ffmpeg 7.1", as the program says it. */
function versionOf(program: string): string {
  const line = execFileSync(program, ['-version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return (
    /^ffmpeg version (\S+)/
      .exec(line)
      ?.slice(1, 2)
      .map((version) => `ffmpeg ${version}`)[0] ?? 'ffmpeg'
  );
}
