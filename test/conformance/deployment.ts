/** Runs the product between sandboxes in one process: its own use cases, with lists in place of queues. */

import { parseChannelId, parseQuantity, parseSku } from '../../shared/domain/identifiers.ts';
import type { LedgerEntry } from '../../shared/domain/ledger/ledger-entry.ts';
import type { Listing } from '../../shared/domain/listing/listing.ts';
import type { BaselineObservation, Observation } from '../../shared/domain/stock/observation.ts';
import { available, totalStock } from '../../shared/domain/stock/stock.ts';
import type { Notice } from '../../shared/ports/channel/channel.ts';
import type { CatalogueNotice } from '../../shared/ports/intake/catalogue-notices.ts';
import type { Parked } from '../../shared/ports/posting/posting.ts';
import { type Received, receive } from '../../shared/usecases/intake/receive.ts';
import { MAIN } from '../fakes/facts.ts';
import { control } from '../shared/channels/sandbox-control.ts';
import { BackOffice } from './back-office.ts';
import type { Delivery, OpenChannel, OpenIntake } from './benches/bench.ts';
import type { RunningClock } from './clock.ts';

/** More rounds than any row takes to come to rest: one that never rests fails instead of hanging. */
const ROUNDS_MAX = 300;
const ENTRIES_MAX = 1_000;

export type NotTaken = { readonly kind: 'notAuthentic'; readonly reason: string };

/**
 * The product between its channels, in one process: its own use cases over lists in place of queues. What a platform
 * sends is taken in one by one, or all of it by `runUntilIdle`, which goes on until nothing is left to do.
 */
export class Deployment {
  readonly office: BackOffice;
  readonly #sources: readonly OpenIntake[];
  readonly #clock: RunningClock;
  readonly #taken = new Map<OpenIntake, number>();

  constructor(sources: readonly OpenIntake[], clock: RunningClock) {
    this.#sources = sources;
    this.#clock = clock;
    this.office = new BackOffice(this.#channels(), clock);
  }

  /** Takes the catalogues in, as far as they are in stock: so many units of each SKU are on hand. */
  async open(onHand: Readonly<Record<string, number>>): Promise<void> {
    await this.list(Object.keys(onHand));
    const at = this.#clock.now().toISOString();
    const baselines = Object.entries(onHand).map(
      ([sku, units]): BaselineObservation => ({
        kind: 'baseline',
        sku: parseSku(sku),
        onHand: { [MAIN]: parseQuantity(units) },
        source: { channel: parseChannelId('opening'), key: 'baseline' },
        occurredAt: at,
        receivedAt: at,
      }),
    );
    await this.office.observationQueue().send(baselines);
    await this.runUntilIdle();
  }

  /** Registers the channels' listings of these SKUs as they are in their catalogues now, as an import does. */
  async list(skus: readonly string[]): Promise<void> {
    const registry = this.office.table.registry();
    for (const { client } of this.#channels()) {
      for await (const page of client.catalogue()) {
        for (const listing of page.filter(({ sku }) => skus.includes(sku))) {
          await registry.register(listing, client.channel, client.pushMode, this.#clock.now());
        }
      }
    }
  }

  /** One delivery at the door of its channel. */
  async take(source: OpenIntake, delivery: Delivery): Promise<Received | NotTaken> {
    const received = await source.receive(delivery);
    if (received.kind === 'notAuthentic') {
      return received;
    }
    const areRead = 'readChanges' in source;
    const ports = {
      observations: this.office.observationQueue(),
      catalogue: { send: (notices: readonly CatalogueNotice[]) => this.office.takeCatalogueNotices(notices) },
      // What a channel says of our app is another suite's: here it is taken.
      uninstalls: { send: async () => undefined },
      notices: { send: async (reported: readonly Notice[]) => this.office.takeNotices(reported, areRead) },
      books: this.office.table.orderBooks(),
      ordersToRead: this.office.ordersToRead(),
      journal: this.office.journal,
    };
    return receive(ports, source.config.id, received.intake);
  }

  /** What the source has sent and was not taken yet, for a test to deliver as it likes. */
  async untaken(source: OpenIntake): Promise<readonly Delivery[]> {
    await source.allSent();
    const sent = source.sent.slice(this.#taken.get(source) ?? 0);
    this.#taken.set(source, source.sent.length);
    return sent;
  }

  /** What no channel reports: a delivery to the warehouse, damage. */
  async post(...observations: readonly Observation[]): Promise<void> {
    await this.office.observationQueue().send(observations);
  }

  /** Goes on until nothing is left to take, to work off, or to check later. */
  async runUntilIdle(): Promise<void> {
    for (let round = 1; round <= ROUNDS_MAX; round += 1) {
      const isTaken = await this.#takeAll();
      const isBusy = this.office.isBusy();
      const returned = await this.office.workOff();
      // A push that waits for its time is made once that has passed.
      this.#clock.pass(Math.max(0, ...returned.map(({ retryAfterMs }) => retryAfterMs)));
      if (!isTaken && !isBusy && !(await this.office.nextCheck())) {
        return;
      }
    }
    throw new Error(`No rest after ${ROUNDS_MAX} rounds: ${this.office.journal.lines.slice(-5).join(' / ')}`);
  }

  async available(sku: string): Promise<number | undefined> {
    const skuState = await this.office.table.reader().skuState(parseSku(sku));
    return skuState && available(totalStock(skuState.stock));
  }

  entries(sku: string): Promise<readonly LedgerEntry[]> {
    return this.office.table.reader().entries(parseSku(sku), 0, ENTRIES_MAX);
  }

  parked(): Promise<readonly Parked[]> {
    return this.office.table.parkingLot().list(ENTRIES_MAX);
  }

  /** The SKU's listing on this channel, as we believe it to be. */
  async listing(channel: OpenChannel, sku: string): Promise<Listing> {
    const skuState = await this.office.table.reader().skuState(parseSku(sku));
    const own = skuState?.listings.find((each) => each.channel === channel.config.id);
    if (own === undefined) {
      throw new Error(`${sku} is not listed on ${channel.config.id}.`);
    }
    return own;
  }

  /** What each channel really shows, asked of its sandbox once it has applied what it accepted. */
  shows(sku: string): Promise<readonly number[]> {
    return Promise.all(
      this.#channels().map(async ({ sandbox, allSent }) => {
        await allSent();
        return control(sandbox).stock(sku);
      }),
    );
  }

  async #takeAll(): Promise<boolean> {
    let isAny = false;
    for (const source of this.#sources) {
      for (const delivery of await this.untaken(source)) {
        isAny = true;
        const received = await this.take(source, delivery);
        if (received.kind === 'notAuthentic' || received.kind === 'malformed') {
          throw new Error(`${source.config.id} sent what is not taken: ${received.reason}`);
        }
      }
    }
    return isAny;
  }

  #channels(): readonly OpenChannel[] {
    return this.#sources.filter((source): source is OpenChannel => 'client' in source);
  }
}
