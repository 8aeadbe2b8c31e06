/** Compares a whole channel with our beliefs, by the pages of its catalogue, so that no belief grows older than a day. */

import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import { placeOfItem } from '../../domain/listing/place.ts';
import { hasSettled, isCheckAhead } from '../../domain/reconciling/drift.ts';
import { isSameOffSale, type StockWorkRecord, stockWorkKey } from '../../domain/stock/off-sale.ts';
import type { CatalogueListing, ChannelClient, SetAside } from '../../ports/channel/channel.ts';
import { CredentialsGoneError } from '../../ports/channel/credentials-gone.ts';
import type { SweepMarks } from '../../ports/intake/sweep.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';
import type { ChannelStates } from '../../ports/pushing/gate-ports.ts';
import type { CheckQueue, CheckStore } from '../../ports/reconciling/checks.ts';
import { withConcurrency } from '../../with-concurrency.ts';
import { inUnitsOf } from '../linking/sku-units.ts';

export type CatalogueComparisonPorts = {
  readonly client: Pick<ChannelClient, 'channel' | 'catalogue'>;
  /** When the channel was last compared as a whole. */
  readonly marks: SweepMarks;
  readonly states: Pick<ChannelStates, 'read'>;
  readonly ledger: Pick<LedgerStore, 'load'>;
  readonly checkStore: Pick<CheckStore, 'note'>;
  readonly checks: CheckQueue;
  /** How long a channel may take to show a pushed quantity, in milliseconds. */
  readonly settleMs: number;
  /** Stock work is found by the states of its units, which its catalogue names. */
  readonly followsStates?: boolean;
  readonly journal: Journal;
  readonly clock: Clock;
};

const HOUR_MS = 3_600_000;
/** Three times a day: one comparison may fail, and the next is still within the day. */
const COMPARED_EVERY_MS = 8 * HOUR_MS;
/** A sweep comes once an hour at least, so a comparison that is older is late. */
const LATE_MS = COMPARED_EVERY_MS + 2 * HOUR_MS;
/** No further page begins after that: the function has ten minutes, and its sweep comes first. */
const BUDGET_MS = 5 * 60_000;
/** SKUs whose ledger is read at a time. */
const READS_AT_ONCE = 8;

/** What one comparison found. `unread`: rows and pages that could not be read. */
type Found = { compared: number; differing: number; unread: number };

/**
 * Compares every listing in the channel's catalogue with what we believe, unless that was done in the last eight hours. A
 * listing that agrees has a figure that was seen; one that differs is checked, as after a push. Counts how old the last
 * comparison is, in minutes, once it is late: CloudWatch bills a figure that is written while all is well. What cannot be read
 * is counted and named, and the rest is compared. A paused channel is not read. A comparison that does not come to its end
 * begins anew with the next call. Rejects with CredentialsGoneError, and when the mark cannot be read or written.
 */
export async function compareCatalogue(ports: CatalogueComparisonPorts): Promise<void> {
  const { client, marks, states, journal, clock } = ports;
  const { channel } = client;
  const begunAt = clock();
  const before = await marks.begin(channel, { sweptTo: begunAt.toISOString(), windowMs: 0 });
  const ageMs = begunAt.getTime() - Date.parse(before.sweptTo);
  if (ageMs >= LATE_MS) {
    journal.count('ComparisonAge', channel, Math.round(ageMs / 60_000));
  }
  if (ageMs < COMPARED_EVERY_MS || (await states.read(channel)).paused !== undefined) {
    return;
  }
  const found: Found = { compared: 0, differing: 0, unread: 0 };
  const fields = { step: 'compared', channel, since: before.sweptTo };
  try {
    if (!(await comparePages(ports, begunAt.getTime() + BUDGET_MS, found))) {
      journal.warn(`${channel}: its catalogue could not be compared in time (${found.compared} listings were)`, fields);
      return;
    }
  } catch (error) {
    if (error instanceof CredentialsGoneError) {
      throw error;
    }
    if (found.compared > 0) {
      // The channel answers: what cannot be read is the page, and what lies behind it is not reached.
      journal.count('ComparedInPart', channel);
    }
    journal.warn(
      `${channel}: after ${found.compared} listings its catalogue could not be compared, it is compared again`,
      { ...fields, ...found, error },
    );
    return;
  }
  if (await marks.move(channel, before, { sweptTo: begunAt.toISOString(), windowMs: 0 })) {
    journal.info(
      `${channel}: ${found.compared} listings compared with its catalogue, ${found.differing} of them differ` +
        (found.unread === 0 ? '' : `, ${found.unread} rows or pages could not be read`),
      { ...fields, ...found },
    );
  }
}

/** False: there was no time for all pages. */
async function comparePages(ports: CatalogueComparisonPorts, endsMs: number, found: Found): Promise<boolean> {
  const { client, clock } = ports;
  const pages = client.catalogue(undefined, unreadOf(ports, found))[Symbol.asyncIterator]();
  for (;;) {
    if (clock().getTime() >= endsMs) {
      return false;
    }
    // Taken before the call: the page is not older than this.
    const asOf = clock();
    const { done, value: page } = await pages.next();
    if (done) {
      return true;
    }
    const bySku = [...Map.groupBy<CatalogueListing['sku'], CatalogueListing>(page, ({ sku }) => sku)];
    const keyOf = ({ channelLocation }: Pick<CatalogueListing, 'channelLocation'>) =>
      stockWorkKey({ channel: client.channel, channelLocation });
    await withConcurrency(READS_AT_ONCE, bySku, async ([sku, offered]) => {
      const ledger = await ports.ledger.load(sku, ports.followsStates ? offered.map(keyOf) : []);
      for (const each of offered) {
        const known = await knownAs(ports, ledger, each, keyOf);
        if (known?.listing.managed === true) {
          await compareListed(ports, known.listing, known.offered, asOf, found);
        }
      }
    });
  }
}

/** The listing that a row of the catalogue is of, with the row in units of its SKU; undefined where there is none. */
async function knownAs(
  { client: { channel }, ledger, followsStates }: CatalogueComparisonPorts,
  named: SkuLedger,
  row: CatalogueListing,
  keyOf: (place: Pick<CatalogueListing, 'channelLocation'>) => string,
): Promise<{ readonly listing: Listing; readonly offered: OfferedListing } | undefined> {
  const place = placeOfItem(row.channelLocation, row.externalId);
  const link = named.links?.find((each) => each.channel === channel && each.externalId === row.externalId);
  const isElsewhere = link !== undefined && link.sku !== named.sku;
  const { listings, seen } = isElsewhere
    ? await ledger.load(link.sku, followsStates ? [keyOf({ channelLocation: place })] : [])
    : named;
  const own = listings.filter((each) => each.channel === channel);
  const listing =
    own.find(({ channelLocation }) => channelLocation === place) ??
    (isElsewhere ? undefined : own.find(({ channelLocation }) => channelLocation === row.channelLocation));
  return (
    listing && {
      listing,
      offered: { ...inUnitsOf(listing, row), recordedWork: seen.get(keyOf(listing))?.work },
    }
  );
}

/** A row or a page that cannot be read is counted and named: what it lists is not compared. */
function unreadOf({ client: { channel }, journal }: CatalogueComparisonPorts, found: Found): SetAside {
  return ({ id, reason }) => {
    found.unread += 1;
    journal.count('ComparedInPart', channel);
    journal.warn(`${channel}: ${id} of its catalogue could not be read and is not compared, the rest is. ${reason}`, {
      step: 'compared',
      channel,
      id,
      reason,
    });
  };
}

/** One listing against its line of the page. What a push may still change on the channel is left to that push's check. */
async function compareListed(
  ports: CatalogueComparisonPorts,
  listing: Listing,
  offered: OfferedListing,
  asOf: Date,
  found: Found,
): Promise<void> {
  const { checks, checkStore, settleMs, journal } = ports;
  const { sku, channel, channelLocation } = listing;
  const { externalId, shows } = offered;
  found.compared += 1;
  if (listing.externalId !== externalId) {
    found.differing += 1;
    journal.count('ListingProblem', channel);
    journal.warn(
      `${sku}: ${listingId(listing)} is item ${externalId} now, no longer ${listing.externalId}. Run: stockline import`,
      { step: 'compared', sku, channel, channelLocation },
    );
    return;
  }
  const isPushed = listing.intent !== undefined || !hasSettled(listing, asOf, settleMs);
  const isOffSaleAsPosted = !ports.followsStates || areStatesPosted(offered);
  if (shows === listing.shown && isOffSaleAsPosted && !isPushed) {
    await checkStore.note(listing, { kind: 'seen', evidence: { kind: 'page', asOf: asOf.toISOString() } });
    return;
  }
  if (!isCheckAhead(listing, asOf)) {
    found.differing += 1;
    await checks.schedule({ sku, channel, channelLocation, at: asOf.toISOString() }, 0);
  }
}

type OfferedListing = CatalogueListing & { readonly recordedWork: StockWorkRecord | undefined };

/** Whether what is off sale there is what was posted of it; a bundle of the channel has nothing of its own. */
function areStatesPosted({ stock, recordedWork, madeOf }: OfferedListing): boolean {
  const isSame = stock?.offSale !== undefined && recordedWork !== undefined;
  return madeOf !== undefined || (isSame && isSameOffSale(stock.offSale, recordedWork.offSale));
}
