/** Random orders of a Medusa store, of two sales channels that sell from two locations, and what every channel must show after them. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { eventually } from '../emulator/running-stack.ts';
import { aftersalesOf } from './aftersales.ts';
import { atCustomer, type BookedOrder, Books, type Line, newLine, type Place, put, toShip, total } from './books.ts';
import { customerOf } from './medusa-api.ts';
import { MedusaRefusal } from './medusa-http.ts';
import type { World } from './round-trip.ts';

const SANDBOXES = ['shopify', 'amazon', 'square'] as const;
const LIMIT_SECONDS = 180;
/** Every so many steps all figures must be right. */
const STEPS_BETWEEN = 10;
const IN_THE_ATTIC = 40;

type Settings = {
  readonly seed: number;
  readonly steps: number;
  /** Each is stocked with so many units at the main location. */
  readonly skus: readonly string[];
  readonly stocked: number;
};

/** One thing that customers or staff do; undefined: there was nothing to do it with. */
type Step = () => Promise<string | undefined>;

/** Throws unless all figures are right after so many steps, whatever was drawn. */
export async function randomOrders(world: World, settings: Settings): Promise<void> {
  const { seed, steps, skus, stocked } = settings;
  const scene = sceneOf(world, settings);
  const { books, draw } = scene;
  for (const sku of skus) {
    books.add(sku, 'main', stocked);
    books.add(sku, 'attic', IN_THE_ATTIC);
    const lines = [{ id: '1', sku, quantity: IN_THE_ATTIC }];
    await world.stack.pos('stock.received', { id: `attic-${sku}`, location: 'attic', lines });
  }
  await allRight(world, scene, 'the attic was filled');
  const kinds = Object.entries(stepsOf(scene));
  const counts = new Map<string, number>();
  let refused = 0;
  for (let step = 1; step <= steps; step += 1) {
    const [name, run] = draw.of(kinds);
    try {
      const what = await run();
      if (what !== undefined) {
        counts.set(name, (counts.get(name) ?? 0) + 1);
        scene.past.push(`${step}: ${what}`);
      }
    } catch (error) {
      if (!(error instanceof MedusaRefusal)) {
        throw error;
      }
      refused += 1;
      scene.past.push(`${step}: ${name} was refused: ${error.message}`);
    }
    if (step % STEPS_BETWEEN === 0 || step === steps) {
      await allRight(world, scene, `step ${step}`);
    }
  }
  const done = [...counts].toSorted().map(([name, count]) => `${count} ${name}`);
  world.say(
    `  ${steps} random steps (--seed ${seed}): ${done.join(', ')}; ${refused} refused by Medusa; all figures right`,
  );
}

type Scene = ReturnType<typeof sceneOf>;

function sceneOf({ ids, store, stack }: World, { seed, skus }: Settings) {
  const random = xoroshiro128plus(seed);
  const upTo = (most: number) => 1 + ((random.next() >>> 0) % most);
  const of = <T>(all: readonly T[]): T => {
    const drawn = all[upTo(all.length) - 1];
    if (drawn === undefined) {
      throw new Error('There is nothing to draw from.');
    }
    return drawn;
  };
  const outletIds = { ...ids, ...ids.outlet };
  return {
    ...{ skus, stack, books: new Books(), past: [] as string[], draw: { upTo, of } },
    staff: aftersalesOf(store.url, ids),
    channels: {
      main: { sold: ids, customer: customerOf(store.url, ids) },
      attic: { sold: ids.outlet, customer: customerOf(store.url, outletIds) },
    },
    locations: { main: ids.location, attic: ids.outlet.location },
  };
}

function stepsOf(scene: Scene): Readonly<Record<string, Step>> {
  return { ...sales(scene), ...changes(scene), ...shipping(scene), ...comingBack(scene) };
}

function sales(scene: Scene): Readonly<Record<string, Step>> {
  const { books, draw, staff, channels, stack } = scene;
  const book = async (id: string, home: Place) => {
    const items = await staff.itemsOf(id);
    const lines = items.map((item) => newLine(item.id, item.sku, home, item.quantity));
    books.orders.push({ id, home, lines, fulfilments: [], isClosed: false });
    return `${id} at ${home}: ${items.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', ')}`;
  };
  const wanted = () => drawnLines(scene);
  const buy = async (home: Place) => {
    const { customer } = channels[home];
    const end = await customer.complete(await customer.fillCartWith(wanted()));
    if (end.kind !== 'order') {
      throw new Error(`An order at ${home} was not made: ${end.reason}`);
    }
    return book(end.id, home);
  };
  return {
    'bought in the first channel': () => buy('main'),
    'bought again in the first channel': () => buy('main'),
    'bought in the second channel': () => buy('attic'),
    'left a cart': async () => {
      await channels[draw.of(['main', 'attic'] as const)].customer.fillCartWith(wanted());
      return 'a cart was left';
    },
    'drafted, and some converted': async () => {
      const home = draw.of(['main', 'attic'] as const);
      const draft = await staff.draft(channels[home].sold, wanted());
      if (draw.upTo(3) === 1) {
        return 'a draft was left';
      }
      await staff.convert(draft);
      return book(draft, home);
    },
    'sold on a sandbox': async () => {
      const [channel, sku, units] = [draw.of(SANDBOXES), draw.of(scene.skus), draw.upTo(2)];
      const { status } = await stack.buy(channel, sku, units);
      if (status !== 201) {
        throw new Error(`${channel} answered ${status} to an order of ${units} ${sku}.`);
      }
      // Square sells over the counter: its units leave as they are sold. The others ship later.
      if (channel === 'square') {
        books.add(sku, 'main', -units);
      } else {
        books.add(sku, 'main', units, 'promised');
      }
      return `${channel}: ${units} ${sku}`;
    },
  };
}

/** One line or two, of different SKUs. */
function drawnLines({ draw, skus }: Scene) {
  const first = draw.of(skus);
  const others = skus.filter((sku) => sku !== first);
  const lines = [{ sku: first, quantity: draw.upTo(3) }];
  return draw.upTo(2) === 1 ? lines : [...lines, { sku: draw.of(others), quantity: draw.upTo(2) }];
}

/** Does it with one of the lines that fit. What Medusa refuses half way may leave a change open: that order is left alone. */
async function withLine(
  { books, draw }: Scene,
  fits: (line: Line, order: BookedOrder) => boolean,
  run: (line: Line, order: BookedOrder) => Promise<string>,
): Promise<string | undefined> {
  const found = books.orders
    .filter(({ isClosed }) => !isClosed)
    .flatMap((order) => order.lines.filter((line) => fits(line, order)).map((line) => ({ line, order })));
  if (found.length === 0) {
    return undefined;
  }
  const { line, order } = draw.of(found);
  try {
    return await run(line, order);
  } catch (error) {
    order.isClosed = true;
    throw error;
  }
}

/** Lines that an order has gained. */
async function bookNewLines({ staff }: Scene, order: BookedOrder): Promise<void> {
  for (const { id, sku, quantity } of await staff.itemsOf(order.id)) {
    if (order.lines.every((line) => line.id !== id)) {
      order.lines.push(newLine(id, sku, order.home, quantity));
    }
  }
}

function changes(scene: Scene): Readonly<Record<string, Step>> {
  const { draw, staff } = scene;
  const isUntouched = (line: Line) => total(line.shipped) === 0 && line.ordered > 0;
  return {
    'edited a quantity': () =>
      withLine(scene, isUntouched, async (line, order) => {
        const { id } = order;
        const quantity = draw.upTo(5);
        await staff.setQuantity(id, line.id, quantity);
        line.ordered = quantity;
        line.home = order.home;
        return `${id}: ${line.sku} is ${quantity}`;
      }),
    'added a line': () =>
      withLine(scene, isUntouched, async (line, order) => {
        const added = { sku: draw.of(scene.skus.filter((sku) => sku !== line.sku)), quantity: draw.upTo(2) };
        await staff.addLine(order.id, added);
        await bookNewLines(scene, order);
        return `${order.id}: ${added.quantity} ${added.sku} added`;
      }),
    'removed a line': () =>
      withLine(
        scene,
        (line, { lines }) => isUntouched(line) && lines.some((each) => each !== line && each.ordered > 0),
        async (line, { id }) => {
          await staff.setQuantity(id, line.id, 0);
          line.ordered = 0;
          return `${id}: ${line.sku} removed`;
        },
      ),
    cancelled: () =>
      withLine(
        scene,
        (_, { lines }) => lines.every((line) => total(line.shipped) === 0),
        async (_, order) => {
          await staff.cancel(order.id);
          for (const each of order.lines) {
            each.ordered = 0;
          }
          order.isClosed = true;
          return `${order.id} cancelled`;
        },
      ),
  };
}

function shipping(scene: Scene): Readonly<Record<string, Step>> {
  const { draw, staff, locations, books } = scene;
  const fulfil = (placeOf: (line: Line) => Place) =>
    withLine(
      scene,
      (line) => toShip(line) > 0,
      async (line, order) => {
        const [units, place] = [draw.upTo(toShip(line)), placeOf(line)];
        const known = order.fulfilments.map(({ id }) => id);
        const id = await staff.fulfil(order.id, line.id, units, locations[place], known);
        order.fulfilments.push({ id, line: line.id, place, units });
        put(line.shipped, place, units);
        if (toShip(line) > 0) {
          line.home = place;
        }
        return `${order.id}: ${units} ${line.sku} fulfilled from ${place}`;
      },
    );
  const fromHome = () => fulfil(({ home }) => home);
  return {
    fulfilled: fromHome,
    'fulfilled again': fromHome,
    'fulfilled from the other location': () => fulfil(({ home }) => (home === 'main' ? 'attic' : 'main')),
    'cancelled a fulfilment': async () => {
      const isUntouched = (line: Line) => line.gone === 0 && total(line.returned) === 0;
      const found = books.orders
        .filter(({ isClosed }) => !isClosed)
        .flatMap((order) => order.fulfilments.map((made) => ({ order, made })))
        .flatMap(({ order, made }) =>
          order.lines.filter(({ id }) => id === made.line).map((line) => ({ order, made, line })),
        )
        .filter(({ made, line }) => made.units > 0 && isUntouched(line));
      if (found.length === 0) {
        return undefined;
      }
      const { order, made, line } = draw.of(found);
      await staff.cancelFulfilment(order.id, made.id);
      if (toShip(line) === 0) {
        line.home = made.place;
      }
      put(line.shipped, made.place, -made.units);
      order.fulfilments = [...order.fulfilments.filter((each) => each !== made), { ...made, units: 0 }];
      return `${order.id}: the fulfilment of ${made.units} ${line.sku} from ${made.place} cancelled`;
    },
  };
}

function comingBack(scene: Scene): Readonly<Record<string, Step>> {
  const { draw, staff, locations, channels } = scene;
  const hasAny = (line: Line) => atCustomer(line) !== undefined;
  const takeBack = (kind: 'sound' | 'damaged') =>
    withLine(scene, hasAny, async (line, { id }) => {
      const { place, units } = atCustomer(line) ?? { place: line.home, units: 0 };
      const back = draw.upTo(units);
      await staff.takeBack(id, line.id, back, locations[place], kind);
      if (kind === 'sound') {
        put(line.returned, place, back);
      } else {
        line.gone += back;
      }
      return `${id}: ${back} ${line.sku} came back ${kind} to ${place}`;
    });
  const claim = (type: 'replace' | 'refund') =>
    withLine(scene, hasAny, async (line, order) => {
      const item = { id: line.id, sku: line.sku, quantity: line.ordered };
      await staff.claim(order.id, item, type, channels[order.home].sold);
      line.gone += 1;
      await bookNewLines(scene, order);
      return `${order.id}: a claim of ${line.sku}, ${type}`;
    });
  return {
    'took back': () => takeBack('sound'),
    'took back damaged': () => takeBack('damaged'),
    exchanged: () =>
      withLine(scene, hasAny, async (line, order) => {
        const out = { sku: draw.of(scene.skus.filter((sku) => sku !== line.sku)), quantity: draw.upTo(2) };
        const { place } = atCustomer(line) ?? { place: line.home };
        await staff.exchange(order.id, line.id, 1, out, { ...channels[order.home].sold, location: locations[place] });
        put(line.returned, place, 1);
        await bookNewLines(scene, order);
        return `${order.id}: 1 ${line.sku} exchanged for ${out.quantity} ${out.sku}`;
      }),
    'replaced after a claim': () => claim('replace'),
    'refunded after a claim': () => claim('refund'),
    refunded: () =>
      withLine(
        scene,
        (line) => line.ordered > 0,
        async (_, { id }) => {
          await staff.refund(id, 1);
          return `${id}: 1 refunded`;
        },
      ),
  };
}

/** Waits until ledger, sandboxes and Medusa have what the books say, at each place; throws with all that differs. */
async function allRight({ stack }: World, scene: Scene, after: string): Promise<void> {
  const { books, skus, staff, locations, past } = scene;
  let wrong: readonly string[] = [];
  const isRight = async () => {
    const found = await Promise.all(
      skus.map(async (sku) => {
        const [main, attic] = [books.expected(sku, 'main'), books.expected(sku, 'attic')];
        const { body } = await stack.api(`/stock/${sku}`);
        const ledger = body['locations'] as Partial<Record<Place, { onHand: number; available: number }>>;
        const levels = await staff.available(sku);
        const shown = await Promise.all(SANDBOXES.map(async (each) => [each, await stack.shows(each, sku)] as const));
        const compared: readonly (readonly [string, unknown, number])[] = [
          ['ledger main on hand', ledger.main?.onHand, main.onHand],
          ['ledger main available', ledger.main?.available, main.available],
          ['ledger attic on hand', ledger.attic?.onHand, attic.onHand],
          ['ledger attic available', ledger.attic?.available, attic.available],
          ['Medusa main', levels.get(locations.main), main.available],
          ['Medusa attic', levels.get(locations.attic), attic.available],
          ...shown.map(([name, units]) => [name, units, main.available] as const),
        ];
        return compared
          .filter(([, has, wanted]) => has !== wanted)
          .map((each) => `${sku} ${each[0]}: ${each[1]} instead of ${each[2]}`);
      }),
    );
    wrong = found.flat();
    return wrong.length === 0;
  };
  await eventually(isRight, LIMIT_SECONDS).catch(() => {
    throw new Error(`After ${after}:\n${wrong.join('\n')}\nWhat was done:\n${past.join('\n')}`);
  });
}
