import path from 'node:path';
import { readJson } from '../storage/files';

const DECODERS = [
  '@wasm-audio-decoders/flac',
  '@wasm-audio-decoders/ogg-vorbis',
  'mpg123-decoder',
  'opus-decoder',
] as const;

/** Versions of the packages that decode compressed sound: another one may give other samples. */
export function decoderVersions(): readonly string[] {
  versions ??= DECODERS.map((name) => {
    const { version } = readJson<{ version: string }>(path.join('node_modules', name, 'package.json'));
    return `${name} ${version}`;
  });
  return versions;
}

let versions: readonly string[] | undefined;
