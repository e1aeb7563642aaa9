/**
 * Where the project keeps what is its own, wherever a program runs: data sets, caches, results. A path that a user gives
 * is relative to the working directory, as everywhere else.
 */

import fs from 'node:fs';
import path from 'node:path';
import { UserError } from './errors';

export interface Workspace {
  readonly root: string;
  /** The experiments. */
  readonly configs: string;
  /** Full data sets, a folder each. */
  readonly data: string;
  /** The small data sets that come with Cahier. */
  readonly samples: string;
  /** What can be computed again. */
  readonly cache: string;
  /** Results, a folder an experiment. */
  readonly outputs: string;
}

/** Cahier itself: the repository, or the package that npm installed. */
export const packageRoot = folderAbove(__dirname, isCahier) ?? path.resolve(__dirname, '..');

let chosen: Workspace | undefined;

/**
 * All folders, absolute: what `setWorkspace` said; else below the environment's CAHIER_HOME; else below the repository
 * where the library runs from it, and below the project of the working directory where it is an installed package.
 */
export function workspace(): Workspace {
  return chosen ?? below(process.env.CAHIER_HOME ? path.resolve(process.env.CAHIER_HOME) : defaultRoot());
}

/**
 * From here on the project's own folders are those below `root`, or where `folders` says.
 * @returns a function that takes it back.
 * @throws UserError where the root is no folder.
 */
export function setWorkspace(root: string, folders: Partial<Omit<Workspace, 'root'>> = {}): () => void {
  if (!fs.statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`setWorkspace: ${root} is no folder; make it first.`);
  }
  const before = chosen;
  const given = Object.entries(folders).map(([name, folder]) => [name, path.resolve(folder)]);
  chosen = { ...below(path.resolve(root)), ...Object.fromEntries(given) };
  return () => {
    chosen = before;
  };
}

/** A path as it is seen from the working directory: short where it lies below it. */
export function seenFromHere(place: string): string {
  const relative = path.relative(process.cwd(), place);
  return relative === '' || relative.split(path.sep)[0] === '..' || path.isAbsolute(relative) ? place : relative;
}

function below(root: string): Workspace {
  const configs = path.join(root, 'configs');
  return {
    root,
    configs: fs.existsSync(configs) ? configs : path.join(packageRoot, 'configs'),
    data: path.join(root, 'data'),
    samples: path.join(packageRoot, 'data', 'samples'),
    cache: path.join(root, '.cache'),
    outputs: path.join(root, 'outputs'),
  };
}

function defaultRoot(): string {
  const installed = packageRoot.split(path.sep).includes('node_modules');
  if (!installed) return packageRoot;
  return folderAbove(process.cwd(), (folder) => fs.existsSync(path.join(folder, 'package.json'))) ?? process.cwd();
}

/** The folder itself or the nearest one above that is wanted. */
function folderAbove(start: string, isWanted: (folder: string) => boolean): string | undefined {
  let folder = start;
  while (!isWanted(folder)) {
    const parent = path.dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return folder;
}

function isCahier(folder: string): boolean {
  const file = path.join(folder, 'package.json');
  return fs.existsSync(file) && JSON.parse(fs.readFileSync(file, 'utf8')).name === 'cahier';
}
