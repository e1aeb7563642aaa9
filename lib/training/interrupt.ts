/**
 * Whether the reader of the notebook has pressed "interrupt" since the cell began. The kernel's preload keeps an
 * AbortController under this symbol; outside a kernel there is none.
 */
const key = Symbol.for('cahier.interrupt');

export function throwIfInterrupted(): void {
  const controller = (globalThis as unknown as Record<symbol, AbortController | undefined>)[key];
  controller?.signal.throwIfAborted();
}
