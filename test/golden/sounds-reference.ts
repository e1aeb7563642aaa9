import fs from 'node:fs';
import path from 'node:path';

export interface SoundsReference {
  /** Which of the samples are listed: each `every`th. */
  readonly every: number;
  /** What libsndfile reads of each file of sounds/, mixed down. */
  readonly files: Readonly<Record<string, { rate: number; length: number; values: number[] }>>;
}

export const soundsFolder = path.join(__dirname, 'sounds');

/** Made by sounds.py. */
export const soundsReference: SoundsReference = JSON.parse(
  fs.readFileSync(path.join(__dirname, 'sounds.json'), 'utf8'),
);
