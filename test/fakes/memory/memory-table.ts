/** The ledger's table in memory, with the conditions of the real one: tests of use cases run on it. */
import { actionsOf, fitsOneTransaction } from '../../../shared/aws/ledger/posting-actions.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import type { ChannelId, Sku } from '../../../shared/domain/identifiers.ts';
import { openLineOf } from '../../../shared/domain/ledger/open-line.ts';
import { emptyLedger } from '../../../shared/domain/ledger/sku-ledger.ts';
import { notesOnRegistering } from '../../../shared/domain/listing/catalogue-note.ts';
import { type Listing, listingId, skuBehind } from '../../../shared/domain/listing/listing.ts';
import { linkedPlacesOf } from '../../../shared/domain/listing/place.ts';
import { listsOf } from '../../../shared/domain/reconciling/sku-lists.ts';
import { bundleStock } from '../../../shared/domain/stock/bundle.ts';
import type { OrderBook } from '../../../shared/domain/stock/order-book.ts';
import type { ExposureStore } from '../../../shared/ports/exposure/exposure-store.ts';
import type { HoldRegistry } from '../../../shared/ports/holds/holds.ts';
import type { LinkStore } from '../../../shared/ports/importing/links.ts';
import type { ListingRegistry } from '../../../shared/ports/importing/listing-registry.ts';
import type { ListingNotes } from '../../../shared/ports/intake/catalogue-notices.ts';
import type { OrderBooks } from '../../../shared/ports/intake/intake-queues.ts';
import type { Clock } from '../../../shared/ports/journal.ts';
import { PermanentError } from '../../../shared/ports/permanent-error.ts';
import type { Committed, LedgerStore, Parked, ParkingLot, Posting } from '../../../shared/ports/posting/posting.ts';
import type { PushStore } from '../../../shared/ports/pushing/push-store.ts';
import type { NameSearch, SkuLists } from '../../../shared/ports/reading/sku-lists.ts';
import type { StockReader } from '../../../shared/ports/reading/stock-reader.ts';
import type { CheckStore } from '../../../shared/ports/reconciling/checks.ts';
import type { SkuState } from '../../../shared/ports/sku-state.ts';
import { ABSOLUTE, DIFFERENCE, NOON } from '../facts.ts';
import {
  componentOf,
  conditionsHold,
  kept,
  madeAgain,
  markKey,
  noted,
  offeredComponent,
  provenBy,
  type SkuItems,
  skuStateOf,
  taken,
  write,
} from './memory-items.ts';
import { memoryLinks } from './memory-links.ts';
import { memoryParkingLot } from './memory-parking-lot.ts';
import {
  claimPush,
  claimRaise,
  endLease,
  finishPush,
  refusePush,
  withdrawPush,
  writeExposure,
} from './memory-pushes.ts';
import { expectReadableOffer, expectReadablePosting } from './stored-forms.ts';

/**
 * The ledger's table in memory, with the conditions of the real one: test/contract holds both to the same cases.
 * Everything stored is a frozen copy, so that no caller can change what lies in it.
 */
export class MemoryTable {
  readonly #skus = new Map<Sku, SkuItems>();
  readonly #parked = new Map<string, Parked>();
  readonly #holds = new Map<string, readonly Sku[]>();
  readonly #books = new Map<string, OrderBook>();

  ledgerStore(): LedgerStore {
    return {
      load: async (sku, keys) => {
        const items = this.#items(sku);
        const seen = keys.flatMap((key) => [items.seen.get(key)].filter((each) => each !== undefined));
        const listings = [...items.listings.values()];
        const linkedPlaces = linkedPlacesOf(listings);
        return {
          ...emptyLedger(sku),
          ...(linkedPlaces && { linkedPlaces }),
          ...items.head,
          seen: new Map(seen.map((each) => [each.key, each])),
          listings,
          ...(items.links.size > 0 && { links: [...items.links.values()] }),
        };
      },
      recorded: async (sku, keys) => {
        const { seen } = this.#items(sku);
        return new Map(
          keys.flatMap((key) => {
            const each = seen.get(key);
            return each === undefined ? [] : [[key, kept(each)] as const];
          }),
        );
      },
      history: async (sku, since) => this.#items(sku).entries.filter((entry) => entry.postedAt >= since),
      inBundles: async (component, bundles) =>
        new Map(
          bundles.flatMap((bundle) => {
            const madeOf = this.#items(bundle).head?.exposure?.madeOf ?? [];
            const own = madeOf.find(({ sku }) => sku === component);
            const others = madeOf
              .filter((each) => each !== own)
              .map((each) => componentOf(each, this.#items(each.sku)));
            return own === undefined ? [] : [[bundle, { quantity: own.quantity, others }] as const];
          }),
        ),
      fits: (posting) => fitsOneTransaction(actionsOf('memory', [posting])),
      commit: async (posting) => this.#commit([posting]),
      commitTogether: async (postings) => this.#commit(postings),
    };
  }

  #commit(postings: readonly Posting[]): Committed {
    const actions = actionsOf('memory', postings);
    if (actions.length > 100) {
      throw new PermanentError(`A transaction of ${actions.length} items: DynamoDB takes 100.`);
    }
    const newHolds = postings.flatMap(({ seen, after: { sku } }) =>
      seen.flatMap(({ now, before }) => (before === undefined && now.hold ? [{ id: now.hold.id, sku }] : [])),
    );
    const isAllowed = postings.every((posting) => conditionsHold(this.#items(posting.before.sku), posting));
    if (!isAllowed || newHolds.some(({ id }) => this.#holds.has(id))) {
      return 'conflict';
    }
    for (const posting of postings) {
      expectReadablePosting(posting);
      write(this.#items(posting.before.sku), posting);
    }
    for (const [id, lines] of Map.groupBy(newHolds, (each) => each.id)) {
      this.#holds.set(
        id,
        lines.map(({ sku }) => sku),
      );
    }
    return 'committed';
  }

  pushStore(channel: ChannelId, channelLocations: readonly string[]): PushStore {
    const readIsolated = async (sku: Sku): Promise<SkuState | undefined> => {
      const skuState = await this.reader().skuState(sku);
      const further = this.#items(sku).head?.linkedPlaces?.[channel] ?? [];
      const isOurs = (listing: Listing) =>
        listing.channel === channel && [...channelLocations, ...further].includes(listing.channelLocation);
      return skuState && { ...skuState, listings: skuState.listings.filter(isOurs) };
    };
    const read = async (sku: Sku): Promise<SkuState | undefined> => {
      const skuState = await readIsolated(sku);
      const isLeft = skuState?.listings.some(({ intent }) => intent !== undefined);
      return skuState && { ...skuState, ...(!isLeft && { isInTurn: true }) };
    };
    return {
      readIsolated,
      read,
      // By the store's own `read`, which a test may have replaced.
      readEach(skus) {
        return new Map(skus.map((sku) => [sku, this.read(sku)]));
      },
      hasMoved: async ({ sku, seq, exposure, components }) => {
        return [{ sku, seq, exposure }, ...(components ?? [])].some((read) => {
          const { head } = this.#items(read.sku);
          return (head?.seq ?? 0) !== read.seq || head?.exposure?.revision !== read.exposure?.revision;
        });
      },
      claim: async (listing, intent, read) => claimPush(this.#items(listing.sku), listing, intent, read),
      claimRaise: async (read, listing, intent) => {
        const areOfferedAsRead = (read.components ?? []).every(
          ({ sku, exposure }) => this.#items(sku).head?.exposure?.revision === exposure?.revision,
        );
        return areOfferedAsRead ? claimRaise(this.#items(listing.sku), read, listing, intent) : undefined;
      },
      finish: async (listing, record, note) => finishPush(this.#items(listing.sku), listing, record, note),
      withdraw: async (listing, intent, note) => withdrawPush(this.#items(listing.sku), listing, intent, note),
      endLease: async (listing, intent) => endLease(this.#items(listing.sku), listing, intent),
      refuse: async (listing, record, retryAt) => refusePush(this.#items(listing.sku), listing, record, retryAt),
    };
  }

  checkStore(): CheckStore {
    const check = (listing: Listing, change: (stored: Listing) => Listing | undefined): boolean => {
      const { listings } = this.#items(listing.sku);
      const stored = listings.get(listingId(listing));
      const isAsRead = stored?.revision === listing.revision && stored.checkAt === listing.checkAt;
      const changed = stored !== undefined && isAsRead ? change(stored) : undefined;
      if (changed !== undefined) {
        listings.set(listingId(listing), kept(changed));
      }
      return changed !== undefined;
    };
    return {
      note: async (listing, note) => check(listing, (stored) => noted(stored, note)),
      takeShown: async (listing, suspicion, asOf) =>
        check(listing, (stored) => (stored.shown === suspicion.shown ? taken(stored, suspicion, asOf) : undefined)),
      takeReading: async (listing, reading) =>
        check(listing, (stored) => (stored.shown === reading.shown ? provenBy(stored, reading, listing) : undefined)),
      endRise: async (listing, { at }) => {
        const { listings } = this.#items(listing.sku);
        const { rise, ...stored } = listings.get(listingId(listing)) ?? {};
        const isAnswered = 'sku' in stored && rise?.at === at;
        if (isAnswered) {
          listings.set(listingId(listing), kept(stored));
        }
        return isAnswered;
      },
    };
  }

  exposureStore(): ExposureStore {
    return {
      read: this.reader().skuState,
      write: async (read, revised) => {
        expectReadableOffer(revised);
        return writeExposure(this.#items(read.sku), read, revised);
      },
      writeKeeping: async (read, revised) => {
        expectReadableOffer(revised);
        return writeExposure(this.#items(read.sku), read, revised, true);
      },
    };
  }

  reader(): StockReader {
    return {
      skuState: async (sku) => {
        const { head, listings } = this.#items(sku);
        const own = head && { sku, listings: [...listings.values()], ...skuStateOf(head) };
        const madeOf = own?.exposure?.madeOf?.map((part) => componentOf(part, this.#items(part.sku)));
        return own && madeOf ? { ...own, stock: bundleStock(madeOf), components: madeOf.map(offeredComponent) } : own;
      },
      entries: async (sku, after, limit) => {
        const { entries } = this.#items(sku);
        return entries.filter((entry) => entry.seq > after).slice(0, limit);
      },
      entry: async (sku, seq) => this.#items(sku).entries.find((entry) => entry.seq === seq),
      order: async (channel, order) => {
        const isOfOrder = (source: { channel: ChannelId; order?: string }) =>
          source.channel === channel && source.order === order;
        const entries = [...this.#skus.values()].flatMap((items) => items.entries);
        return {
          entries: entries.filter((entry) => isOfOrder(entry.source)),
          parked: [...this.#parked.values()].filter(({ observation }) => isOfOrder(observation.source)),
        };
      },
      openLines: async (sku) => [...this.#items(sku).seen.values()].flatMap(openLineOf),
      pushes: async (sku, seq, limit) => {
        const { pushes } = this.#items(sku);
        return pushes.filter((push) => push.intent.seq >= seq).slice(0, limit);
      },
    };
  }

  /** Every SKU stands on exactly the lists that it belongs on. */
  skuLists(clock: Clock = () => new Date(NOON)): SkuLists {
    return {
      page: async (list, { after = '', search, limit }) => {
        const states = await Promise.all([...this.#skus.keys()].sort().map((sku) => this.reader().skuState(sku)));
        const found = states.flatMap((state) => {
          const isOn = state !== undefined && state.sku > after && listsOf(state, clock()).includes(list);
          return isOn && fits(state.sku, search) ? [{ sku: state.sku, since: clock().toISOString() }] : [];
        });
        return { skus: found.slice(0, limit), isMore: found.length > limit };
      },
      takeOff: async () => undefined,
    };
  }

  parkingLot(): ParkingLot {
    return memoryParkingLot(this.#parked);
  }

  orderBooks(): OrderBooks {
    return {
      fits: (book) => JSON.stringify(book).length <= 390 * 1024,
      read: async (channel, order) => this.#books.get(`${channel}#${order}`),
      write: async (channel, order, book, before) => {
        const key = `${channel}#${order}`;
        const isAsRead = canonicalJson(this.#books.get(key) ?? null) === canonicalJson(before ?? null);
        if (isAsRead) {
          this.#books.set(key, kept(book));
        }
        return isAsRead;
      },
    };
  }

  holdRegistry(): HoldRegistry {
    return { skusOf: async (id) => this.#holds.get(id) };
  }

  #marksOf(sku: Sku, channel: ChannelId, externalId: string) {
    const marks = this.#items(sku).marks.get(markKey(channel, externalId));
    if (marks === undefined) {
      throw new Error(`${sku} has no listing on ${channel} any more: run \`npx stockline import\`.`);
    }
    return marks;
  }

  registry(): ListingRegistry {
    return {
      register: async (listing, channel, pushMode, now) => {
        const { shows, title: _title, gtin: _gtin, asin: _asin, sellsWithoutStock = false, ...ids } = listing;
        const { listings, marks } = this.#items(listing.sku);
        const id = listingId({ channel, channelLocation: listing.channelLocation });
        const known = listings.get(id);
        const isAnother = known !== undefined && known.externalId !== listing.externalId;
        const {
          catalogueNotes: _settled,
          soldAs: _soldAs,
          units: _units,
          name: _name,
          ...stays
        } = known !== undefined && isAnother ? madeAgain(known, shows, now) : (known ?? {});
        const catalogueNotes = notesOnRegistering(sellsWithoutStock, now.toISOString());
        const fresh = {
          shown: shows,
          generation: 0,
          revision: 0,
          ...stays,
          ...(catalogueNotes.length > 0 && { catalogueNotes }),
        };
        const anew = pushMode === 'absolute' ? ABSOLUTE : DIFFERENCE;
        const push = known?.push.kind === pushMode ? known.push : anew;
        listings.set(id, kept({ ...fresh, ...ids, channel, push }));
        const at = now.toISOString();
        const before = marks.get(markKey(channel, known?.externalId ?? listing.externalId));
        marks.set(markKey(channel, listing.externalId), before ?? { registeredAt: at, readUpTo: at });
        return known === undefined ? 'new' : isAnother ? 'another' : 'known';
      },
      skuOf: async (channel, externalId) => skuBehind(this.#listingsBehind(channel, externalId)),
      behind: async (channel, externalId) => {
        const listings = this.#listingsBehind(channel, externalId);
        const sku = skuBehind(listings);
        const own = listings.filter((each) => each.sku === sku);
        return sku && { sku, listings: own, marks: { ...this.#marksOf(sku, channel, externalId) } };
      },
      readMarks: async (sku, channel, externalId) => {
        return { ...this.#marksOf(sku, channel, externalId) };
      },
      markReadUpTo: async (listings, time) => {
        for (const { sku, channel, externalId } of listings) {
          const marks = this.#marksOf(sku, channel, externalId);
          const readUpTo = time.toISOString();
          marks.readUpTo = marks.readUpTo < readUpTo ? readUpTo : marks.readUpTo;
        }
      },
    };
  }

  linkStore(): LinkStore {
    return memoryLinks(
      (sku) => this.#items(sku),
      () => [...this.#skus.values()],
    );
  }

  listingNotes(): ListingNotes {
    return {
      listingsOf: async (channel, externalId) => this.#listingsBehind(channel, externalId),
      listingsOfSku: async (channel, sku) =>
        [...this.#items(sku).listings.values()].filter((listing) => listing.channel === channel),
      note: async (listing, { notes, managed }) => {
        const { listings } = this.#items(listing.sku);
        const stored = listings.get(listingId(listing));
        const isAsRead =
          canonicalJson(stored?.catalogueNotes ?? null) === canonicalJson(listing.catalogueNotes ?? null);
        if (stored === undefined || !isAsRead) {
          return false;
        }
        listings.set(listingId(listing), kept({ ...stored, catalogueNotes: notes, managed }));
        return true;
      },
    };
  }

  #listingsBehind(channel: ChannelId, externalId: string): readonly Listing[] {
    return [...this.#skus.values()]
      .flatMap(({ listings }) => [...listings.values()])
      .filter((listing) => listing.channel === channel && listing.externalId === externalId);
  }

  #items(sku: Sku): SkuItems {
    const items = this.#skus.get(sku) ?? {
      head: undefined,
      entries: [],
      seen: new Map(),
      listings: new Map(),
      links: new Map(),
      marks: new Map(),
      pushes: [],
    };
    this.#skus.set(sku, items);
    return items;
  }
}

function fits(sku: Sku, search: NameSearch | undefined): boolean {
  const [name, text] = [sku.toLowerCase(), search?.text.toLowerCase() ?? ''];
  return search?.isBeginning ? name.startsWith(text) : name.includes(text);
}
