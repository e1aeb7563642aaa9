import { UserError } from '../../errors';
import { type ByteSource, lettersAt } from './byte-source';
import { compandedEncoding, plainEncoding, type SampleEncoding, type SampleLayout } from './samples';

const LONGEST_HEADER = 2 ** 16;

/** Whether a file is of NIST SPHERE, in which collections of speech such as TIMIT come, often called .wav. */
export function isNist(source: ByteSource): boolean {
  return lettersAt(source, 0, 8) === 'NIST_1A\n';
}

/**
 * Finds the samples of a NIST SPHERE file (National Institute of Standards and Technology, 1990): a header of text,
 * then integers of 8 to 32 bits, mu-law or A-law.
 * @throws UserError where the file is truncated, makes no sense, or is encoded in another way.
 */
export function nistLayout(source: ByteSource, name: string): SampleLayout {
  const start = Number(lettersAt(source, 8, 8));
  if (!(Number.isInteger(start) && start >= 16 && start <= LONGEST_HEADER)) {
    throw new UserError(`${name}: the header of this NIST SPHERE file has no length; copy it again.`);
  }
  // Lines such as "sample_rate -i 16000" or "sample_coding -s4 ulaw".
  const lines = lettersAt(source, 0, start).matchAll(/^(\w+) -[irs]\d* (.*)$/gm);
  const fields = new Map([...lines].map(([, key, value]) => [key, value.trim()]));
  const number = (key: string, otherwise: number) => Number(fields.get(key) ?? otherwise);
  const channels = number('channel_count', 1);
  const length = number('sample_count', Math.floor((source.size - start) / channels));
  const coding = fields.get('sample_coding') ?? 'pcm';
  const isCount = Number.isInteger(channels) && channels >= 1 && channels <= 65_535 && Number.isInteger(length);
  const encoding = isCount ? encodingOf(coding, fields, channels) : undefined;
  if (encoding === undefined) {
    throw new UserError(
      `${name}: a NIST SPHERE file of ${channels} channels, coding "${coding}" cannot be read; save it as PCM of 16 or 24 bits.`,
    );
  }
  const end = start + length * encoding.unitBytes;
  if (end > source.size || end < start) {
    throw new UserError(
      `${name}: expected ${end - start} bytes of samples, found ${Math.max(0, source.size - start)}: the file is truncated; copy it again.`,
    );
  }
  return { encoding, channels, sampleRate: number('sample_rate', 0), start, end };
}

function encodingOf(coding: string, fields: ReadonlyMap<string, string>, channels: number): SampleEncoding | undefined {
  if (coding === 'ulaw' || coding === 'mu-law') return compandedEncoding('mu-law', channels);
  if (coding === 'alaw') return compandedEncoding('A-law', channels);
  const bytes = Number(fields.get('sample_n_bytes') ?? 2);
  if (coding !== 'pcm' || ![1, 2, 3, 4].includes(bytes)) return undefined;
  // "01" is the lowest byte first, "10" the highest.
  const littleEndian = (fields.get('sample_byte_format') ?? '01').startsWith('0');
  return plainEncoding({ kind: 'signed', bytes, littleEndian }, channels);
}
