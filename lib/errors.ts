/** A mistake the user can mend: tools and notebooks show the sentence alone, without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

const LONGEST_QUOTE = 200;

/** What a file or another program says, as a sentence may quote it: on one line, without signs that none can see, cut where it is long. */
export function quoted(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}...` : line;
}
