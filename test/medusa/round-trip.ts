/** What happens to orders of a Medusa store, and what every channel must show after it. */
import { eventually, type RunningStack } from '../emulator/running-stack.ts';
import { aftersalesOf } from './aftersales.ts';
import { customerOf, staffOf } from './medusa-api.ts';
import type { Instance } from './medusa-store.ts';
import { pressUntilAnswered } from './rush.ts';
import type { StoreIds } from './store-ids.ts';

const SANDBOXES = ['shopify', 'amazon', 'square'] as const;
/** The sweep runs each minute; a machine may be busy with it. */
const LIMIT_SECONDS = 180;
/** A hold that runs out is over after its time, a minute more, and the sweep after that. */
const HOLD_LIMIT_SECONDS = 300;

export type World = {
  readonly stack: RunningStack;
  readonly ids: StoreIds;
  readonly store: Instance;
  readonly say: (line: string) => void;
};

/** Waits until the ledger, the three sandboxes and Medusa all have so many; fails with what each has. */
export async function allShow(
  world: World,
  sku: string,
  units: number,
  seconds: number = LIMIT_SECONDS,
): Promise<void> {
  const { ids, store } = world;
  const medusa = async () => ({ Medusa: await staffOf(store.url, ids).availableAt(sku, ids.location) });
  await figuresBecome(sku, units, async () => ({ ...(await beside(world, sku)), ...(await medusa()) }), seconds);
}

/** The same without Medusa. */
async function othersShow(world: World, sku: string, units: number): Promise<void> {
  await figuresBecome(sku, units, () => beside(world, sku), LIMIT_SECONDS);
}

/** What the ledger and the sandboxes have, at the location that these sell from. */
async function beside({ stack }: World, sku: string): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await stack.api(`/stock/${sku}`);
  const { main } = body['locations'] as { readonly main?: { readonly available: number } };
  const shown = await Promise.all(
    SANDBOXES.map(async (channel) => [channel, await stack.shows(channel, sku)] as const),
  );
  return { ledger: main?.available, ...Object.fromEntries(shown) };
}

async function figuresBecome(
  sku: string,
  units: number,
  read: () => Promise<Readonly<Record<string, unknown>>>,
  seconds: number,
): Promise<void> {
  let seen: Readonly<Record<string, unknown>> = {};
  const isSo = async () => {
    seen = await read();
    return Object.values(seen).every((each) => each === units);
  };
  await eventually(isSo, seconds).catch(() => {
    throw new Error(`${sku}: ${units} were expected, and there are ${JSON.stringify(seen)}.`);
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
  world.say(`  a sale without its event: found by the sweep after ${secondsSince(began)} s`);
}

/**
 * A part of an order is fulfilled from the attic. Medusa moves what is left of the order there, and leaves its counter of what is
 * reserved at the first location as it was: its own admin and checkout are wrong until the plugin sets the counter right.
 */
export async function fulfilledElsewhere(world: World, sku: string, units: number): Promise<void> {
  const { stack, store, ids, say } = world;
  const [inTheAttic, ordered] = [5, 3];
  await stack.pos('stock.received', {
    ...{ id: `attic-${sku}`, location: 'attic' },
    lines: [{ id: '1', sku, quantity: inTheAttic }],
  });
  const attic = ids.outlet.location;
  const staff = staffOf(store.url, ids);
  await eventually(async () => (await staff.availableAt(sku, attic)) === inTheAttic, LIMIT_SECONDS);
  const order = await sell(world, store, sku, ordered);
  await allShow(world, sku, units - ordered);
  const aftersales = aftersalesOf(store.url, ids);
  const [line] = await aftersales.itemsOf(order);
  await aftersales.fulfil(order, line?.id ?? '', 1, attic, []);
  const wrong = await staff.availableAt(sku, ids.location);
  const began = Date.now();
  await allShow(world, sku, units);
  await eventually(async () => (await staff.availableAt(sku, attic)) === inTheAttic - ordered, LIMIT_SECONDS);
  say(
    `  1 of ${ordered} fulfilled from the attic: Medusa offered ${wrong} of ${units} in its first location, and all after ${secondsSince(began)} s`,
  );
}

/**
 * A product is deleted. Medusa refuses that while units of it are reserved; once they have left, the other channels sell on, and what comes
 * back of the order still counts.
 */
export async function deletedProduct(world: World, sku: string, units: number): Promise<void> {
  const { stack, store, ids, say } = world;
  const order = await sell(world, store, sku, 2);
  await allShow(world, sku, units - 2);
  const staff = staffOf(store.url, ids);
  await staff.fulfil(order);
  await ledgerHas(world, sku, { onHand: units - 2 });
  await staff.deleteProduct(sku);
  await stack.buy('shopify', sku, 1);
  await othersShow(world, sku, units - 3);
  await staff.takeBack(order, 1);
  await othersShow(world, sku, units - 2);
  say(`  its product deleted, and one of an order came back after that: every other channel shows ${units - 2}`);
}

/**
 * A process dies after its checkout was given a hold and before the order is made, and the customer does not come back: the hold
 * runs out. Resolves once the process is dead; `end` resolves once its units are for sale again.
 */
export async function heldAndLeft(
  world: World,
  { victim, lockOrders }: { readonly victim: Instance; readonly lockOrders: () => Promise<() => void> },
  sku: string,
  units: number,
): Promise<{ readonly end: Promise<void> }> {
  const customer = customerOf(victim.url, world.ids);
  const cart = await customer.fillCart(sku, 2);
  const unlock = await lockOrders();
  const pressed = customer.complete(cart);
  await ledgerHas(world, sku, { held: 2, available: units - 2 }).finally(() => {
    victim.kill();
    unlock();
  });
  const began = Date.now();
  const { kind } = await pressed;
  if (kind === 'order') {
    throw new Error('An order was made while nobody could write one.');
  }
  await othersShow(world, sku, units - 2);
  const end = async () => {
    // Stockline gives the units back at the hold's time, and the plugin takes back a minute later what it gave to the checkout.
    await eventually(
      async () => (await staffOf(world.store.url, world.ids).availableAt(sku, world.ids.location)) === units + 2,
      HOLD_LIMIT_SECONDS,
    );
    await allShow(world, sku, units, HOLD_LIMIT_SECONDS);
    await ledgerHas(world, sku, { held: 0 });
    world.say(`  held by a checkout that died: for sale again everywhere after ${secondsSince(began)} s`);
  };
  return { end: end() };
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

function secondsSince(began: number): number {
  return Math.round((Date.now() - began) / 1_000);
}
