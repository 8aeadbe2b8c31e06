/** Finds what a listing sold before it was linked to the SKU that it sells now. */
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { ListingObservation } from '../../domain/stock/multiplied.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';

/**
 * The ledger that has the fact already, among those of the SKUs that its listing sold before, and of its own name; undefined where
 * none has it. The fact names its listing by the id that is the listing's own (Square), and `own` is the ledger of what that sells.
 */
export async function earlierLedgerWith(
  ledger: Pick<LedgerStore, 'load'>,
  own: SkuLedger,
  { source: { channel, key }, soldAs }: ListingObservation,
): Promise<SkuLedger | undefined> {
  const listing = own.listings.find((each) => each.channel === channel && each.externalId === soldAs);
  const name = listing?.name ?? own.sku;
  const { links = [] } = name === own.sku ? own : await ledger.load(name, []);
  const link = links.find((each) => each.channel === channel && each.externalId === soldAs);
  const earlier = link === undefined ? [] : [name, ...link.before].filter((sku) => sku !== own.sku);
  for (const sku of new Set(earlier)) {
    const there = await ledger.load(sku, [key]);
    if (there.seen.has(key)) {
      return there;
    }
  }
  return undefined;
}
