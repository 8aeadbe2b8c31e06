/** An error that comes again however often the same thing is tried: it is set aside at once, and nobody waits behind it. */

/** Thrown by a store, a queue or a rule that can never take what it was given. The message says what, and why. */
export class PermanentError extends Error {
  override readonly name: string = 'PermanentError';
}
