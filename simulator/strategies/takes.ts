/** How simulated channels take quantities, and prove what they show. */

/**
 * How a channel takes a difference and proves what it shows: it adds it and answers with the result (Square), or only if it
 * shows what we compare with (Shopify). Under escrow nothing is compared, and Shopify is read after its answer.
 */
export const PROOFS = ['resulting-count', 'compare-and-swap'] as const;
export type Proof = (typeof PROOFS)[number];
/** How a channel takes quantities. `figure`: it accepts a figure, and applies it later (Amazon). */
export type Takes = Proof | 'figure';

/** What the strategy knows of the channels. */
export type Channels = {
  /** In the order of the channels. */
  readonly takes: readonly Takes[];
  /** How long a channel may take to apply a figure, and a sale to be reported. */
  readonly settleSeconds: number;
  /** Units will move between shares from a later time on, though none do when the sale begins. */
  readonly willMoveUnits?: boolean;
};
