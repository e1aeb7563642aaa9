/** What cells find besides Node's globals (standard-input.cjs). Questions go to the notebook's reader, not to a terminal. */

/** Asks for a line of text. In a run without a reader it fails at once. */
declare function prompt(message?: string, initial?: string): string | null;
declare function confirm(message?: string): boolean;
declare function alert(message?: string): void;
