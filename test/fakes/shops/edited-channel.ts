/** A channel in memory with several locations, whose quantities a test may edit by hand. */
import { type LocationId, parseLocationId } from '../../../shared/domain/identifiers.ts';
import type { Observation } from '../../../shared/domain/stock/observation.ts';
import type { ChannelClient, ChannelPush, PushAnswer } from '../../../shared/ports/channel/channel.ts';
import { postNow } from '../../../shared/usecases/posting/post-observations.ts';
import type { PushPorts } from '../../../shared/usecases/pushing/push-ports.ts';
import { pushStock } from '../../../shared/usecases/pushing/push-stock.ts';
import { baseline, keptJournal, MAIN, MUG, NOON, SHARED_RULES, SHOPIFY } from '../facts.ts';
import { MemoryTable } from '../memory/memory-table.ts';
import { openGates } from '../ports/open-gates.ts';
import { postingPorts } from '../ports/posting-ports.ts';
import { readInTurn } from '../ports/read-in-turn.ts';

export const STORE = parseLocationId('store');

type EditedFacts = {
  /** Units on hand in the ledger, by location. */
  readonly onHand: Readonly<Record<LocationId, number>>;
  /** What the ledger believes that the channel shows of each location, and what it really shows where that differs. */
  readonly shown: Readonly<Record<LocationId, number>>;
  readonly shows?: Readonly<Record<LocationId, number>>;
  /** Whether it compares before it applies (Shopify), or answers with the count (Square). */
  readonly compares?: boolean;
};

/** A mug in the ledger, listed once for each location of one channel. */
export async function editedChannel({ onHand, shown, shows = shown, compares = true }: EditedFacts) {
  const table = new MemoryTable();
  const journal = keptJournal();
  const figures = new Map(Object.entries(shows));
  const [calls, reads]: [ChannelPush[], string[]] = [[], []];
  let now = Date.parse(NOON);
  const clock = () => new Date(now);
  const answered = new Map<string, PushAnswer>();
  const push = (call: ChannelPush): PushAnswer => {
    const { listing, intent, idempotencyKey } = call;
    const earlier = answered.get(idempotencyKey);
    if (earlier !== undefined) {
      return earlier;
    }
    const before = figures.get(listing.channelLocation) ?? 0;
    if (compares && intent.changeFrom !== null && intent.changeFrom !== before) {
      return { kind: 'stale' };
    }
    calls.push(call);
    const nowShows = before + intent.delta;
    figures.set(listing.channelLocation, nowShows);
    const answer = { kind: 'applied', nowShows } as const;
    answered.set(idempotencyKey, answer);
    return answer;
  };
  const client: ChannelClient = {
    channel: SHOPIFY,
    pushMode: 'difference',
    comparesPushes: compares,
    push: async (call) => push(call),
    readQuantity: async ({ channelLocation }) => {
      reads.push(channelLocation);
      return figures.get(channelLocation) ?? 0;
    },
    readQuantities: readInTurn((each) => client.readQuantity(each)),
    catalogue: async function* () {},
  };
  const post = (...observations: Observation[]) => postNow(postingPorts(table, { clock }), MUG, observations);
  const locations = Object.keys(shown).map(parseLocationId);
  for (const location of locations) {
    const place = { channelLocation: location, drawsOn: [location], externalId: 'mug', managed: true };
    await table
      .registry()
      .register({ sku: MUG, ...place, shows: shown[location] ?? 0 }, SHOPIFY, 'difference', clock());
  }
  const counted = Object.assign(
    {},
    ...locations.map((location) => baseline(onHand[location] ?? 0, MUG, location).onHand),
  );
  await post({ ...baseline(0), onHand: counted });
  const ports: PushPorts = {
    store: table.pushStore(SHOPIFY, locations),
    client,
    rules: SHARED_RULES,
    gates: openGates(table),
    journal,
    clock,
  };
  return {
    journal,
    post,
    ports,
    table,
    reads,
    /** The differences that were applied, in turn. */
    deltas: () => calls.map(({ intent }) => intent.delta),
    shows: (location: LocationId = MAIN) => figures.get(location),
    /** A call that comes again is a new one to the channel. */
    forgetKeys: () => answered.clear(),
    edit: (units: number, location: LocationId = MAIN) => figures.set(location, units),
    pass: (seconds: number) => {
      now += seconds * 1_000;
    },
    push: () => pushStock(ports, [{ id: 'm', sku: MUG, receivedAt: clock().toISOString() }]),
    shown: async (location: LocationId = MAIN) =>
      (await table.reader().skuState(MUG))?.listings.find(({ channelLocation }) => channelLocation === location)?.shown,
  };
}
