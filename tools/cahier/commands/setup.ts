import type { Command } from 'commander';
import { runTool } from '../run-tool';

export function setup(program: Command): void {
  program
    .command('setup')
    .description('make what TensorFlow needs here: its libraries, and the native add-on compiled against them')
    .action(() => runTool('setup/index.mjs'));
}
