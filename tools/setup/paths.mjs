import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Cahier itself: the repository, or the package that npm installed. */
const packageRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Whether this is a package in somebody's project. */
export const isInstalled = packageRoot.split(path.sep).includes('node_modules');

/**
 * Everything set-up makes lies below: the repository; in a project its folder .cahier, which outlives node_modules, so
 * that TensorFlow is not fetched anew with every `npm ci`, and has a .venv apart from one that the project may have.
 */
export const root = isInstalled ? path.join(projectFolder(), '.cahier') : packageRoot;

/** A path below the root, or below another clone in the tests. */
export const inRoot = (...parts) => path.join(root, ...parts);

/** A path of what comes with Cahier. */
export const inPackage = (...parts) => path.join(packageRoot, ...parts);

/** What a reader is shown: relative to the root where it is below it, in a project to the working directory. */
export function shown(file) {
  const relative = path.relative(isInstalled ? process.cwd() : root, file);
  return relative.startsWith('..') ? file : relative || '.';
}

/** What a reader of the repository would type, as it is typed in a project. */
export function asTyped(text) {
  if (!isInstalled) return text;
  return text
    .replaceAll('npm run setup', 'npx cahier setup')
    .replaceAll('npm run doctor', 'npx cahier doctor')
    .replaceAll(/(?<![\w/])\.venv/g, shown(inRoot('.venv')));
}

/** The nearest folder with a package.json, from where the user stands upwards. */
function projectFolder() {
  const start = process.cwd();
  let folder = start;
  while (!fs.existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) return start;
    folder = above;
  }
  return folder;
}
