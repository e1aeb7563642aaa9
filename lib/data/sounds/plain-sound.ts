import { aiffLayout } from '../formats/aiff';
import { auLayout } from '../formats/au';
import type { ByteSource } from '../formats/byte-source';
import { cafLayout } from '../formats/caf';
import { nistLayout } from '../formats/nist';
import { decodedBlocks, lengthOf, type SampleLayout } from '../formats/samples';
import { readWav, wavLayout } from '../formats/wav';
import { readWave64 } from '../formats/wave64';
import type { OpenedSound } from './opened-sound';

/** Formats whose samples lie in the file at a place that its header tells. */
const layouts = {
  wav: (source: ByteSource, name: string) => wavLayout(readWav(source, name), name),
  wave64: (source: ByteSource, name: string) => wavLayout(readWave64(source, name), name),
  aiff: aiffLayout,
  au: auLayout,
  caf: cafLayout,
  nist: nistLayout,
};

export type PlainFormat = keyof typeof layouts;

export const isPlain = (format: string): format is PlainFormat => format in layouts;

/** Where the samples lie. @throws UserError where the file makes no sense. */
export function plainLayout(format: PlainFormat, source: ByteSource, name: string): SampleLayout {
  return layouts[format](source, name);
}

export function openPlain(format: PlainFormat, source: ByteSource, name: string): OpenedSound {
  const layout = plainLayout(format, source, name);
  return { sampleRate: layout.sampleRate, length: lengthOf(layout), blocks: () => decodedBlocks(source, layout) };
}
