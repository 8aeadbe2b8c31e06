/** What happens to orders of a Medusa store, and what every channel must show after it. */
import { eventually, type RunningStack } from '../emulator/running-stack.ts';
import { customerOf, staffOf } from './medusa-api.ts';
import type { Instance } from './medusa-store.ts';
import { pressUntilAnswered } from './rush.ts';
import type { StoreIds } from './store-ids.ts';

const SANDBOXES = ['shopify', 'amazon', 'square'] as const;
/** The sweep runs each minute; a machine may be busy with it. */
const LIMIT_SECONDS = 180;

export type World = {
  readonly stack: RunningStack;
  readonly ids: StoreIds;
  readonly store: Instance;
  readonly say: (line: string) => void;
};

/** Waits until the ledger, the three sandboxes and Medusa all have so many; fails with what each has. */
export async function allShow({ stack, ids, store }: World, sku: string, units: number): Promise<void> {
  let seen: readonly unknown[] = [];
  const isSo = async () => {
    const { body } = await stack.api(`/stock/${sku}`);
    const channels = await Promise.all(SANDBOXES.map((channel) => stack.shows(channel, sku)));
    seen = [body['available'], ...channels, await staffOf(store.url, ids).available(sku)];
    return seen.every((each) => each === units);
  };
  await eventually(isSo, LIMIT_SECONDS).catch(() => {
    throw new Error(`${sku}: ${units} were expected; ledger, Shopify, Amazon, Square, Medusa have ${seen.join(', ')}.`);
  });
}

async function ledgerHas({ stack }: World, sku: string, expected: Readonly<Record<string, number>>): Promise<void> {
  const names = Object.keys(expected);
  let seen: Record<string, unknown> = {};
  await eventually(async () => {
    seen = (await stack.api(`/stock/${sku}`)).body;
    return names.every((name) => seen[name] === expected[name]);
  }, LIMIT_SECONDS).catch(() => {
    throw new Error(
      `${sku}: ${JSON.stringify(expected)} was expected of the ledger, which has ${JSON.stringify(seen)}.`,
    );
  });
}

async function sell({ ids }: World, { url }: Instance, sku: string, quantity: number): Promise<string> {
  const customer = customerOf(url, ids);
  const end = await customer.complete(await customer.fillCart(sku, quantity));
  if (end.kind !== 'order') {
    throw new Error(`${quantity} of ${sku} were not sold: ${end.reason}`);
  }
  return end.id;
}

/** The life of one order, with units drawn before: from the sale to what came back. `units` are there at first. */
export async function lifeOfAnOrder(
  world: World,
  sku: string,
  { ordered, more, back, elsewhere }: Readonly<Record<'ordered' | 'more' | 'back' | 'elsewhere', number>>,
  units: number,
): Promise<void> {
  const { stack, say, store, ids } = world;
  const staff = staffOf(store.url, ids);
  const order = await sell(world, store, sku, ordered);
  await allShow(world, sku, units - ordered);
  say(`  ${ordered} sold in Medusa: every channel shows ${units - ordered}`);
  await stack.buy('shopify', sku, elsewhere);
  let left = units - ordered - elsewhere;
  await allShow(world, sku, left);
  say(`  ${elsewhere} sold on Shopify: Medusa shows ${left} too`);
  await staff.edit(order, ordered + more);
  left -= more;
  await allShow(world, sku, left);
  say(`  the order edited to ${ordered + more}: every channel shows ${left}`);
  await staff.fulfil(order);
  await ledgerHas(world, sku, { onHand: units - ordered - more, available: left });
  say('  fulfilled: the units left the ledger, no channel moved');
  await staff.takeBack(order, back);
  left += back;
  await allShow(world, sku, left);
  say(`  ${back} came back: every channel shows ${left}`);
  await staff.takeBack(order, 1, 'damaged');
  const other = await sell(world, store, sku, ordered);
  await allShow(world, sku, left - ordered);
  await staff.cancel(other);
  await allShow(world, sku, left);
  say(`  one came back damaged, another order was cancelled: every channel shows ${left}`);
}

/** A sale of which no event is received: on an instance of the same store that runs without the plugin. */
export async function lostEvent(world: World, deaf: Instance, sku: string, units: number): Promise<void> {
  await sell(world, deaf, sku, 2);
  const began = Date.now();
  await allShow(world, sku, units - 2);
  world.say(`  a sale without its event: found by the sweep after ${Math.round((Date.now() - began) / 1_000)} s`);
}

/** Somebody sets stock in Medusa's admin: by default Stockline's figure is set again. */
export async function editedByHand(world: World, sku: string, units: number): Promise<void> {
  await staffOf(world.store.url, world.ids).setStocked(sku, units + 7);
  await allShow(world, sku, units);
  world.say(`  stock edited in Medusa’s admin: every channel shows ${units} again`);
}

/**
 * The store's process is killed while customers check out, and started again; the customers press the button again. Each must
 * have one order, and every channel as many units less.
 */
export async function killedAtCheckout(
  world: World,
  { victim, restart }: { readonly victim: Instance; readonly restart: () => Promise<Instance> },
  sku: string,
  { units, customers }: { readonly units: number; readonly customers: number },
): Promise<Instance> {
  const { ids, say } = world;
  const shopper = customerOf(victim.url, ids);
  const carts: string[] = [];
  for (let index = 0; index < customers; index += 1) {
    carts.push(await shopper.fillCart(sku, 1));
  }
  const first = carts.map((cart) => shopper.complete(cart));
  await Promise.race(first);
  victim.kill();
  const ends = await Promise.all(first);
  const revived = await restart();
  const again = customerOf(revived.url, ids);
  const orders = await Promise.all(carts.map((cart) => pressUntilAnswered(() => again.complete(cart))));
  const numbers = new Set(orders.map((end) => (end.kind === 'order' ? end.id : undefined)));
  if (numbers.has(undefined) || numbers.size !== customers) {
    throw new Error(`${customers} customers have ${numbers.size} orders: ${JSON.stringify(orders)}`);
  }
  await allShow(world, sku, units - customers);
  const lost = ends.filter(({ kind }) => kind !== 'order').length;
  say(
    `  killed while ${lost} of ${customers} customers checked out: each has one order, every channel shows ${units - customers}`,
  );
  return revived;
}
