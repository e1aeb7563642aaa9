import type { Command } from 'commander';
import { runTool } from '../run-tool';

export function doctor(program: Command): void {
  program
    .command('doctor')
    .description('what is installed, what is missing, and the line that mends it')
    .action(() => runTool('doctor.mjs'));
}
