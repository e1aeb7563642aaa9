import fs from 'node:fs';
import { readJson } from '../../lib/data/files';

/** outputs/EXPERIMENT/PROFILE/result.json: what a lesson measured, and all that one must know to measure it again. */
export interface ResultFile {
  experiment: string;
  title?: string;
  profile: 'quick' | 'full';
  data: { name: string; source: string; checksum: string; encoding?: string } | null;
  sizes: Record<string, number> | null;
  seed: number;
  versions: Record<string, string>;
  device: unknown;
  seconds: number;
  commit: string | null;
  date?: string;
  results: Record<string, unknown>;
  reference?: Record<string, number>;
}

/** Fields without which a number cannot be reproduced, with the test each must pass. */
const PROVENANCE: Record<string, (result: ResultFile) => boolean> = {
  experiment: ({ experiment }) => Boolean(experiment),
  profile: ({ profile }) => profile === 'quick' || profile === 'full',
};

export function missingProvenance(result: ResultFile): string[] {
  return Object.keys(PROVENANCE).filter((field) => !PROVENANCE[field](result));
}

/** @returns null where nothing was recorded */
export function readResult(file: string): ResultFile | null {
  return fs.existsSync(file) ? readJson<ResultFile>(file) : null;
}
