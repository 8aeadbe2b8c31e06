/**
 * What became of an observation, in order of precedence: an observation has the first outcome that fits.
 * All are expected; a throw while posting means "retry, then dead-letter" instead.
 */
export type Outcome =
  /** Accepted: `seq` is the entry it became. */
  | { readonly kind: 'posted'; readonly seq: number }
  /** Already posted: the same fact again. `seq` is the entry it became then. */
  | { readonly kind: 'duplicate'; readonly seq: number }
  /** Overtaken: an older state of an order line, a count before a later count, the end of a hold that has ended. */
  | { readonly kind: 'stale'; readonly seq: number }
  /** The same key and version with other contents: never applied; read back from the channel, or parked. */
  | { readonly kind: 'conflicting'; readonly reason: string; readonly seq: number }
  /** A hold that what is available does not cover. Nothing was written. */
  | { readonly kind: 'insufficient'; readonly available: number }
  /** The ledger has no such SKU: parked until the SKU is imported. */
  | { readonly kind: 'unknownSku'; readonly reason: string }
  /** It can never be posted as it is: parked for a person. */
  | { readonly kind: 'invalid'; readonly reason: string };

/** Which outcomes set the observation aside for a person. */
export function needsParking(outcome: Outcome): boolean {
  return outcome.kind === 'conflicting' || outcome.kind === 'unknownSku' || outcome.kind === 'invalid';
}

/** Why an observation was not posted, in words; empty for those that were. */
export function reasonOf(outcome: Outcome): string {
  return 'reason' in outcome ? outcome.reason : '';
}
