/** Finds the SKU, and how many units of it, that people name by a trade item number or by a channel's listing. */
import { quoted, type Sku } from '../../domain/identifiers.ts';
import { gtinOf } from '../../domain/listing/gtin.ts';
import { linksInForce } from '../../domain/listing/link.ts';
import type { CatalogueListing } from '../../ports/channel/channel.ts';
import type { LinkableCatalogue } from './plan-links.ts';

/** What one of a listing is. */
export type Sold = { readonly sku: Sku; readonly units: number };

type NamedRow = Sold & { readonly channel: string; readonly row: CatalogueListing };

/** What each listing of the catalogues sells: what it is linked to, or one unit of the SKU that its channel has for it. */
function soldRows(catalogues: readonly LinkableCatalogue[]): readonly NamedRow[] {
  return catalogues.flatMap(({ channel, rows, links }) => {
    const held = linksInForce(links);
    return rows.map((row): NamedRow => {
      const link = held.get(row.externalId);
      return { channel, row, sku: link?.sku ?? row.sku, units: link?.units ?? 1 };
    });
  });
}

/**
 * What the listings with this trade item number sell. Throws a sentence where it is no such number, where no listing has it, and
 * where listings with it sell different things: nobody guesses which of them arrived.
 */
export function soldUnderGtin(catalogues: readonly LinkableCatalogue[]): (written: string) => Sold {
  const byGtin = Map.groupBy(
    soldRows(catalogues).filter(({ row }) => gtinOf(row.gtin) !== undefined),
    ({ row }) => gtinOf(row.gtin),
  );
  return (written) => {
    // A spreadsheet drops the zeros that a number begins with.
    const gtin = gtinOf(written) ?? gtinOf(/^\d{5,13}$/.test(written) ? written.padStart(14, '0') : undefined);
    if (gtin === undefined) {
      throw new Error(`${quoted(written)} is no trade item number that counts outside of one shop: name the SKU.`);
    }
    return theOne(byGtin.get(gtin) ?? [], `trade item number ${gtin}`);
  };
}

/** What the listing sells; as `channel:listing`, where the listing is named by its id there, or by its SKU there. Throws as above. */
export function soldByListing(catalogues: readonly LinkableCatalogue[]): (written: string) => Sold {
  const all = soldRows(catalogues);
  return (written) => {
    const [, channel = '', listing = ''] = /^([^:]*):(.*)$/s.exec(written) ?? [];
    if (!catalogues.some((each) => each.channel === channel)) {
      const known = catalogues.map((each) => each.channel).join(', ');
      throw new Error(`${quoted(written)} is no listing: write CHANNEL:LISTING with one of the channels ${known}.`);
    }
    const found = all.filter(
      ({ channel: of, row }) =>
        of === channel && (row.externalId === listing || row.soldAs === listing || row.sku === listing),
    );
    return theOne(found, `listing ${quoted(listing)} on ${channel}`);
  };
}

function theOne(found: readonly NamedRow[], what: string): Sold {
  const different = [
    ...new Map(found.map(({ sku, units }) => [JSON.stringify([sku, units]), { sku, units }])).values(),
  ];
  const [first, ...others] = different;
  if (first === undefined) {
    throw new Error(`No listing of the channels has the ${what}: name the SKU.`);
  }
  if (others.length > 0) {
    const named = different.map(({ sku, units }) => `${units} × ${sku}`).join(', ');
    throw new Error(`The ${what} stands for ${named}: name the SKU.`);
  }
  return first;
}
