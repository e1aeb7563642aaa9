/**
 * One system under test in a process of its own, spoken to in lines of JSON: a command goes in, a reply comes out.
 *
 * The process answers one command at a time and waits without computing in between, so systems can take turns on
 * one machine. What it prints besides replies (a library's greeting) is ignored.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import readline from 'node:readline';
import { ROOT } from '../repository';
import { readProcessorTime, shareOfOthers } from './other-load';

const PATIENCE_MS = 5000;
/** Nothing that is worth measuring takes longer for one answer: one epoch, or one compilation. */
const LIMIT_SECONDS = 120;

export type Reply = Readonly<Record<string, unknown>>;

export class Worker {
  private readonly child: ChildProcess;
  private readonly replies: AsyncIterator<string>;
  private readonly limit: number;
  private log = '';
  private readonly ended: Promise<void>;

  constructor(
    readonly name: string,
    [executable, ...args]: readonly string[],
    { env = process.env, limit = LIMIT_SECONDS }: { env?: NodeJS.ProcessEnv; limit?: number } = {},
  ) {
    this.limit = limit;
    this.child = spawn(executable, args, { cwd: ROOT, env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.log = (this.log + text).slice(-4000);
    });
    this.ended = new Promise((resolve) => this.child.on('close', () => resolve()).on('error', () => resolve()));
    this.child.on('error', (error) => {
      this.log = error.message;
    });
    // A command written to a process that has just died: the missing reply tells it better.
    this.child.stdin!.on('error', () => {});
    this.replies = readline.createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  /** @throws Error with the process's last words where it ends, or answers with an error, instead of replying. */
  async ask(command: string, parameters: Reply = {}): Promise<Reply> {
    this.child.stdin!.write(`${JSON.stringify({ command, ...parameters })}\n`);
    return this.reply();
  }

  /** The next reply. */
  async reply(): Promise<Reply> {
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      this.child.kill('SIGKILL');
    }, 1000 * this.limit);
    try {
      return await this.nextReply();
    } catch (error) {
      throw late ? new Error(`it did not answer within ${this.limit} s`) : error;
    } finally {
      clearTimeout(limit);
    }
  }

  private async nextReply(): Promise<Reply> {
    for (;;) {
      const { value, done } = await this.replies.next();
      if (done) {
        await this.ended;
        throw new Error(this.lastWords() || `${this.name} ended without a reply`);
      }
      const reply = parse(value);
      if (reply === undefined) continue;
      if (typeof reply.error === 'string') throw new Error(reply.error);
      return reply;
    }
  }

  /** The most memory that the process has held so far, in MiB; null where the system does not tell (not Linux). */
  peakMemory(): number | null {
    try {
      const status = fs.readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
      const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
      return kibibytes === undefined ? null : Number(kibibytes) / 1024;
    } catch {
      return null;
    }
  }

  /** Waits for a reply. @returns it, and the part of the processor that other programs took meanwhile, 0 to 1. */
  async askWatched(command: string, parameters: Reply = {}): Promise<{ reply: Reply; others: number }> {
    const pid = this.child.pid ?? 0;
    const before = readProcessorTime(pid);
    const reply = await this.ask(command, parameters);
    const after = readProcessorTime(pid);
    return { reply, others: before && after ? shareOfOthers(before, after) : 0 };
  }

  /** Lets the process end by itself, with the helpers it may have started; one that does not is killed. */
  async stop(): Promise<void> {
    this.child.stdin!.end();
    const deadline = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE_MS);
    await this.ended;
    clearTimeout(deadline);
  }

  /** The end of what it wrote on standard error: of a stack trace, the sentence that names the failure. */
  private lastWords(): string {
    const lines = this.log.trim().split('\n');
    const named = lines.filter((line) => /^[\w.]*(Error|Exception)\b/.test(line));
    return named.length > 0 ? named[named.length - 1] : lines[lines.length - 1];
  }
}

/** A reply is an object on a line of its own; other output is not ours. */
function parse(line: string): Reply | undefined {
  try {
    const value = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
