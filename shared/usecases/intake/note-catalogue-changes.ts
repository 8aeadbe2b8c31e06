import { noteNews } from '../../domain/listing/catalogue-note.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import type { CatalogueNotice, ListingNotes } from '../../ports/catalogue-notices.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import type { CheckQueue } from '../../ports/reconciling.ts';

export type CatalogueChangePorts = {
  readonly listings: ListingNotes;
  readonly checks: CheckQueue;
  readonly journal: Journal;
  readonly clock: Clock;
};

/** Several notices that came as one message. */
export type CatalogueMessage = { readonly id: string; readonly notices: readonly CatalogueNotice[] };

/** Notices of one message worked on at a time: a product may have 2,048 variants. */
const AT_ONCE = 20;

/**
 * Compares what channels say of their catalogues with our listings. What is wrong with a listing stays visible on it,
 * with a line that names the command which repairs it; what is offered and not ours yet is told as unmatched. Returns
 * the messages that must come again: hearing twice is harmless.
 */
export async function noteCatalogueChanges(
  ports: CatalogueChangePorts,
  messages: readonly CatalogueMessage[],
): Promise<readonly { readonly id: string; readonly retryAfterMs: number }[]> {
  const again: { id: string; retryAfterMs: number }[] = [];
  for (const { id, notices } of messages) {
    if (!(await heardAll(ports, notices))) {
      again.push({ id, retryAfterMs: RETRY_MS });
    }
  }
  return again;
}

const RETRY_MS = 2_000;

async function heardAll(ports: CatalogueChangePorts, notices: readonly CatalogueNotice[]): Promise<boolean> {
  const items = [...Map.groupBy(notices, ({ channel, externalId }) => `${channel}|${externalId}`).values()];
  let isDone = true;
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const heard = await Promise.allSettled(items.slice(start, start + AT_ONCE).map((each) => hearOfItem(ports, each)));
    for (const result of heard) {
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

/** All that one message says of one item, in its order. False: a listing was noted by somebody else meanwhile. */
async function hearOfItem(ports: CatalogueChangePorts, notices: readonly CatalogueNotice[]): Promise<boolean> {
  const [first] = notices;
  const known = first === undefined ? [] : await ports.listings.listingsOf(first.channel, first.externalId);
  for (const notice of notices.filter(({ channelLocation }) => !known.some(isMeant(channelLocation)))) {
    tellUnmatched(ports, notice, known);
  }
  for (const listing of known) {
    let now = listing;
    for (const notice of notices.filter(({ channelLocation }) => isMeant(channelLocation)(listing))) {
      const after = await hear(ports, now, notice);
      if (after === undefined) {
        return false;
      }
      now = after;
    }
  }
  return true;
}

function isMeant(channelLocation: string | undefined): (listing: Listing) => boolean {
  return (listing) => channelLocation === undefined || listing.channelLocation === channelLocation;
}

/** The listing after it; undefined: somebody else noted something meanwhile. */
async function hear(
  ports: CatalogueChangePorts,
  listing: Listing,
  { news, occurredAt }: CatalogueNotice,
): Promise<Listing | undefined> {
  // What is sold out cannot be bought: Amazon says so of every listing that comes to nothing.
  const isSoldOut = news.kind === 'notBuyable' && !news.isDeleted && listing.shown <= 0;
  const noted = isSoldOut ? undefined : noteNews(listing, news, occurredAt);
  if (noted === undefined) {
    return listing;
  }
  if (noted.solved !== undefined && noted.managed) {
    // Before it is noted: a crash in between leaves one check too many, never none.
    const { sku, channel, channelLocation } = listing;
    const at = ports.clock().toISOString();
    await ports.checks.schedule({ sku, channel, channelLocation, at }, CHECK_AFTER_SECONDS);
  }
  if (!(await ports.listings.note(listing, noted))) {
    return undefined;
  }
  tellNoted(ports, listing, noted);
  return { ...listing, catalogueNotes: noted.notes, managed: noted.managed };
}

/** The listing is read anew for the check: what is noted is there by then. */
const CHECK_AFTER_SECONDS = 2;

/** Only what can be sold now is worth importing; of the rest nobody here knew. */
function tellUnmatched({ journal }: CatalogueChangePorts, notice: CatalogueNotice, known: readonly Listing[]): void {
  const { channel, externalId, channelLocation, news } = notice;
  const [elsewhere] = known;
  const fields = { step: 'catalogue', channel, externalId };
  if (news.kind === 'offered' && news.sku) {
    journal.count('Unmatched', channel);
    journal.info(
      `${channel}: SKU “${news.sku.slice(0, 255)}” (${externalId}) is in no listing. Run: stockline import`,
      {
        ...fields,
        sku: news.sku,
      },
    );
  } else if (news.kind === 'stocked' && elsewhere !== undefined) {
    journal.count('Unmatched', channel);
    journal.info(`${elsewhere.sku}: ${channel} stocks it at ${channelLocation} too. Run: stockline import`, {
      ...fields,
      sku: elsewhere.sku,
    });
  }
}

function tellNoted(
  { journal }: CatalogueChangePorts,
  listing: Listing,
  { problem, solved }: { readonly problem?: string; readonly solved?: string },
): void {
  const { sku, channel } = listing;
  const fields = { step: 'catalogue', sku, channel, channelLocation: listing.channelLocation };
  if (problem !== undefined) {
    journal.count('ListingProblem', channel);
    journal.warn(
      `${sku}: ${listingId(listing)} ${problem}. Set it right on the channel, or run: stockline import`,
      fields,
    );
  } else if (solved !== undefined) {
    journal.info(
      `${sku}: ${listingId(listing)} is in order again (it was so: ${solved}); its figure is checked`,
      fields,
    );
  }
}
