import type { LocationId } from './identifiers.ts';
import { canonicalJson } from './ledger-entry.ts';
import type { BaselineObservation } from './observation.ts';
import { postEntry } from './post-entry.ts';
import type { FoldContext, Folded, SkuLedger } from './sku-ledger.ts';

/** The cut-over of a SKU is the first entry of its ledger: told again, it moves nothing. */
export function foldBaseline(ledger: SkuLedger, observation: BaselineObservation, context: FoldContext): Folded {
  const contentHash = context.digest(canonicalJson(observation.onHand));
  if (ledger.seq > 0) {
    return { outcome: { kind: 'duplicate', seq: 1 }, ledger };
  }
  const changes = Object.entries(observation.onHand).map(([location, onHand]) => ({
    location: location as LocationId,
    onHand,
  }));
  return postEntry(ledger, observation, context, { kind: 'baseline', changes, contentHash });
}
