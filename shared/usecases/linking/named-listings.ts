/** What proposals compare: every listing of the catalogues by its names, with the SKU that it sells already. */
import type { Sku } from '../../domain/identifiers.ts';
import { linksInForce } from '../../domain/listing/link.ts';
import type { NamedListing } from '../../domain/listing/link-proposals.ts';
import type { LinkableCatalogue } from './plan-links.ts';

/** Each listing once, whatever the number of its locations. One whose own SKU is in the ledger sells that. */
export function namedListings(
  catalogues: readonly LinkableCatalogue[],
  inLedger: ReadonlySet<Sku>,
): readonly NamedListing[] {
  return catalogues.flatMap(({ channel, rows, links }) => {
    const held = linksInForce(links);
    const once = new Map(rows.map((row) => [row.externalId, row]));
    return [...once.values()].map(({ externalId, sku, title, gtin, asin }): NamedListing => {
      const sells = held.get(externalId)?.sku ?? (inLedger.has(sku) ? sku : undefined);
      return { channel, listing: externalId, name: sku, title, sells, gtin, asin };
    });
  });
}
