/** What an import, which has read all catalogues, proposes to link. */
import { type NamedListing, type Proposals, proposeLinks } from '../../domain/listing/link-proposals.ts';
import type { ImportPlan } from './plan-import.ts';

/** The proposals once the plan is carried out: its new SKUs are in the ledger then. */
export function proposalsOfImport({
  readings,
  known,
  newSkus,
}: Pick<ImportPlan, 'readings' | 'known' | 'newSkus'>): Proposals {
  const inLedger = new Set([...known, ...newSkus]);
  const listings = readings.flatMap(({ client: { channel }, listings: own }) => {
    const once = new Map(own.map(({ listing }) => [listing.externalId, listing]));
    return [...once.values()].map(({ externalId, sku, name, title, gtin, asin }): NamedListing => {
      const isLinked = name !== undefined;
      const sells = isLinked || inLedger.has(sku) ? sku : undefined;
      return { channel, listing: externalId, name: name ?? sku, title, sells, gtin, asin };
    });
  });
  return proposeLinks(listings, inLedger);
}
