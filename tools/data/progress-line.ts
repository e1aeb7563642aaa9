export const MEGABYTE = 1e6;

/** Shows how much of a file has arrived. */
export function progressInBytes(file: string): (received: number, total: number | undefined) => void {
  const show = progressLine();
  return (received, total) => {
    const of = total === undefined ? '' : ` of ${(total / MEGABYTE).toFixed(1)}`;
    show(total ? received / total : undefined, `${file}: ${(received / MEGABYTE).toFixed(1)}${of} MB`);
  };
}

/** On a terminal a line that changes in place, elsewhere a line at each quarter. */
export function progressLine(): (fraction: number | undefined, text: string) => void {
  let shownAt = 0;
  let quarter = 0;
  return (fraction = 0, text) => {
    if (process.stdout.isTTY) {
      if (fraction < 1 && Date.now() - shownAt < 100) return;
      shownAt = Date.now();
      process.stdout.write(`\r${text} `);
      if (fraction === 1) process.stdout.write('\n');
    } else if (Math.floor(4 * fraction) > quarter) {
      quarter = Math.floor(4 * fraction);
      console.log(text);
    }
  };
}

export function clipProgress(): (stored: number, total: number) => void {
  const show = progressLine();
  return (stored, total) => show(stored / total, `clips stored: ${stored} of ${total}`);
}
