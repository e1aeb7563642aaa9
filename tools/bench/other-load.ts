/** How much of the processor other programs take while something is measured. */

import fs from 'node:fs';

/** Processor time so far, in ticks of any length: of all cores idle or not, of those busy, and of what is measured. */
export interface ProcessorTime {
  readonly total: number;
  readonly busy: number;
  readonly process: number;
}

/** A round of measurements counts as disturbed where others took more than this during one of them. */
export const DISTURBED = 0.05;

/** The part of all cores that was busy with something else between two looks, 0 to 1. */
export function shareOfOthers(before: ProcessorTime, after: ProcessorTime): number {
  const total = after.total - before.total;
  const others = after.busy - before.busy - (after.process - before.process);
  return total <= 0 ? 0 : Math.max(0, others) / total;
}

/**
 * The files of Linux' /proc as they are read now, of a process and its children; null where there are none (not Linux,
 * or the process has ended).
 */
export function readProcessorTime(pid: number): ProcessorTime | null {
  try {
    const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    const own = [`${pid}`, ...children].map((id) => fs.readFileSync(`/proc/${id}/stat`, 'utf8'));
    return parseProcessorTime(fs.readFileSync('/proc/stat', 'utf8'), own);
  } catch {
    return null;
  }
}

/** @param system /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. @param own /proc/PID/stat of each process. */
export function parseProcessorTime(system: string, own: readonly string[]): ProcessorTime {
  const times = system.split('\n')[0].trim().split(/\s+/).slice(1, 9).map(Number);
  const total = times.reduce((sum, time) => sum + time, 0);
  const [, , , idle, waiting] = times;
  // The program's name, in brackets, may hold spaces; user and system time are the 14th and 15th field.
  const used = own.map((stat) => {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  });
  return { total, busy: total - idle - waiting, process: used.reduce((sum, ticks) => sum + ticks, 0) };
}

/** So many rounds, those in which other programs took least, in the order in which they were taken. */
export function leastDisturbed<R extends { readonly others: number }>(rounds: readonly R[], count: number): R[] {
  const kept = new Set([...rounds].sort((a, b) => a.others - b.others).slice(0, count));
  return rounds.filter((round) => kept.has(round));
}
