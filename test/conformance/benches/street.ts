/** A shop with two locations beside another channel, as the tests of what staff do in its admin want it. */
import { SHOPIFY } from '../../../sandbox/kernel/identities.ts';
import { parseLocationId, parseQuantity } from '../../../shared/domain/identifiers.ts';
import { NO_STOCK } from '../../../shared/domain/stock/stock.ts';
import { MAIN, MUG } from '../../fakes/facts.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import { RunningClock } from '../clock.ts';
import { Deployment } from '../deployment.ts';
import { amazonBench } from './amazon-bench.ts';
import type { OpenChannel } from './bench.ts';
import { openShop } from './shopify-bench.ts';

const STORE = { id: 655441492, name: 'Store', is: parseLocationId('store') };
export const [MAIN_ID, STORE_ID] = [String(SHOPIFY.locationId), String(STORE.id)];
/** What each location has at first. */
export const UNITS = 100;

type Figures = { readonly location: string; readonly available: number };

/** A shop with two locations, and Amazon, which sells what is at the first. What it opens is added to `closing`. */
export async function openStreet({ stockWork }: { readonly stockWork: boolean }, closing: OpenChannel[]) {
  const clock = new RunningClock();
  const { nowMs } = clock;
  const articles = [{ sku: MUG, shows: UNITS }];
  const shop = await openShop({ id: 'shopify', articles, nowMs }, [STORE], { stockWork });
  const amazon = await amazonBench.open({ id: 'amazon', articles, nowMs });
  closing.push(shop, amazon);
  const admin = control(shop.sandbox);
  await admin.send('PUT', `stock/${MUG}/locations/${STORE.id}`, { available: UNITS });
  const deployment = new Deployment([shop, amazon], clock);
  const rest = async () => {
    await deployment.runUntilIdle();
    await deployment.office.compareAll();
    await deployment.runUntilIdle();
  };
  await deployment.untaken(shop);
  await deployment.list([MUG]);
  const units = parseQuantity(UNITS);
  const source = { channel: shop.client.channel, key: 'baseline' };
  const times = { occurredAt: clock.now().toISOString(), receivedAt: clock.now().toISOString() };
  await deployment.post({ kind: 'baseline', sku: MUG, onHand: { [MAIN]: units, [STORE.is]: units }, source, ...times });
  await rest();
  return {
    clock,
    admin,
    deployment,
    /** Delivers, posts and pushes all there is, and compares what is shown. */
    rest,
    make: async (method: string, path: string, body: object = {}) => {
      const made = (await admin.send(method, path, body)) as { id?: string } | undefined;
      await rest();
      return made?.id ?? '';
    },
    /** What the ledger has, and what each channel shows. */
    async figures() {
      const stock = (await deployment.office.table.reader().skuState(MUG))?.stock ?? {};
      const at = (await admin.send('GET', `stock/${MUG}/locations`)) as readonly Figures[];
      const placed = ([location, id]: readonly [typeof MAIN, string]) => {
        const { onHand, committed, unavailable } = stock[location] ?? NO_STOCK;
        const shows = at.find((each) => each.location === id)?.available ?? 0;
        return { onHand, committed, unavailable, shows };
      };
      const [, onAmazon] = await deployment.shows(MUG);
      return { main: placed([MAIN, MAIN_ID]), store: placed([STORE.is, STORE_ID]), onAmazon };
    },
    /** What was posted besides the cut-over and orders. */
    kinds: async () =>
      (await deployment.entries(MUG))
        .map(({ kind }) => kind)
        .slice(1)
        .filter((kind) => kind !== 'order'),
  };
}
