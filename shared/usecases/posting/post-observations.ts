import type { Sku } from '../../domain/identifiers.ts';
import type { Digest, LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { Outcome } from '../../domain/ledger/outcome.ts';
import { unfold } from '../../domain/ledger/post-baseline.ts';
import { foldAll } from '../../domain/ledger/posting.ts';
import type { Folded, SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { listingId } from '../../domain/listing/listing.ts';
import { channelsToNotify } from '../../domain/pushing/channels-due.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import { available, totalStock } from '../../domain/stock/stock.ts';
import type { OrderReadings } from '../../ports/intake.ts';
import type { Journal } from '../../ports/journal.ts';
import type { LedgerStore, Oversold, ParkingLot, Posting, StockChanged, StockEvents } from '../../ports/posting.ts';
import { type ExposurePorts, withRevisedExposure } from '../exposure/revise-on-posting.ts';
import { componentsTaken, notifyWithBundles } from './post-bundle.ts';
import { causeOf, oversoldBy, settle } from './route-outcomes.ts';

export type PostingPorts = ExposurePorts & {
  readonly ledger: LedgerStore;
  readonly events: StockEvents;
  readonly parking: ParkingLot;
  readonly readings: OrderReadings;
  readonly journal: Journal;
  readonly digest: Digest;
  /** Fresh reads before a posting that keeps meeting other writers is given up. */
  readonly commitAttempts: number;
  /** Waits before a conflict is tried again; an argument so that tests need no time. */
  readonly pause: (attempt: number) => Promise<void>;
};

/** A message of the observations queue: observations of one SKU, in their order. */
export type ObservationMessage = {
  readonly id: string;
  readonly sku: Sku;
  readonly observations: readonly Observation[];
};

/** One transaction takes 100 items: an entry and a remembered key each, the card, and up to 19 listings. */
const OBSERVATIONS_PER_TRANSACTION = 40;

/**
 * Posts a batch: the observations of each SKU are folded in memory and written in one transaction, SKUs in parallel;
 * then what changed is emitted. A SKU that fails gives back its own messages only. Messages are done only after
 * commit and emit: one that comes again finds its work posted and emits the present state again.
 */
export async function postObservations(
  ports: PostingPorts,
  messages: readonly ObservationMessage[],
): Promise<{ readonly failed: readonly string[] }> {
  const groups = [...Map.groupBy(messages, (message) => message.sku)];
  const failed = new Set<string>();
  const giveBack = (sku: Sku, group: readonly ObservationMessage[], error: unknown) => {
    ports.journal.warn(`${sku}: posting failed, its ${group.length} message(s) go back to the queue`, { sku, error });
    for (const message of group) {
      failed.add(message.id);
    }
  };
  const settled = await Promise.all(
    groups.map(async ([sku, group]) => {
      try {
        const observations = group.flatMap((message) => message.observations).flatMap(unfold);
        return { sku, group, told: await postSku(ports, sku, observations) };
      } catch (error) {
        giveBack(sku, group, error);
        return undefined;
      }
    }),
  );
  const posted = settled.filter((each) => each !== undefined);
  const changed = posted.flatMap((each) => each.told.changed);
  const oversold = posted.flatMap((each) => each.told.oversold);
  if (changed.length > 0 || oversold.length > 0) {
    try {
      await ports.events.emit(changed, oversold);
    } catch (error) {
      for (const { sku, group } of posted) {
        giveBack(sku, group, error);
      }
    }
  }
  return { failed: [...failed] };
}

/**
 * Posts observations of one SKU at once, for a caller who waits: commits, emits, and resolves with the outcome of
 * each, in their order. Rejects when it met other writers too often, or when the event was not emitted (what was
 * posted stays posted; asking again emits again).
 */
export async function postNow(
  ports: PostingPorts,
  sku: Sku,
  observations: readonly Observation[],
): Promise<readonly Outcome[]> {
  const told = await postSku(ports, sku, observations);
  if (told.changed.length > 0 || told.oversold.length > 0) {
    await ports.events.emit(told.changed, told.oversold);
  }
  return told.outcomes;
}

type Told = {
  readonly changed: readonly StockChanged[];
  readonly oversold: readonly Oversold[];
  readonly outcomes: readonly Outcome[];
};

async function postSku(ports: PostingPorts, sku: Sku, observations: readonly Observation[]): Promise<Told> {
  const chunks: Posted[] = [];
  for (let start = 0; start < observations.length; start += OBSERVATIONS_PER_TRANSACTION) {
    chunks.push(await postChunk(ports, sku, observations.slice(start, start + OBSERVATIONS_PER_TRANSACTION)));
  }
  const outcomes = chunks.flatMap((chunk) => chunk.steps.map((step) => step.outcome));
  const components = chunks.flatMap((chunk) => chunk.components);
  const oversold = [
    ...components.flatMap((told) => told.oversold),
    ...chunks.flatMap((chunk) => tellOversold(ports, chunk)),
  ];
  const before = chunks[0]?.before;
  const after = chunks.at(-1)?.after;
  if (before === undefined || after === undefined || after.seq === 0) {
    return { changed: [], oversold, outcomes };
  }
  const changed = changeTold(ports, before, after, observations);
  const isNews = after.seq > before.seq || changed.due.length > 0 || (changed.urgent ?? []).length > 0;
  const looks = notifyWithBundles(ports.rules, after, changed, isNews);
  return { changed: [...components.flatMap((told) => told.changed), ...looks], oversold, outcomes };
}

function changeTold(
  ports: PostingPorts,
  before: SkuLedger,
  after: SkuLedger,
  observations: readonly Observation[],
): StockChanged {
  const received = observations.map((observation) => observation.receivedAt).sort();
  const latest = observations.at(-1);
  return {
    sku: after.sku,
    seq: after.seq,
    ...channelsToNotify(before, after, ports.rules),
    available: available(totalStock(after.stock)),
    cause: latest === undefined ? '' : causeOf(latest.source),
    receivedAt: received[0] ?? after.lastPostedAt,
    postedAt: after.lastPostedAt,
  };
}

function tellOversold(ports: PostingPorts, { before, after, observations, steps }: Posted): readonly Oversold[] {
  const found = oversoldBy(
    before,
    after,
    observations,
    steps.map((step) => step.outcome),
  );
  if (found === undefined) {
    return [];
  }
  const { oversold, isNew } = found;
  if (isNew) {
    ports.journal.count('Oversold', observations[0]?.source.channel);
    ports.journal.warn(`${oversold.sku}: oversold by ${oversold.oversold} after ${oversold.cause}`, {
      ...oversold,
      step: 'oversold',
    });
  }
  return [oversold];
}

type Posted = {
  /** What was told of the components, where the SKU is a bundle. */
  readonly components: readonly Told[];
  readonly before: SkuLedger;
  readonly after: SkuLedger;
  readonly observations: readonly Observation[];
  readonly steps: readonly Folded[];
};

async function postChunk(ports: PostingPorts, sku: Sku, observations: readonly Observation[]): Promise<Posted> {
  const keys = [...new Set(observations.map((observation) => observation.source.key))];
  for (let attempt = 1; attempt <= ports.commitAttempts; attempt += 1) {
    const before = await ports.ledger.load(sku, keys);
    // Before the bundle itself: a look in between shows a unit too few, the other way round one that is sold.
    const taken = [...componentsTaken(before, observations)];
    const components = await Promise.all(taken.map(([component, parts]) => postSku(ports, component, parts)));
    const history = await historyFor(ports, before, observations);
    const context = { now: ports.clock().toISOString(), digest: ports.digest, history };
    const steps = foldAll(before, observations, context);
    const after = await withRevisedExposure(ports, before, steps.at(-1)?.ledger ?? before);
    const posting = postingOf(before, after, steps);
    const written = posting.seen.length === 0 ? 'committed' : await ports.ledger.commit(posting);
    if (written === 'committed') {
      await settle(ports, before, observations, steps);
      return { before, after, observations, steps, components };
    }
    await ports.pause(attempt);
  }
  throw new Error(`SKU ${sku}: ${ports.commitAttempts} transactions in a row met another writer.`);
}

/** An entry may say that it happened a little after it was posted, where a channel's clock is ahead of ours. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** What a count must be compared with: the entries of the ledger as read that may have happened after it. */
async function historyFor(
  ports: PostingPorts,
  ledger: SkuLedger,
  observations: readonly Observation[],
): Promise<readonly LedgerEntry[]> {
  const [earliest] = observations
    .filter((observation) => observation.kind === 'count')
    .map((observation) => observation.occurredAt)
    .sort();
  if (earliest === undefined) {
    return [];
  }
  const entries = await ports.ledger.history(ledger.sku, new Date(Date.parse(earliest) - CLOCK_SKEW_MS).toISOString());
  return entries.filter((entry) => entry.seq <= ledger.seq);
}

/** One write per item, however many observations touched it. */
function postingOf(before: SkuLedger, after: SkuLedger, steps: readonly Folded[]): Posting {
  const seen = new Map(steps.flatMap((step) => (step.seen === undefined ? [] : [[step.seen.key, step.seen] as const])));
  const moved = steps.flatMap((step) => (step.shown === undefined ? [] : [step.shown]));
  return {
    before,
    after,
    entries: steps.flatMap((step) => (step.entry === undefined ? [] : [step.entry])),
    seen: [...seen.values()].map((now) => ({ now, before: before.seen.get(now.key) })),
    shown: before.listings
      .map((listing) => {
        const own = moved.filter((each) => listingId(each.listing) === listingId(listing));
        const by = own.reduce((sum, each) => sum + each.by, 0);
        return { listing, by, isDoubtful: own.some((each) => each.isDoubtful) };
      })
      .filter(({ by, isDoubtful }) => by !== 0 || isDoubtful),
  };
}
