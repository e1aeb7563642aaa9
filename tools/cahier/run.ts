import { Command, CommanderError } from 'commander';
import { readJson } from '../../lib/data/storage/files';
import { UserError } from '../../lib/errors';
import { packageRoot } from '../../lib/workspace';
import { completion } from './commands/completion';
import { doctor } from './commands/doctor';
import { evaluate } from './commands/evaluate';
import { exportModel } from './commands/export';
import { inspect } from './commands/inspect';
import { page } from './commands/page';
import { predict } from './commands/predict';
import { preprocess } from './commands/preprocess';
import { pretrain } from './commands/pretrain';
import { setup } from './commands/setup';
import { train } from './commands/train';
import type { Terminal } from './terminal';

/** Each adds one subcommand; what it needs is loaded when it runs. */
const COMMANDS = [
  preprocess,
  train,
  predict,
  evaluate,
  inspect,
  exportModel,
  pretrain,
  page,
  setup,
  doctor,
  completion,
];

/** The command with all its subcommands. */
export function program(terminal: Terminal): Command {
  const { version, description } = readJson<{ version: string; description: string }>(`${packageRoot}/package.json`);
  const command = new Command('cahier')
    .description(description)
    .version(version)
    .showHelpAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) });
  for (const add of COMMANDS) add(command, terminal);
  return command;
}

/** Runs a command line, the program's own name left out. @returns the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await program(terminal).parseAsync(args, { from: 'user' });
    return terminal.exitCode;
  } catch (error) {
    // Commander has said what is wrong, or printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode;
    terminal.err(`${error instanceof UserError ? error.message : (error as Error).stack}\n`);
    return 1;
  }
}
