/** The command `cahier`. Each file of commands/ adds one; what a command needs is loaded when it runs. */

import { Command } from 'commander';
import { readJson } from '../../lib/data/storage/files';
import { UserError } from '../../lib/errors';
import { packageRoot } from '../../lib/workspace';
import { doctor } from './commands/doctor';
import { page } from './commands/page';
import { pretrain } from './commands/pretrain';
import { setup } from './commands/setup';

const { version, description } = readJson<{ version: string; description: string }>(`${packageRoot}/package.json`);

const program = new Command('cahier').description(description).version(version).showHelpAfterError();
for (const add of [setup, doctor, page, pretrain]) add(program);

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
});
