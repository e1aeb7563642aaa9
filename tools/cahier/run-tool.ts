import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { packageRoot } from '../../lib/workspace';

/** Runs a program of tools/ that needs nothing but Node, on this terminal; its exit status becomes this process's. */
export function runTool(file: string): void {
  const { status } = spawnSync(process.execPath, [path.join(packageRoot, 'tools', file)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
