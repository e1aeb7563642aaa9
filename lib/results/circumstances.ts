import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readJson } from '../data/storage/files';
import { tensorflowVersion, tf, usesGpu } from '../tensorflow';
import { packageRoot, workspace } from '../workspace';

export interface Device {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly gpu: boolean;
}

/** By what, on what and when something was measured: part of every result that is kept. */
export interface Circumstances {
  readonly versions: Readonly<Record<string, string>>;
  readonly device: Device;
  /** Of the checkout that ran; null outside a git repository. */
  readonly commit: string | null;
  /** False where files differed from that commit. */
  readonly clean: boolean;
  readonly date: string;
}

export const circumstances = (): Circumstances => ({
  versions: versions(),
  device: device(),
  ...gitState(),
  date: new Date().toISOString(),
});

function versions(): Record<string, string> {
  const tslab = path.join(packageRoot, 'node_modules', 'tslab', 'package.json');
  const versionOf = (file: string) => readJson<{ version: string }>(file).version;
  return {
    cahier: versionOf(path.join(packageRoot, 'package.json')),
    node: process.versions.node,
    tensorflow: tensorflowVersion,
    tfjs: tf.version.tfjs,
    // The kernel of the lessons; a program needs none.
    ...(fs.existsSync(tslab) && { tslab: versionOf(tslab) }),
  };
}

export function device(): Device {
  const processors = os.cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    gpu: usesGpu,
  };
}

/** The commit that is checked out, and whether all files but results are as it holds them. */
export function gitState(): Pick<Circumstances, 'commit' | 'clean'> {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: workspace().root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    return {
      commit: git('rev-parse', 'HEAD').trim(),
      // The results themselves are tracked, and a run writes over its own.
      clean: git('status', '--porcelain', '--untracked-files=no', '--', '.', ':!outputs') === '',
    };
  } catch {
    return { commit: null, clean: false };
  }
}
