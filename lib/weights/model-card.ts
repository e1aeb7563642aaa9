import path from 'node:path';
import type { z } from 'zod';
import { readJson } from '../data/storage/files';
import { UserError } from '../errors';
import { checkOptions, integer, listOf, object, record, text } from '../options';
import { type CheckedDescription, checkDescription, descriptionShape } from './model-description';

/** A model folder's file for people. */
export const CARD = 'card.json';

/** By this a folder is known as ours, whatever else changes in the format. */
export const FORMAT = 'cahier-model';
export const FORMAT_VERSION = 1;

const size = integer({ min: 1 }).nullable();

const origin = object({
  format: text,
  formatVersion: integer({ min: 1 }),
  /** When it was saved, ISO 8601. */
  saved: text,
  /** Shapes without the batch; null is any size. */
  model: object({
    name: text,
    inputShapes: listOf(listOf(size)),
    outputShapes: listOf(listOf(size)),
    parameters: integer({ min: 0 }),
  }),
  /** All other files of the folder. */
  files: record(object({ bytes: integer({ min: 0 }), sha256: text })),
});

const card = object({ ...origin.shape, ...descriptionShape });

type Origin = z.output<typeof origin>;

/** What was written of one file. */
export type FileRecord = Origin['files'][string];

/**
 * What a model folder says of its model, so that it can be used without the program that trained it. The file may be
 * edited by hand; the others are under its checksums.
 */
export type ModelCard = Readonly<Origin & CheckedDescription>;

/**
 * Reads the card of a model folder, and nothing else of it.
 * @throws UserError where there is none, it is damaged, of a later version of Cahier, or says what cannot be.
 */
export function readModelCard(folder: string): ModelCard {
  const file = path.join(folder, CARD);
  const given = readJson(file);
  const { format: marker, formatVersion: version } = (given ?? {}) as Partial<Origin>;
  if (marker !== FORMAT) {
    throw new UserError(`${file} is no card of a model; give a folder that saveModel wrote.`);
  }
  if (typeof version === 'number' && version > FORMAT_VERSION) {
    throw new UserError(
      `${file} was written by a later version of Cahier (format ${version}; this one reads ${FORMAT_VERSION}); update Cahier.`,
    );
  }
  const { format, formatVersion, saved, model, files, ...description } = checkOptions(file, card, given);
  return { format, formatVersion, saved, model, ...checkDescription(file, description), files };
}

/** JSON for people: what is short stands in one line, and so does each list of numbers. */
export function cardText(value: unknown, indent = ''): string {
  const short = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
  const isList = Array.isArray(value);
  const isFlat = typeof value !== 'object' || value === null || (isList && value.every(Number.isFinite));
  if (isFlat || (indent !== '' && short.length <= 100)) return short;
  const inner = `${indent}  `;
  const lines = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => `${inner}${isList ? '' : `${JSON.stringify(key)}: `}${cardText(item, inner)}`);
  const [open, close] = isList ? '[]' : '{}';
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}
