/** The product over a shop in memory: messages that come late, twice, out of order or never, checks and pushes. */
import { type LocationId, parseLocationId, parseQuantity } from '../../../shared/domain/identifiers.ts';
import { noteNews } from '../../../shared/domain/listing/catalogue-note.ts';
import { whereWorkIsFollowed } from '../../../shared/domain/reconciling/drift-policy.ts';
import type {
  BaselineObservation,
  Observation,
  OrderLineObservation,
} from '../../../shared/domain/stock/observation.ts';
import { NOTHING_OFF_SALE } from '../../../shared/domain/stock/off-sale.ts';
import { available, NO_STOCK } from '../../../shared/domain/stock/stock.ts';
import type { CheckRequest } from '../../../shared/ports/reconciling/checks.ts';
import { postNow } from '../../../shared/usecases/posting/post-observations.ts';
import { pushStock } from '../../../shared/usecases/pushing/push-stock.ts';
import { checkListings } from '../../../shared/usecases/reconciling/check-listings.ts';
import type { CheckPorts } from '../../../shared/usecases/reconciling/check-ports.ts';
import { baseline, keptJournal, MAIN, MUG, NOON, orderLine, POS, SHARED_RULES, SHOPIFY } from '../../fakes/facts.ts';
import { MemoryTable } from '../../fakes/memory/memory-table.ts';
import { askUntil, type WaitingCheck } from '../../fakes/ports/due-checks.ts';
import { openGates } from '../../fakes/ports/open-gates.ts';
import { orderSearch, searchedOrders } from '../../fakes/ports/order-search.ts';
import { postingPorts } from '../../fakes/ports/posting-ports.ts';
import { WorkShop } from './shop.ts';

export const STORE = parseLocationId('store');
export const PLACES: readonly [LocationId, LocationId] = [MAIN, STORE];
export const UNITS_AT_FIRST = 100;
const SETTLE_SECONDS = 30;
const ROUNDS_MAX = 400;

type OrderFacts = {
  readonly location: LocationId;
  readonly ordered: number;
  readonly shipped?: number;
  readonly isCancelled?: boolean;
  readonly version: number;
};

/** The shop with so many damaged units at each place when it is imported. */
export async function stockWorkWorld(damagedAtFirst = 0) {
  const table = new MemoryTable();
  const shop = new WorkShop(PLACES, UNITS_AT_FIRST);
  for (const location of PLACES) {
    shop.setAside(location, 'damaged', damagedAtFirst);
  }
  const orders = searchedOrders();
  const waiting: WaitingCheck[] = [];
  let now = Date.parse(NOON);
  const clock = () => new Date(now);
  const at = () => clock().toISOString();
  const schedule = async (check: Extract<CheckRequest, { kind: 'check' }>['check'], afterSeconds: number) => {
    waiting.push({ asked: { kind: 'check', check }, dueAt: now + afterSeconds * 1_000 });
  };
  const checks = { settleMs: SETTLE_SECONDS * 1_000, queue: { schedule } };
  const ledger = table.ledgerStore();
  const ports: CheckPorts = {
    store: table.pushStore(SHOPIFY, PLACES),
    client: shop.client(),
    rules: SHARED_RULES,
    gates: openGates(table),
    journal: keptJournal(),
    clock,
    checks,
    checkStore: table.checkStore(),
    registry: table.registry(),
    observations: { send: async (sent) => await post(...sent), replay: async () => undefined },
    orders: orderSearch(table, SHOPIFY, orders, async (check) => await schedule(check, 0)),
    onDrift: whereWorkIsFollowed('overwrite'),
    stockWork: ledger,
  };
  async function post(...observations: readonly Observation[]): Promise<void> {
    await postNow(postingPorts(table, { clock, checks }), MUG, observations);
  }
  for (const location of PLACES) {
    const place = { channelLocation: location, drawsOn: [location], externalId: 'mug', managed: true };
    const shows = UNITS_AT_FIRST - damagedAtFirst;
    await table.registry().register({ sku: MUG, ...place, shows }, SHOPIFY, 'difference', clock());
  }
  await post(cutOver(damagedAtFirst));

  const push = async () => void (await pushStock(ports, [{ id: 'm', sku: MUG, receivedAt: at() }]));
  const ask = async (asked: CheckRequest) => {
    const again = await checkListings(ports, [{ id: 'm', asked }]);
    waiting.push(...again.map(({ retryAfterMs }) => ({ asked, dueAt: now + retryAfterMs })));
    await push();
  };
  const passUntil = async (until: number) => {
    await askUntil(waiting, until, ROUNDS_MAX, async ({ asked, dueAt }) => {
      now = Math.max(now, dueAt);
      await ask(asked);
    });
    if (Number.isFinite(until)) {
      now = Math.max(now, until);
    }
  };
  const notice = async (location: LocationId) => {
    const place = { channel: SHOPIFY, externalId: 'mug', channelLocation: location };
    const quantity = shop.at(location).available;
    await ask({ kind: 'notice', notice: { ...place, quantity, occurredAt: at(), receivedAt: at() } });
  };
  return {
    shop,
    orders,
    notice,
    async post(...observations: readonly Observation[]) {
      await post(...observations);
      await push();
    },
    at,
    /** The order as it stands; the channel has it from now on, whether or not a message about it comes. */
    order(order: string, { location, ordered, shipped = 0, isCancelled = false, version }: OrderFacts) {
      const units = isCancelled ? 0 : ordered;
      const facts = { order, location, version, at: at(), ordered: units, shipped, deducted: units };
      const line: OrderLineObservation = { ...orderLine(facts), channelLocation: location };
      orders.changed.push(line);
      return line;
    },
    /** A till sells units of a location: the shop knows nothing of it. */
    async soldElsewhere(location: LocationId, units: number, id: string) {
      shop.reallyAt(location).onHand -= units;
      const source = { channel: POS, key: `sale:${id}` };
      const changes = [{ location, onHand: -units }];
      const times = { occurredAt: at(), receivedAt: at() };
      await post({ kind: 'movement', sku: MUG, cause: 'sold', changes, source, ...times });
      await push();
    },
    /** The sweep reads what changed, and finds the orders whose messages were lost. */
    async sweep() {
      await post(...orders.changed);
      await push();
    },
    pass: (seconds: number) => passUntil(now + seconds * 1_000),
    /** The shop says that it stocks nothing at the location any more. */
    async notStocked(location: LocationId) {
      const { listings = [] } = (await table.reader().skuState(MUG)) ?? {};
      const listing = listings.find(({ channelLocation }) => channelLocation === location);
      const noted = listing && noteNews(listing, { kind: 'notStocked' }, at());
      await (noted && table.listingNotes().note(listing, noted));
    },
    /** The daily comparison: every listing is checked; then nothing is left to do. */
    async compareAll() {
      for (const channelLocation of PLACES) {
        await ask({ kind: 'check', check: { sku: MUG, channel: SHOPIFY, channelLocation, at: at() } });
      }
      await passUntil(Number.POSITIVE_INFINITY);
    },
    async figures() {
      const state = await table.reader().skuState(MUG);
      return PLACES.map((location) => {
        const stock = state?.stock[location] ?? NO_STOCK;
        const { onHand, committed, unavailable } = stock;
        const shown = state?.listings.find(({ channelLocation }) => channelLocation === location)?.shown;
        return { location, onHand, committed, unavailable, shown, sellable: available(stock) };
      });
    },
    truth: () =>
      PLACES.map((location) => {
        const { onHand, committed, unavailable } = shop.reallyAt(location);
        const sellable = onHand - committed - unavailable;
        return { location, onHand, committed, unavailable, shown: shop.at(location).available, sellable };
      }),
    entries: () => table.reader().entries(MUG, 0, 200),
  };
}

/** As an import makes it of what the shop has (stock-source.ts). */
function cutOver(damaged: number): BaselineObservation {
  const unitsAt = (units: number) =>
    Object.fromEntries(PLACES.map((location) => [location, parseQuantity(units)] as const));
  const offSale = { ...NOTHING_OFF_SALE, damaged };
  return {
    ...baseline(0),
    onHand: unitsAt(UNITS_AT_FIRST),
    unavailable: unitsAt(damaged),
    offSale: PLACES.map((channelLocation) => ({ channelLocation, offSale })),
  };
}

export type StockWorkWorld = Awaited<ReturnType<typeof stockWorkWorld>>;
