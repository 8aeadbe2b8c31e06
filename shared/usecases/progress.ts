/** How far the work that a message asks for came, in the same words in every use case that works on messages. */

export type Progress =
  /** The listing shows what it was to show: nothing is left to do of it unless its SKU moves. */
  | { readonly kind: 'shown' }
  /** Nothing is left to do now. */
  | { readonly kind: 'done' }
  /** It is not done. It is tried again when its SKU changes, an operator confirms it, or a check finds the cause. */
  | { readonly kind: 'left' }
  | Later;

export const DONE: Progress = { kind: 'done' };

/** It must wait, and its message is tried again. */
export type Later = {
  readonly kind: 'later';
  readonly retryAfterMs: number;
  /** The time is known: it does not grow with each try. */
  readonly isExact?: boolean;
};

/** A message that goes back to its queue, to be delivered again after so long. */
export type ReturnedMessage = Omit<Later, 'kind'> & { readonly id: string };

/** The messages of something that must wait; none where it need not. */
export function returned(messages: readonly { readonly id: string }[], progress: Progress): readonly ReturnedMessage[] {
  if (progress.kind !== 'later') {
    return [];
  }
  const { kind: _kind, ...later } = progress;
  return messages.map(({ id }) => ({ id, ...later }));
}
