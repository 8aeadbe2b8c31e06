/** Prints how a figure moves. */

/** A listing and its figure before and after. */
export function movedLine(listing: string, before: number, after: number): string {
  return `  ${listing.padEnd(24)} ${before} → ${after}`;
}
