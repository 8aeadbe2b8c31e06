/** Links in memory, with the conditions of shared/aws/listings/link-store.ts. */
import type { ChannelId, Sku } from '../../../shared/domain/identifiers.ts';
import { notesOnRegistering } from '../../../shared/domain/listing/catalogue-note.ts';
import type { Link } from '../../../shared/domain/listing/link.ts';
import { type Listing, listingId } from '../../../shared/domain/listing/listing.ts';
import { linkedPlacesOf } from '../../../shared/domain/listing/place.ts';
import type { CatalogueListing } from '../../../shared/ports/channel/channel.ts';
import type { LinkChange, LinkStore } from '../../../shared/ports/importing/links.ts';
import { ABSOLUTE, DIFFERENCE } from '../facts.ts';
import { kept, markKey, type SkuItems } from './memory-items.ts';

const keyOf = ({ channel, externalId }: Pick<Link, 'channel' | 'externalId'>) => `${channel}#${externalId}`;

/** The links of the table in memory, whose items of a SKU `itemsOf` gives; `everyItems` are those of all SKUs. */
export function memoryLinks(itemsOf: (sku: Sku) => SkuItems, everyItems: () => readonly SkuItems[]): LinkStore {
  const ofChannel = (channel: ChannelId) =>
    everyItems().flatMap(({ links }) => [...links.values()].filter((link) => link.channel === channel));
  return {
    ofChannel: async (channel) => ofChannel(channel),
    write: async (changes, now) => {
      if (!changes.every((change) => isAsRead(itemsOf, change))) {
        return 'conflict';
      }
      for (const change of changes) {
        leave(itemsOf, change);
      }
      for (const change of changes) {
        come(itemsOf, change, now);
      }
      for (const sku of new Set(
        changes.flatMap(({ leaves, comes }) => [...leaves, ...comes].map((each) => each.sku)),
      )) {
        revise(itemsOf(sku));
      }
      return 'written';
    },
    addName: async (channel, externalId, name) => {
      const link = ofChannel(channel).find((each) => each.externalId === externalId);
      const { links } = itemsOf(name);
      if (link !== undefined && !links.has(keyOf(link))) {
        links.set(keyOf(link), kept({ ...link, name }));
        const { listings } = itemsOf(link.sku);
        for (const [id, each] of listings) {
          if (each.channel === channel && each.externalId === externalId) {
            listings.set(id, kept({ ...each, name }));
          }
        }
      }
    },
  };
}

function isAsRead(itemsOf: (sku: Sku) => SkuItems, { links, leaves, comes, channel }: LinkChange): boolean {
  const areLinks = links.every(({ before, after }) => {
    const stored = itemsOf(after.name).links.get(keyOf(after));
    return stored?.sku === before?.sku && stored?.units === before?.units;
  });
  const areListings = leaves.every((each) => {
    const stored = itemsOf(each.sku).listings.get(listingId(each));
    return stored?.revision === each.revision && stored.intent === undefined;
  });
  const areFree = comes.every((each) => {
    const id = listingId({ channel, channelLocation: each.channelLocation });
    const isOwn = leaves.some((left) => left.sku === each.sku && listingId(left) === id);
    return isOwn || !itemsOf(each.sku).listings.has(id);
  });
  return areLinks && areListings && areFree;
}

function leave(itemsOf: (sku: Sku) => SkuItems, { links, leaves }: LinkChange): void {
  for (const { after } of links) {
    itemsOf(after.name).links.set(keyOf(after), kept(after));
  }
  for (const each of leaves) {
    const { listings, head } = itemsOf(each.sku);
    if (head?.exposure?.shares?.[listingId(each)] === undefined) {
      listings.delete(listingId(each));
    } else {
      listings.set(listingId(each), kept({ ...each, managed: false, revision: each.revision + 1 }));
    }
  }
}

function come(itemsOf: (sku: Sku) => SkuItems, { comes, leaves, channel, pushMode }: LinkChange, now: Date): void {
  for (const each of comes) {
    const id = listingId({ channel, channelLocation: each.channelLocation });
    const stays = leaves.find((left) => left.sku === each.sku && listingId(left) === id);
    const { listings, marks } = itemsOf(each.sku);
    listings.set(id, kept(listingOf(each, stays, { channel, pushMode, now })));
    marks.set(markKey(channel, each.externalId), { registeredAt: now.toISOString(), readUpTo: now.toISOString() });
  }
}

function listingOf(
  {
    shows,
    title: _title,
    gtin: _gtin,
    asin: _asin,
    stock: _stock,
    sellsWithoutStock,
    madeOf: _madeOf,
    ...ids
  }: CatalogueListing,
  stays: Listing | undefined,
  { channel, pushMode, now }: Pick<LinkChange, 'channel' | 'pushMode'> & { readonly now: Date },
): Listing {
  const asOf = now.toISOString();
  const catalogueNotes = notesOnRegistering(sellsWithoutStock === true, asOf);
  return {
    ...ids,
    channel,
    push: pushMode === 'absolute' ? ABSOLUTE : DIFFERENCE,
    shown: shows,
    shownAsOf: asOf,
    comparedAt: asOf,
    evidence: { kind: 'reading', asOf },
    generation: Math.max(stays?.generation ?? 0, Math.floor(now.getTime() / 1_000)),
    revision: (stays?.revision ?? 0) + 1,
    ...(catalogueNotes.length > 0 && { catalogueNotes }),
  };
}

function revise(items: SkuItems): void {
  const { head, listings } = items;
  if (head === undefined) {
    return;
  }
  const { linkedPlaces: _before, ...rest } = head;
  const linkedPlaces = linkedPlacesOf([...listings.values()]);
  const { exposure } = rest;
  items.head = kept({
    ...rest,
    ...(linkedPlaces && { linkedPlaces }),
    ...(exposure && { exposure: { ...exposure, revision: exposure.revision + 1 } }),
  });
}
