/** Posts what a plan of a stock file, or of an undo, found to be new. */

import type { Sku } from '../../domain/identifiers.ts';
import { needsParking, type Outcome } from '../../domain/ledger/outcome.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import { messageOf } from '../../message-of.ts';
import { postNow } from '../posting/post-observations.ts';
import type { PostingPorts } from '../posting/posting-ports.ts';
import { eachSku, type SkuProgress } from './each-sku.ts';

/** What became of the observations of one SKU. */
export type PostedRows = {
  readonly sku: Sku;
  readonly outcomes: readonly Outcome[];
  /** Why nothing can be said of them: the same command again finishes what was begun. */
  readonly failed?: string;
};

/**
 * Posts the observations of each SKU while the caller waits. One SKU that fails stops no other. All of it is safe to repeat:
 * what was posted already is a duplicate.
 */
export async function postRows(
  ports: PostingPorts,
  bySku: readonly { readonly sku: Sku; readonly observations: readonly Observation[] }[],
  progress: SkuProgress = () => undefined,
): Promise<readonly PostedRows[]> {
  const work = bySku.filter(({ observations }) => observations.length > 0);
  return eachSku(work, progress, ({ sku, observations }) => postSkuRows(ports, sku, observations));
}

async function postSkuRows(ports: PostingPorts, sku: Sku, observations: readonly Observation[]): Promise<PostedRows> {
  try {
    return { sku, outcomes: await postNow(ports, sku, observations) };
  } catch (error) {
    return { sku, outcomes: [], failed: messageOf(error) };
  }
}

/** Whether all that was asked for is in the ledger. */
export function isAllPosted(posted: readonly PostedRows[]): boolean {
  return posted.every(({ outcomes, failed }) => failed === undefined && !outcomes.some(needsParking));
}
