/** Outcomes: what became of an observation, in the words of logs, metrics and answers. */

import type { AlreadyCounted } from './ledger-entry.ts';

/**
 * What became of an observation. All outcomes are expected: posting throws only when the message must be tried again, and
 * becomes a dead letter after its last attempt.
 */
export type Outcome =
  /** Accepted: it became the entry `seq`. `alreadyCounted`: units of it that moved nothing, because of their time. */
  | { readonly kind: 'posted'; readonly seq: number; readonly alreadyCounted?: readonly AlreadyCounted[] }
  /** The same fact again: it became the entry `seq` the first time. */
  | { readonly kind: 'duplicate'; readonly seq: number }
  /**
   * Older than what is known: an overtaken state of an order line, a count before a later count or before the cut-over, a
   * hold that ended. `reason` says what it is older than, where a person must know of it.
   */
  | { readonly kind: 'stale'; readonly seq: number; readonly reason?: string }
  /** The same key and version with other contents. It is never applied; its order is read back, or it is parked. */
  | { readonly kind: 'conflicting'; readonly reason: string; readonly seq: number }
  /** A hold of more units than are available. Nothing was written. */
  | { readonly kind: 'insufficient'; readonly available: number }
  /** The ledger has no such SKU. It is parked until the SKU is imported. */
  | { readonly kind: 'unknownSku'; readonly reason: string }
  /** It can never be posted as it is. It is parked for an operator. */
  | { readonly kind: 'invalid'; readonly reason: string };

/** Whether the observation must be set aside for an operator. */
export function needsParking(outcome: Outcome): boolean {
  return outcome.kind === 'conflicting' || outcome.kind === 'unknownSku' || outcome.kind === 'invalid';
}

/** Why an observation was not posted, as a sentence; empty where the outcome has no reason. */
export function reasonOf(outcome: Outcome): string {
  return 'reason' in outcome ? (outcome.reason ?? '') : '';
}
