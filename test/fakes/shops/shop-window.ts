/** A channel in memory with several listings that sells, takes pushes, throttles, refuses or gives no answer. */
import { type ChannelId, parseSku, type Sku } from '../../../shared/domain/identifiers.ts';
import type { PushMode } from '../../../shared/domain/listing/listing-push.ts';
import type { DriftPolicy } from '../../../shared/domain/reconciling/drift-policy.ts';
import type { Observation } from '../../../shared/domain/stock/observation.ts';
import type { ChannelClient, ChannelPush, PushAnswer } from '../../../shared/ports/channel/channel.ts';
import type { StockChanged } from '../../../shared/ports/posting/posting.ts';
import type { GatePorts } from '../../../shared/ports/pushing/gate-ports.ts';
import type { Check } from '../../../shared/ports/reconciling/checks.ts';
import { postNow } from '../../../shared/usecases/posting/post-observations.ts';
import type { ReturnedMessage } from '../../../shared/usecases/progress.ts';
import type { PushPorts } from '../../../shared/usecases/pushing/push-ports.ts';
import { pushStock } from '../../../shared/usecases/pushing/push-stock.ts';
import { checkListings } from '../../../shared/usecases/reconciling/check-listings.ts';
import type { CheckPorts } from '../../../shared/usecases/reconciling/check-ports.ts';
import { baseline, keptJournal, MAIN, NOON, SHARED_RULES, SHOPIFY } from '../facts.ts';
import { MemoryTable } from '../memory/memory-table.ts';
import { MemoryChannelStates, openGates } from '../ports/open-gates.ts';
import { orderSearch, searchedOrders } from '../ports/order-search.ts';
import { postingPorts } from '../ports/posting-ports.ts';
import { readInTurn } from '../ports/read-in-turn.ts';

type WindowFacts = {
  /** What is on hand of each SKU, and what the channel shows. */
  readonly mugs: readonly (readonly [onHand: number, shows: number])[];
  readonly channel?: ChannelId;
  readonly pushMode?: PushMode;
  readonly gates?: Partial<GatePorts>;
  /** Of channels that share an account, or a state. */
  readonly states?: MemoryChannelStates;
  readonly onDrift?: DriftPolicy;
};

/** So many seconds after a push the channel is checked. */
export const SETTLE_SECONDS = 30;

/** Several SKUs on one channel that counts for itself, goes dead, throttles or refuses as the test says. */
export async function shopWindow(facts: WindowFacts) {
  const { mugs, channel = SHOPIFY, pushMode = 'difference', states = new MemoryChannelStates() } = facts;
  const table = new MemoryTable();
  const journal = keptJournal();
  const skus = mugs.map((_, index) => parseSku(`MUG-${index + 1}`));
  const shows = new Map<Sku, number>();
  const calls: ChannelPush[] = [];
  const checks: Check[] = [];
  const marked: Check[] = [];
  const orders = searchedOrders();
  const emitted: StockChanged[] = [];
  const state = { now: Date.parse(NOON), answers: (_push: ChannelPush): PushAnswer | Error | undefined => undefined };
  const clock = () => new Date(state.now);
  const client: ChannelClient = {
    channel,
    pushMode,
    comparesPushes: pushMode === 'difference',
    push: async (push) => {
      calls.push(push);
      const answer = state.answers(push);
      if (answer instanceof Error) {
        throw answer;
      }
      if (answer === undefined) {
        const { sku } = push.listing;
        shows.set(sku, pushMode === 'absolute' ? push.intent.target : (shows.get(sku) ?? 0) + push.intent.delta);
      }
      return answer ?? { kind: 'applied' };
    },
    readQuantity: async ({ sku }) => shows.get(sku) ?? 0,
    readQuantities: readInTurn((each) => client.readQuantity(each)),
    catalogue: async function* () {},
  };
  const post = (sku: Sku, ...observations: Observation[]) =>
    postNow(
      postingPorts(table, { clock, events: { emit: async (changed) => void emitted.push(...changed) } }),
      sku,
      observations,
    );
  for (const [index, [onHand, shown]] of mugs.entries()) {
    const sku = skus[index] ?? parseSku('nobody');
    const listing = { sku, channelLocation: '-', externalId: sku, drawsOn: [MAIN], managed: true, shows: shown };
    await table.registry().register(listing, channel, pushMode, clock());
    shows.set(sku, shown);
    await post(sku, baseline(onHand, sku));
  }
  const ports: PushPorts = {
    store: table.pushStore(channel, ['-']),
    client,
    rules: SHARED_RULES,
    gates: openGates(table, { states, ...facts.gates }),
    journal,
    clock,
    checks: { settleMs: SETTLE_SECONDS * 1_000, queue: { schedule: async (check) => void checks.push(check) } },
  };
  const checkPorts: CheckPorts = {
    ...ports,
    checks: { settleMs: SETTLE_SECONDS * 1_000, queue: { schedule: async (check) => void checks.push(check) } },
    checkStore: table.checkStore(),
    registry: table.registry(),
    observations: {
      send: async (observations) => {
        for (const each of observations) {
          await post(each.sku, each);
        }
      },
      replay: async () => undefined,
    },
    orders: orderSearch(table, channel, orders, async (check) => void marked.push(check)),
    onDrift: facts.onDrift ?? 'overwrite',
  };
  const listing = async (sku: Sku) => (await table.reader().skuState(sku))?.listings[0];
  return {
    table,
    ports,
    checkPorts,
    client,
    states,
    journal,
    orders,
    skus,
    calls,
    checks,
    emitted,
    shows,
    state,
    post,
    listing,
    first: skus[0] ?? parseSku('nobody'),
    shown: async (sku: Sku) => (await listing(sku))?.shown,
    pass: (seconds: number) => {
      state.now += seconds * 1_000;
    },
    reconcile: (...named: readonly Sku[]): Promise<readonly ReturnedMessage[]> =>
      pushStock(
        ports,
        (named.length > 0 ? named : skus).map((sku) => ({ id: sku, sku, receivedAt: clock().toISOString() })),
      ),
    /** Compares every listing with its channel. */
    compare: () =>
      checkListings(
        checkPorts,
        skus.map((sku) => {
          const check = { sku, channel, channelLocation: '-', at: clock().toISOString() };
          return { id: sku, asked: { kind: 'check', check } };
        }),
      ),
    /** Makes the checks that are scheduled, each once its time has come. */
    check: async (): Promise<readonly ReturnedMessage[]> => {
      const returned: ReturnedMessage[] = [];
      const make = async (check: Check) =>
        returned.push(...(await checkListings(checkPorts, [{ id: 'check', asked: { kind: 'check', check } }])));
      for (const check of checks.splice(0)) {
        state.now = Math.max(state.now, Date.parse(check.at));
        await make(check);
        for (const reported of marked.splice(0)) {
          await make(reported);
        }
      }
      return returned;
    },
  };
}
