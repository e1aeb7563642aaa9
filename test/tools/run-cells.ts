import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';

export interface Cell {
  code: string;
  /** Output at which the cell is interrupted. */
  interrupt_at?: string;
  /** What its questions are answered; without, nobody can be asked; with none, the cell is interrupted as it asks. */
  answers?: string[];
}

export interface KernelError {
  ename: string;
  evalue: string;
  traceback: string[];
}

export interface Outcome {
  stdout: string;
  stderr: string;
  errors: KernelError[];
  /** What it displayed, by MIME type. */
  displays: Record<string, unknown>[];
  inputs: number;
  questions: string[];
  reply: { status: string; execution_count: number } & Partial<KernelError>;
  /** Since it was sent; of an interrupted cell, since the interrupt. */
  seconds: number;
}

/** Runs cells in one kernel, through the client that JupyterLab and nbclient use. @param node replaces the spec's own */
export async function runCells(cells: (Cell | string)[], node: string[] = []): Promise<Outcome[]> {
  const client = spawn('.venv/bin/python', ['test/tools/kernel_client.py', ...node], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  client.stdin.end(JSON.stringify(cells.map((cell) => (typeof cell === 'string' ? { code: cell } : cell))));
  let text = '';
  for await (const chunk of client.stdout) text += chunk;
  const [ready, ...outcomes] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.ok(ready.ready > 0);
  assert.equal(outcomes.length, cells.length, 'every cell is answered');
  return outcomes;
}

export function assertFails({ reply, errors }: Outcome, ename: string, evalue: RegExp | string): void {
  assert.equal(reply.status, 'error');
  assert.equal(errors.length, 1, 'one error output');
  const [error] = errors;
  assert.equal(error.ename, ename);
  if (typeof evalue === 'string') assert.equal(error.evalue, evalue);
  else assert.match(error.evalue, evalue);
  assert.deepEqual({ ename: reply.ename, evalue: reply.evalue }, { ename, evalue: error.evalue });
}
