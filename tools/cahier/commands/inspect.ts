import fs from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { Terminal } from '../terminal';

export function inspect(program: Command, terminal: Terminal): void {
  program
    .command('inspect')
    .argument('<model>', 'a model folder, or an ONNX file')
    .description('what a model is, takes, answers, and may be used for')
    .option('--json', 'all of it, for other programs')
    .addHelpText('after', '\nExample:\n  cahier inspect models/birds')
    .action(async (model: string, { json }: { readonly json?: boolean }) => {
      const { modelSummary } = await import('../../../lib/deploy');
      const isFile = fs.statSync(model, { throwIfNoEntry: false })?.isFile() ?? false;
      const summary = modelSummary(model, isFile);
      terminal.out(json ? `${JSON.stringify(summary, null, 2)}\n` : screen(path.basename(model), summary));
    });
}

/** Names on the left, values on the right; what is long is cut to the width of a screen. */
function screen(title: string, summary: Readonly<Record<string, unknown>>): string {
  const width = Math.max(...Object.keys(summary).map((key) => key.length));
  const lines = Object.entries(summary).map(([key, value]) => `  ${key.padEnd(width)}  ${shown(value)}`);
  return `${title}\n${lines.join('\n')}\n`;
}

const LONGEST = 160;

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : inline(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}... (--json has all of it)`;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return value.map(inline).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key} ${inline(inner)}`)
    .join(', ');
}
