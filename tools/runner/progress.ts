import type { Progress, Run } from './run';

/** Prints how notebooks get on: on a terminal one line each, redrawn every second; elsewhere a line at start and end. */
export class ProgressLines {
  private readonly running = new Map<string, { since: number; where: string }>();
  private readonly timer: NodeJS.Timeout | null;
  private drawn = 0;

  constructor(private readonly stream: NodeJS.WriteStream = process.stdout) {
    this.timer = stream.isTTY ? setInterval(() => this.redraw(), 1000).unref() : null;
  }

  readonly update = (id: string, progress: Progress): void => {
    if (progress.state === 'started') {
      this.running.set(id, { since: Date.now(), where: '' });
      if (!this.stream.isTTY) this.stream.write(`  …  ${id}\n`);
    } else if (progress.state === 'running') {
      const line = this.running.get(id);
      if (line) line.where = `cell ${progress.cell} of ${progress.cells}`;
    } else {
      this.running.delete(id);
      this.erase();
      this.stream.write(`${summary(progress)}\n`);
    }
    this.redraw();
  };

  end(): void {
    if (this.timer) clearInterval(this.timer);
    this.erase();
  }

  private erase(): void {
    if (this.drawn > 0) this.stream.write(`\u001b[${this.drawn}A\u001b[0J`);
    this.drawn = 0;
  }

  private redraw(): void {
    if (!this.stream.isTTY) return;
    this.erase();
    for (const [id, { since, where }] of this.running) {
      this.stream.write(`  …  ${id.padEnd(28)} ${duration((Date.now() - since) / 1000).padStart(8)}  ${where}\n`);
      this.drawn++;
    }
  }
}

/** One line for a notebook that ended, and below it what went wrong. */
export function summary(run: Run): string {
  const mark = run.status === 'failed' ? 'FAIL' : ' ok ';
  const note = run.status === 'reused' ? '  reused' : '';
  const lines = [`${mark} ${run.id.padEnd(28)} ${duration(run.seconds).padStart(8)}${note}`];
  if (run.failure) {
    const { cell, message, source } = run.failure;
    lines.push(cell > 0 ? `     cell ${cell}:` : '     before the first cell:');
    if (source) lines.push(...source.split('\n').map((line) => `       | ${line}`));
    lines.push(...message.split('\n').map((line) => `       ${line}`));
  }
  lines.push(...run.problems.map((problem) => `     - ${problem}`));
  return lines.join('\n');
}

export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`;
}
