import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../errors';

/** A path of a table, as the disk has it. */
export interface ListedPath {
  readonly file: string;
  /** The disk spells it otherwise: in capitals, or with its accents composed in another way. */
  readonly isRespelt: boolean;
}

/**
 * Finds the files that a table's paths mean, seen from the table's folder: backslashes of Windows, `~/`, other capitals
 * and accents composed otherwise (NFC, NFD) are understood where one file alone can be meant. A file that is not there
 * keeps its path.
 * @returns a function of a path and of the place where it stands, for its sentence.
 * @throws UserError, when called, for an address of the web and for a drive or a share of Windows.
 */
export function listedPaths(folder: string): (text: string, place: string) => ListedPath {
  const directories = new Map<string, readonly string[]>();
  const entriesOf = (directory: string): readonly string[] => {
    const known = directories.get(directory) ?? namesIn(directory);
    directories.set(directory, known);
    return known;
  };
  return (text, place) => {
    refuseForeign(text, place);
    const literal = path.resolve(folder, text);
    if (fs.existsSync(literal)) return { file: literal, isRespelt: false };
    const home = /^~[\\/]/.test(text) ? path.join(os.homedir(), text.slice(1)) : text;
    const wanted = path.resolve(folder, home.replaceAll('\\', '/'));
    if (fs.existsSync(wanted)) return { file: wanted, isRespelt: false };
    const respelt = respell(wanted, entriesOf);
    return { file: respelt ?? wanted, isRespelt: respelt !== undefined };
  };
}

/** What another machine calls its own cannot be found on this one. */
function refuseForeign(text: string, place: string): void {
  if (/^([a-z][a-z0-9+.-]+:\/\/|data:)/i.test(text)) {
    throw new UserError(
      `${place}: ${text.slice(0, 80)} is an address, no path; download the files, and give their paths.`,
    );
  }
  const isForeign = process.platform !== 'win32' && /^([a-z]:[\\/]|\\\\)/i.test(text);
  if (isForeign && !fs.existsSync(text)) {
    throw new UserError(
      `${place}: ${text} is a path of another machine (Windows); give paths seen from the table's folder.`,
    );
  }
}

/** Folder by folder, the one entry of that name, capitals and composition aside; undefined where there is none or more. */
function respell(wanted: string, entriesOf: (directory: string) => readonly string[]): string | undefined {
  const { root } = path.parse(wanted);
  let found = root;
  for (const name of wanted.slice(root.length).split(path.sep)) {
    const exact = path.join(found, name);
    if (fs.existsSync(exact)) {
      found = exact;
      continue;
    }
    const entries = entriesOf(found);
    const composed = entries.filter((entry) => entry.normalize('NFC') === name.normalize('NFC'));
    const alike = composed.length > 0 ? composed : entries.filter((entry) => folded(entry) === folded(name));
    if (alike.length !== 1) return undefined;
    found = path.join(found, alike[0]);
  }
  return found;
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase();

function namesIn(directory: string): readonly string[] {
  try {
    return fs.readdirSync(directory);
  } catch {
    return [];
  }
}
