/** Puts faults between functions of the simulation and the table in memory: refused calls, lost answers, conflicts. */
import { tryFor } from '../../../shared/aws/lambda/back-off.ts';
import { ENDING_LEASE_MS } from '../../../shared/aws/pushing/push-claim.ts';
import type { RevisedExposure } from '../../../shared/domain/exposure/revise-exposure.ts';
import type { ChannelId, Sku } from '../../../shared/domain/identifiers.ts';
import type { Listing } from '../../../shared/domain/listing/listing.ts';
import type { PushIntent } from '../../../shared/domain/listing/push-intent.ts';
import type { ExposureStore } from '../../../shared/ports/exposure/exposure-store.ts';
import type { HoldRegistry } from '../../../shared/ports/holds/holds.ts';
import type { ListingRegistry } from '../../../shared/ports/importing/listing-registry.ts';
import type { OrderBooks } from '../../../shared/ports/intake/intake-queues.ts';
import type { SweepMarks } from '../../../shared/ports/intake/sweep.ts';
import type { Committed, LedgerStore, ParkingLot, Posting } from '../../../shared/ports/posting/posting.ts';
import type { GatePorts } from '../../../shared/ports/pushing/gate-ports.ts';
import type { PushStore } from '../../../shared/ports/pushing/push-store.ts';
import type { StockReader } from '../../../shared/ports/reading/stock-reader.ts';
import type { CheckStore } from '../../../shared/ports/reconciling/checks.ts';
import type { SkuState } from '../../../shared/ports/sku-state.ts';
import type { MemoryTable } from '../../fakes/memory/memory-table.ts';
import type { Network } from '../channels/clients.ts';
import type { Invocation, Latency } from './crashing.ts';

const READ_MS: Latency = [2, 12];
const WRITE_MS: Latency = [10, 40];

/** Is called with what was written to a listing's push, for the count of what the product could know. */
export type PushWitness = {
  claimed(sku: Sku, channel: ChannelId, channelLocation: string, intent: PushIntent): void;
  finished(sku: Sku, channel: ChannelId, channelLocation: string, intent: PushIntent): void;
};

/**
 * The table in memory behind a bad line: calls are refused, answers of writes that were done never come, and
 * transactions meet others. Each port is as one invocation has it.
 */
export class FaultyTable {
  readonly #table: MemoryTable;
  readonly #network: Network;
  readonly #poisoned: (sku: Sku) => boolean;
  readonly #overwritten: Set<Sku>;
  /** Whether a sale of the listing, made before then (ISO 8601), is not posted yet. */
  isUnreported: (listing: Listing, before: string) => Promise<boolean> = async () => false;

  /** Every transaction of a poisoned SKU is refused, whatever else is turned off; those that checks set right are kept. */
  constructor(table: MemoryTable, network: Network, poisoned: (sku: Sku) => boolean, overwritten: Set<Sku>) {
    this.#table = table;
    this.#network = network;
    this.#poisoned = poisoned;
    this.#overwritten = overwritten;
  }

  ledgerStore(invocation: Invocation): LedgerStore {
    const store = this.#table.ledgerStore();
    return {
      load: (sku, keys) => this.#read(invocation, `load ${sku}`, () => store.load(sku, keys)),
      recorded: (sku, keys) => this.#read(invocation, `recorded ${sku}`, () => store.recorded(sku, keys)),
      history: (sku, since) => this.#read(invocation, `history ${sku}`, () => store.history(sku, since)),
      inBundles: (component, bundles) =>
        this.#read(invocation, `bundles of ${component}`, () => store.inBundles(component, bundles)),
      fits: (posting) => store.fits(posting),
      commit: (posting) => this.#commit(invocation, [posting], () => store.commit(posting)),
      commitTogether: (postings) => this.#commit(invocation, postings, () => store.commitTogether(postings)),
    };
  }

  #commit(invocation: Invocation, postings: readonly Posting[], write: () => Promise<Committed>): Promise<Committed> {
    const names = postings.map(({ before, after }) => `${after.sku} ${before.seq}→${after.seq}`);
    return this.#write(invocation, `commit ${names.join(', ')}`, async () => {
      const poison = postings.find(({ after }) => this.#poisoned(after.sku));
      if (poison !== undefined) {
        throw this.#network.lambdas.fault(invocation, `${poison.after.sku} is poison`);
      }
      if (this.#network.faults.happens('tableConflicts')) {
        invocation.faults += 1;
        return 'conflict';
      }
      const committed = await write();
      invocation.faults += committed === 'conflict' ? 1 : 0;
      return committed;
    });
  }

  pushStore(
    invocation: Invocation,
    channel: ChannelId,
    channelLocations: readonly string[],
    witness: PushWitness,
  ): PushStore {
    const store = this.#table.pushStore(channel, channelLocations);
    const read = (sku: Sku) => this.#read(invocation, `read ${sku}`, () => store.read(sku));
    return {
      read,
      readEach: (skus) => new Map(skus.map((sku) => [sku, read(sku)])),
      readIsolated: (sku) => this.#read(invocation, `read ${sku} isolated`, () => store.readIsolated(sku)),
      hasMoved: (read) => this.#read(invocation, `read ${read.sku} again`, () => store.hasMoved(read)),
      claim: (listing, intent, read) =>
        this.#write(invocation, `claim ${listing.sku} ${intent.generation}.${intent.attempt}`, async () => {
          const claimed = await store.claim(listing, intent, read);
          if (claimed !== undefined) {
            witness.claimed(listing.sku, channel, listing.channelLocation, intent);
          }
          return claimed;
        }),
      claimRaise: (read, listing, intent) =>
        this.#write(invocation, `claim ${listing.sku} ${intent.generation}.${intent.attempt}`, async () => {
          const claimed = await store.claimRaise(read, listing, intent);
          if (claimed !== undefined) {
            witness.claimed(listing.sku, channel, listing.channelLocation, intent);
          }
          return claimed;
        }),
      finish: (listing, record, note) =>
        this.#write(invocation, `finish ${listing.sku} ${record.intent.generation}`, async () => {
          const before = await this.#revisionOf(listing.sku, store, listing.channelLocation);
          await store.finish(listing, record, note);
          if ((await this.#revisionOf(listing.sku, store, listing.channelLocation)) !== before) {
            witness.finished(listing.sku, channel, listing.channelLocation, record.intent);
          }
        }),
      withdraw: (listing, intent, note) =>
        this.#write(invocation, `withdraw ${listing.sku} ${intent.generation}`, () =>
          store.withdraw(listing, intent, note),
        ),
      endLease: (listing, intent) =>
        tryFor(
          ENDING_LEASE_MS,
          () =>
            this.#write(invocation, `end lease ${listing.sku} ${intent.generation}`, () =>
              store.endLease(listing, intent),
            ),
          this.#network.timing,
        ),
      refuse: (listing, record) =>
        this.#write(invocation, `refuse ${listing.sku}`, () => store.refuse(listing, record)),
    };
  }

  exposureStore(invocation: Invocation): ExposureStore {
    const store = this.#table.exposureStore();
    const write = (name: 'write' | 'writeKeeping') => (read: SkuState, revised: RevisedExposure) =>
      this.#write(invocation, `${name} shares of ${read.sku}`, () => {
        if (this.#network.faults.happens('tableConflicts')) {
          invocation.faults += 1;
          return Promise.resolve('conflict' as const);
        }
        return store[name](read, revised);
      });
    return {
      read: (sku) => this.#read(invocation, `read ${sku} and its shares`, () => store.read(sku)),
      write: write('write'),
      writeKeeping: write('writeKeeping'),
    };
  }

  checkStore(invocation: Invocation): CheckStore {
    const store = this.#table.checkStore();
    return {
      note: (listing, note) =>
        this.#write(invocation, `note ${listing.sku} ${note.kind}`, () => store.note(listing, note)),
      takeShown: (listing, suspicion, asOf) =>
        this.#write(invocation, `take ${listing.sku} ${suspicion.actual}`, async () => {
          const isTaken = await store.takeShown(listing, suspicion, asOf);
          if (isTaken) {
            this.#overwritten.add(listing.sku);
          }
          return isTaken;
        }),
      takeReading: (listing, reading) =>
        this.#write(invocation, `take the reading at ${listing.sku} ${reading.actual}`, async () => {
          const isTaken = await store.takeReading(listing, reading);
          if (isTaken && (await this.isUnreported(listing, reading.at))) {
            this.#overwritten.add(listing.sku);
          }
          return isTaken;
        }),
      endRise: store.endRise,
    };
  }

  skuFinder(invocation: Invocation): Pick<ListingRegistry, 'skuOf' | 'behind' | 'readMarks'> {
    const registry = this.#table.registry();
    return {
      skuOf: (channel, externalId) =>
        this.#read(invocation, `SKU of ${externalId}`, () => registry.skuOf(channel, externalId)),
      behind: (channel, externalId) =>
        this.#read(invocation, `listings behind ${externalId}`, () => registry.behind(channel, externalId)),
      readMarks: (sku, channel, externalId) =>
        this.#read(invocation, `marks of ${sku}`, () => registry.readMarks(sku, channel, externalId)),
    };
  }

  /** Finds what is parked of an order. */
  orderFinder(invocation: Invocation): Pick<StockReader, 'order'> {
    const reader = this.#table.reader();
    return {
      order: (channel, order) => this.#read(invocation, `order ${order}`, () => reader.order(channel, order)),
    };
  }

  parkingLot(invocation: Invocation): ParkingLot {
    const lot = this.#table.parkingLot();
    return {
      park: (parked) => this.#write(invocation, 'park', () => lot.park(parked)),
      list: (limit, after) => this.#read(invocation, 'list parked', () => lot.list(limit, after)),
      remove: (parked) => this.#write(invocation, 'unpark', () => lot.remove(parked)),
    };
  }

  orderBooks(invocation: Invocation): OrderBooks {
    const books = this.#table.orderBooks();
    return {
      fits: (book) => books.fits(book),
      read: (channel, order) => this.#read(invocation, `book of ${order}`, () => books.read(channel, order)),
      write: (channel, order, book, before) =>
        this.#write(invocation, `book ${order}`, () => books.write(channel, order, book, before)),
    };
  }

  holdRegistry(invocation: Invocation): HoldRegistry {
    const registry = this.#table.holdRegistry();
    return { skusOf: (id) => this.#read(invocation, `hold ${id}`, () => registry.skusOf(id)) };
  }

  /** The states of channels, and a channel's last entries. */
  gates(invocation: Invocation, gates: GatePorts): GatePorts {
    const { states, lastEntries } = gates;
    return {
      ...gates,
      lastEntries: (sku, limit) => this.#read(invocation, `last entries of ${sku}`, () => lastEntries(sku, limit)),
      states: {
        read: (channel) => this.#read(invocation, `state of ${channel}`, () => states.read(channel)),
        countFailure: (channel) => this.#write(invocation, `failure of ${channel}`, () => states.countFailure(channel)),
        openCircuit: (channel, read, until) =>
          this.#write(invocation, `open ${channel}`, () => states.openCircuit(channel, read, until)),
        takeProbe: (channel, read, until) =>
          this.#write(invocation, `probe ${channel}`, () => states.takeProbe(channel, read, until)),
        leaveProbe: (channel, read, until, at) =>
          tryFor(
            ENDING_LEASE_MS,
            () => this.#write(invocation, `leave ${channel}`, () => states.leaveProbe(channel, read, until, at)),
            this.#network.timing,
          ),
        closeCircuit: (channel) => this.#write(invocation, `close ${channel}`, () => states.closeCircuit(channel)),
        countSurge: (channel, surge, listing, window) =>
          this.#write(invocation, `count ${listing}`, () => states.countSurge(channel, surge, listing, window)),
        trip: (channel, surge, at) => this.#write(invocation, `trip ${channel}`, () => states.trip(channel, surge, at)),
        pauseUnlessPaused: (channel, pause) =>
          this.#write(invocation, `pause ${channel}`, () => states.pauseUnlessPaused(channel, pause)),
      },
    };
  }

  sweepMarks(invocation: Invocation, marks: SweepMarks): SweepMarks {
    return {
      begin: (channel, first) => this.#write(invocation, `mark of ${channel}`, () => marks.begin(channel, first)),
      move: (channel, read, to) =>
        this.#write(invocation, `move the mark of ${channel}`, () => marks.move(channel, read, to)),
    };
  }

  async #revisionOf(sku: Sku, store: PushStore, channelLocation: string): Promise<number | undefined> {
    const skuState = await store.read(sku);
    return skuState?.listings.find((listing) => listing.channelLocation === channelLocation)?.revision;
  }

  #read<T>(invocation: Invocation, what: string, read: () => Promise<T>): Promise<T> {
    return this.#network.lambdas.reachAws(invocation, 'DynamoDB', what, READ_MS, async () => {
      this.#refuse(invocation, what);
      return read();
    });
  }

  #write<T>(invocation: Invocation, what: string, write: () => Promise<T>): Promise<T> {
    return this.#network.lambdas.reachAws(invocation, 'DynamoDB', what, WRITE_MS, async () => {
      this.#refuse(invocation, what);
      const answer = await write();
      if (this.#network.faults.happens('tableLosesAnswer')) {
        throw this.#network.lambdas.fault(invocation, `${what} was done, its answer lost`);
      }
      return answer;
    });
  }

  #refuse(invocation: Invocation, what: string): void {
    if (this.#network.faults.happens('tableRefuses')) {
      throw this.#network.lambdas.fault(invocation, `${what} was refused`);
    }
  }
}
