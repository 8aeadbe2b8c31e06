// Compares catalogue notices with our listings, and keeps on each listing what is wrong with it.
import { firstCharacters } from '../../domain/identifiers.ts';
import { noteNews } from '../../domain/listing/catalogue-note.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import { isLinked, locationAt } from '../../domain/listing/place.ts';
import { usableSku } from '../../domain/usable-sku.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { LinkStore } from '../../ports/importing/links.ts';
import type { CatalogueNotice, ListingNotes } from '../../ports/intake/catalogue-notices.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import type { CheckQueue } from '../../ports/reconciling/checks.ts';
import type { ReturnedMessage } from '../progress.ts';

export type CatalogueChangePorts = {
  readonly listings: ListingNotes;
  /** Needed where listings are linked. */
  readonly links?: Pick<LinkStore, 'addName'>;
  readonly checks: CheckQueue;
  readonly journal: Journal;
  readonly clock: Clock;
};

/** Several notices that came as one message. */
export type CatalogueMessage = { readonly id: string; readonly notices: readonly CatalogueNotice[] };

/** Items of one message worked on at a time: a product may have 2,048 variants. */
const ITEMS_AT_ONCE = 20;

/**
 * Notes on each listing what its channel reports as wrong, and logs the command that repairs it. An item that is offered
 * and is in no listing is logged and counted as unmatched. Returns the messages to retry; processing one twice is harmless.
 */
export async function noteCatalogueChanges(
  ports: CatalogueChangePorts,
  messages: readonly CatalogueMessage[],
): Promise<readonly ReturnedMessage[]> {
  const again: ReturnedMessage[] = [];
  for (const { id, notices } of messages) {
    if (!(await noteAll(ports, notices))) {
      again.push({ id, retryAfterMs: RETRY_MS });
    }
  }
  return again;
}

const RETRY_MS = 2_000;

async function noteAll(ports: CatalogueChangePorts, notices: readonly CatalogueNotice[]): Promise<boolean> {
  const items = [...Map.groupBy(notices, ({ channel, externalId }) => `${channel}|${externalId}`).values()];
  let isDone = true;
  for (let start = 0; start < items.length; start += ITEMS_AT_ONCE) {
    const results = await Promise.allSettled(
      items.slice(start, start + ITEMS_AT_ONCE).map((each) => noteItem(ports, each)),
    );
    for (const result of results) {
      if (result.status === 'rejected') {
        ports.journal.warn('A notice of a catalogue could not be noted, trying again', {
          step: 'catalogue',
          error: result.reason,
        });
      }
      isDone &&= result.status === 'fulfilled' && result.value;
    }
  }
  return isDone;
}

/** Notes everything that one message says about one item, in its order. False: another writer noted something meanwhile. */
async function noteItem(ports: CatalogueChangePorts, notices: readonly CatalogueNotice[]): Promise<boolean> {
  const [first] = notices;
  const known = first === undefined ? [] : await ports.listings.listingsOf(first.channel, first.externalId);
  for (const notice of notices.filter(({ channelLocation }) => !known.some(isAt(channelLocation)))) {
    logUnmatched(ports, notice, known);
    if (!(await noteDouble(ports, notice))) {
      return false;
    }
  }
  for (const listing of known) {
    let now = listing;
    for (const notice of notices.filter(({ channelLocation }) => isAt(channelLocation)(listing))) {
      const after = await noteOnListing(ports, now, notice);
      if (after === undefined) {
        return false;
      }
      now = after;
    }
  }
  return true;
}

/** An item that is offered under the SKU of another one's listing: see `isDoubled`. False as of `noteItem`. */
async function noteDouble(ports: CatalogueChangePorts, notice: CatalogueNotice): Promise<boolean> {
  const { channel, externalId, news } = notice;
  const sku = news.kind === 'offered' ? usableSku(news.sku) : undefined;
  const same = sku === undefined ? [] : await ports.listings.listingsOfSku(channel, sku);
  // A linked listing is known by its id, whatever others are called.
  const doubles = same.filter((each) => each.externalId !== externalId && each.managed && !isLinked(each));
  for (const listing of doubles) {
    const doubled = { ...notice, news: { kind: 'doubled', externalId } as const };
    if ((await noteOnListing(ports, listing, doubled)) === undefined) {
      return false;
    }
  }
  return true;
}

function isAt(channelLocation: string | undefined): (listing: Listing) => boolean {
  return (listing) => channelLocation === undefined || locationAt(listing.channelLocation) === channelLocation;
}

/** The listing after the notice; undefined: another writer noted something meanwhile. */
async function noteOnListing(
  ports: CatalogueChangePorts,
  listing: Listing,
  { news, occurredAt }: CatalogueNotice,
): Promise<Listing | undefined> {
  const name = news.kind === 'offered' && isLinked(listing) ? usableSku(news.sku) : undefined;
  if (name !== undefined) {
    // Its own SKU is only a name: its orders come under the new one from now on.
    await ports.links?.addName(listing.channel, listing.externalId, name);
  }
  // Amazon reports every listing that sells out as not buyable: that is no problem.
  const isSoldOut = news.kind === 'notBuyable' && !news.isDeleted && listing.shown <= 0;
  const noted = isSoldOut ? undefined : noteNews(listing, news, occurredAt);
  if (noted === undefined) {
    return listing;
  }
  const isInOrderAgain = noted.solved !== undefined && noted.managed;
  const isLeft = listing.managed && !noted.managed;
  if (isInOrderAgain || isLeft) {
    // One that is left may have a share, which stays until a reading proves what it shows.
    // Scheduled before the note is written: a crash in between leaves one check too many, never one too few.
    const { sku, channel, channelLocation } = listing;
    const at = ports.clock().toISOString();
    await ports.checks.schedule({ sku, channel, channelLocation, at }, CHECK_AFTER_SECONDS);
  }
  if (!(await ports.listings.note(listing, noted))) {
    return undefined;
  }
  logNoted(ports, listing, noted);
  return { ...listing, catalogueNotes: noted.notes, managed: noted.managed };
}

/** The check reads the listing again: by then the note is written. */
const CHECK_AFTER_SECONDS = 2;

/** Logs an item that could be imported: one that is offered under a SKU, or stocked at a further location. */
function logUnmatched({ journal }: CatalogueChangePorts, notice: CatalogueNotice, known: readonly Listing[]): void {
  const { channel, externalId, channelLocation, news } = notice;
  const [elsewhere] = known;
  const fields = { step: 'catalogue', channel, externalId };
  if (news.kind === 'offered' && news.sku) {
    journal.count('Unmatched', channel);
    journal.info(
      `${channel}: SKU “${firstCharacters(news.sku, 255)}” (${externalId}) is in no listing. Run: ${OPERATOR_COMMANDS.import}`,
      {
        ...fields,
        sku: news.sku,
      },
    );
  } else if (news.kind === 'stocked' && elsewhere !== undefined) {
    journal.count('Unmatched', channel);
    journal.info(`${elsewhere.sku}: ${channel} stocks it at ${channelLocation} too. Run: ${OPERATOR_COMMANDS.import}`, {
      ...fields,
      sku: elsewhere.sku,
    });
  }
}

function logNoted(
  { journal }: CatalogueChangePorts,
  listing: Listing,
  { problem, solved }: { readonly problem?: string; readonly solved?: string },
): void {
  const { sku, channel } = listing;
  const fields = { step: 'catalogue', sku, channel, channelLocation: listing.channelLocation };
  if (problem !== undefined) {
    journal.count('ListingProblem', channel);
    journal.warn(
      `${sku}: ${listingId(listing)} ${problem}. Set it right on the channel, or run: ${OPERATOR_COMMANDS.import}`,
      fields,
    );
  } else if (solved !== undefined) {
    journal.info(
      `${sku}: ${listingId(listing)} is in order again (it was so: ${solved}); its figure is checked`,
      fields,
    );
  }
}
