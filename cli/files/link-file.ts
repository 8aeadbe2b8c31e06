/** Reads links from a CSV file, and writes proposals as one. */
import { type ChannelId, parseChannelId, parseSku } from '../../shared/domain/identifiers.ts';
import type { Proposals } from '../../shared/domain/listing/link-proposals.ts';
import type { PlannedLink, WantedLink } from '../../shared/usecases/linking/plan-links.ts';
import { csvField } from './csv-field.ts';
import { atLine, csvLines } from './csv-lines.ts';
import { inDigits } from './whole-units.ts';

const COLUMNS = ['channel', 'listing', 'sku', 'units'] as const;

/** Links from CSV text with the header `channel,listing,sku,units`. Throws a sentence with the line number for a wrong row. */
export function parseLinks(text: string): readonly WantedLink[] {
  return csvLines(text, COLUMNS).map(({ cells, line, separator }) =>
    atLine(line, () => wantedLink(cells.channel, cells.listing, cells.sku, inDigits(cells.units, separator))),
  );
}

/**
 * One link as it is written on a row or a command line; 0 units of no SKU take a link back. Throws a sentence for what it
 * cannot be.
 */
export function wantedLink(channel: string, listing: string, sku: string, units: string): WantedLink {
  if (listing === '') {
    throw new Error('The listing is missing: give the channel’s id of it, or its SKU there.');
  }
  if (sku === '' && units === '0') {
    return { channel: parseChannelId(channel), listing, units: 1 };
  }
  if (!/^[1-9]\d{0,5}$/.test(units)) {
    throw new Error(`“${units}” is not how many units the listing sells at a time: use a whole number of 1 or more.`);
  }
  return { channel: parseChannelId(channel), listing, sku: parseSku(sku), units: Number(units) };
}

/** `SKU=3`, or `SKU` for one. */
export function skuAndUnits(text: string): readonly [sku: string, units: string] {
  const at = /=\d+$/.exec(text)?.index;
  return at === undefined ? [text, '1'] : [text.slice(0, at), text.slice(at + 1)];
}

/** Proposals as a file of links. How many units a listing sells is left empty: only the merchant knows it. */
export function proposalsAsCsv({ proposed }: Pick<Proposals, 'proposed'>): string {
  const rows = proposed.map(({ listing: { channel, listing }, candidate: { sku } }) => lineOf(channel, listing, sku));
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
}

function lineOf(channel: ChannelId, listing: string, sku: string, units = ''): string {
  return [channel, listing, sku, units].map(csvField).join(',');
}

/** What the listings sold before, as a file of links: it takes the planned links back. */
export function linksBefore(planned: readonly PlannedLink[]): string {
  const rows = planned.map(({ change: { channel, links, comes }, wanted, from }) => {
    const listing = comes[0]?.externalId ?? wanted.listing;
    const wasLinked = links.some(({ before }) => before !== undefined && before.isRemoved !== true);
    return wasLinked ? lineOf(channel, listing, from.sku, String(from.units)) : lineOf(channel, listing, '', '0');
  });
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
}
