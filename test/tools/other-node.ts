import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/**
 * Another version of Node as an executable: this one where it fits, else npm's package of its binary, kept in .cache.
 * @returns null where it cannot be had, but for CI, where that is an error.
 */
export function otherNode(major: number): string | null {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.resolve('.cache', 'nodes', String(major));
  const executable = path.join(folder, 'node_modules', name, 'bin', 'node');
  if (runs(executable)) return executable;
  fs.mkdirSync(folder, { recursive: true });
  // A manifest of its own, or npm would take the project's.
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', `${name}@${major}`];
  const install = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
  if (runs(executable)) return executable;
  if (process.env.CI) throw new Error(`npm could not install ${name}@${major}:\n${install.stderr}`);
  return null;
}

const runs = (executable: string) => spawnSync(executable, ['--version']).status === 0;
