/** What npm's scripts share: their arguments, their exit status, and how they start one another. */

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { SetupFailure } from './failure.mjs';
import { asTyped, inRoot } from './paths.mjs';

/**
 * Runs a command; a mistake of its user ends in a sentence, anything else in a stack trace.
 * @param {() => Promise<number | void>} main resolves to the exit status
 */
export async function command(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof SetupFailure) console.error(asTyped(`\n✗ ${error.message}\n  ${error.remedy}`));
    else console.error(error);
    process.exitCode = 1;
  }
}

/**
 * @template {import('node:util').ParseArgsConfig} T
 * @param {string} usage
 * @param {T} config
 * @throws {SetupFailure} with the usage on an argument that the command does not know
 */
export function commandLine(usage, config, args = process.argv.slice(2)) {
  try {
    return parseArgs({ ...config, args });
  } catch (error) {
    throw new SetupFailure(/** @type {Error} */ (error).message.split('\n')[0], `usage: ${usage}`);
  }
}

/** @throws {SetupFailure} where a profile or a lesson's number is none of ours */
export function checkLessons(usage, ids, profile = 'quick') {
  if (!['quick', 'full'].includes(profile)) {
    throw new SetupFailure(`The profile "${profile}" is not quick or full.`, `usage: ${usage}`);
  }
  const folder = inRoot('notebooks');
  const lessons = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith('.ipynb')) : [];
  for (const id of ids) {
    if (lessons.some((name) => name.startsWith(id))) continue;
    const known = lessons.map((name) => name.replace('.ipynb', '')).join(', ');
    throw new SetupFailure(`No lesson begins with "${id}"; there are ${known || 'none'}.`, `usage: ${usage}`);
  }
}

/**
 * Starts a program in the repository's root, on this terminal.
 * @returns {Promise<number>} its exit status
 */
export function start(executable, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, { cwd: inRoot(), env, stdio: 'inherit' });
    // The terminal sends Ctrl-C to both; the child decides what it means.
    const ignore = () => {};
    const end = () => child.kill('SIGTERM');
    process.on('SIGINT', ignore);
    process.on('SIGTERM', end);
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', end);
      resolve(code ?? 1);
    });
  });
}

/** Starts one of the project's TypeScript tools. */
export const startTool = (name, args) => start(process.execPath, ['--import', 'tsx', `tools/${name}.ts`, ...args]);
