import fs from 'node:fs';
import { readJson } from '../../lib/data/storage/files';
// The type alone: lib/notebook itself would load TensorFlow.
import type { ResultFile } from '../../lib/notebook/result';

export type { ResultFile };

const isHash = (value: unknown, digits: number): boolean =>
  typeof value === 'string' && new RegExp(`^[0-9a-f]{${digits}}$`).test(value);
const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0;
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** What a number needs to be measured again, with the test that each field must pass. */
const PROVENANCE: Record<string, (result: ResultFile) => boolean> = {
  experiment: ({ experiment }) => isText(experiment),
  title: ({ title }) => isText(title),
  profile: ({ profile }) => profile === 'quick' || profile === 'full',
  seed: ({ seed }) => Number.isInteger(seed),
  'versions.node': ({ versions }) => isText(versions?.node),
  'versions.tensorflow': ({ versions }) => isText(versions?.tensorflow),
  'device.processor': ({ device }) => isText(device?.processor),
  'device.cores': ({ device }) => isPositive(device?.cores),
  seconds: ({ seconds }) => isPositive(seconds),
  date: ({ date }) => !Number.isNaN(Date.parse(date)),
  'commit (null outside a git repository)': ({ commit }) => commit === null || isHash(commit, 40),
};

/** The same for what was measured on data. */
const DATA: Record<string, (result: ResultFile) => boolean> = {
  'data.name': ({ data }) => isText(data?.name),
  'data.source': ({ data }) => ['sample', 'full', 'drawn'].includes(data?.source ?? ''),
  'data.licence': ({ data }) => isText(data?.licence),
  'data.checksum': ({ data }) => isHash(data?.checksum, 64),
  'sizes.train': ({ sizes }) => isPositive(sizes?.train),
  'sizes.test': ({ sizes }) => isPositive(sizes?.test),
};

/** Names of the fields that are missing or make no sense. @param onData whether the lesson must have read data */
export function missingProvenance(result: ResultFile, onData: boolean): string[] {
  const tests = onData || result.data !== null ? { ...PROVENANCE, ...DATA } : PROVENANCE;
  return Object.keys(tests).filter((field) => !tests[field](result));
}

/** @returns null where nothing was recorded */
export function readResult(file: string): ResultFile | null {
  return fs.existsSync(file) ? readJson<ResultFile>(file) : null;
}
