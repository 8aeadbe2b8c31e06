/**
 * What became of an observation, in order of precedence: an observation has the first outcome that fits.
 * All are expected; a throw while posting means "retry, then dead-letter" instead.
 */
export type Outcome =
  /** Accepted: `seq` is the entry it became. */
  | { readonly kind: 'posted'; readonly seq: number }
  /** Already posted: the same fact again. `seq` is the entry it became then. */
  | { readonly kind: 'duplicate'; readonly seq: number }
  /** Older than what is recorded of the same order line. */
  | { readonly kind: 'stale'; readonly seq: number }
  /** The same key and version with other contents: never applied, parked for a person or a re-read to decide. */
  | { readonly kind: 'conflicting'; readonly reason: string }
  /** The ledger has no such SKU: parked until the SKU is imported. */
  | { readonly kind: 'unknownSku'; readonly reason: string };
