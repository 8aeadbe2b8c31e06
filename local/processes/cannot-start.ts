/** The error of a command that cannot go on for a reason that the person at the terminal can mend. */
/**
 * Something about this machine or its set-up keeps a command from going on. The message is one or two sentences for the
 * person at the terminal: what is wrong and what to do. Any other error is a defect of ours and is shown with its stack.
 */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
