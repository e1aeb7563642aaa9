/**
 * How a training hears that the reader of the notebook has pressed "interrupt": the kernel puts a new AbortController
 * under this symbol for each cell (tools/kernel/interrupt.cjs). Outside a kernel there is none.
 */
const key = Symbol.for('cahier.interrupt');

/** The signal of the running cell; read it once, when the work begins. */
export function interruptSignal(): AbortSignal | undefined {
  return (globalThis as unknown as Record<symbol, AbortController | undefined>)[key]?.signal;
}
