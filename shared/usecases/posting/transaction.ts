/** What one transaction of a posting did. */
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { Decided } from '../../domain/posting/decision.ts';

/** One committed transaction of a SKU: the ledger before and after it, and what was decided about each observation. */
export type Transaction = {
  readonly before: SkuLedger;
  readonly after: SkuLedger;
  readonly decided: readonly Decided[];
};
