/** Where a command writes, and what it ends with. */
export interface Terminal {
  /** Results: what another program may read. */
  out(text: string): void;
  /** What happens meanwhile, and what went wrong. */
  err(text: string): void;
  /** Whether somebody looks at `err`: then a line may be drawn over. */
  readonly isSeen: boolean;
  readonly hasColor: boolean;
  /** 0: all was done; 1: refused, nothing was done; 2: some files could not be read, the rest was done. */
  exitCode: number;
}

/** The terminal of this process; NO_COLOR (https://no-color.org) takes the colours away, a log has none. */
export function processTerminal(): Terminal {
  const isSeen = process.stderr.isTTY === true && process.env.TERM !== 'dumb';
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isSeen,
    hasColor: isSeen && !process.env.NO_COLOR,
    exitCode: 0,
  };
}

/** Drawn over on a terminal; in a log, a line at each tenth. */
export interface ProgressBar {
  update(done: number, total: number, text?: string): void;
  /** Takes the bar away. */
  end(): void;
}

const WIDTH = 24;

export function progressBar(terminal: Terminal, what: string): ProgressBar {
  let tenth = 0;
  return {
    update(done, total, text = '') {
      const share = total === 0 ? 1 : Math.min(1, done / total);
      if (terminal.isSeen) {
        const bar = '#'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '.');
        const painted = terminal.hasColor ? `\x1b[34m${bar}\x1b[0m` : bar;
        terminal.err(`\r\x1b[K${what} [${painted}] ${done} of ${total} ${text}`.trimEnd());
        return;
      }
      const reached = Math.floor(10 * share);
      if (reached <= tenth) return;
      tenth = reached;
      terminal.err(`${what}: ${done} of ${total} ${text}`.trimEnd().concat('\n'));
    },
    end() {
      if (terminal.isSeen) terminal.err('\r\x1b[K');
    },
  };
}
