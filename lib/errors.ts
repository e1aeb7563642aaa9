/** A mistake the user can mend: tools and notebooks show the sentence alone, without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
