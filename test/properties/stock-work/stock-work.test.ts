/** Properties of stock work: whatever staff do in a channel's admin, in any order, each unit is posted once. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OrderLineObservation } from '../../../shared/domain/stock/observation.ts';
import { MAIN } from '../../fakes/facts.ts';
import { PLACES, STORE, type StockWorkWorld, stockWorkWorld } from './world.ts';

function changesReason({ shop }: StockWorkWorld): void {
  shop.setAside(MAIN, 'damaged', -3);
  shop.setAside(MAIN, 'reserved', 3);
}

describe('stock work in Shopify’s admin', () => {
  it.each<[string, (world: StockWorkWorld) => Promise<void> | void, readonly string[]]>([
    ['units are damaged', ({ shop }) => shop.setAside(MAIN, 'damaged', 3), ['takenOffSale']],
    [
      'units are in quality control, and pass it',
      async ({ shop, notice, pass }) => {
        shop.setAside(MAIN, 'qualityControl', 3);
        await notice(MAIN);
        await pass(300);
        shop.setAside(MAIN, 'qualityControl', -3);
      },
      ['takenOffSale', 'putBackOnSale'],
    ],
    [
      'damaged units are thrown away',
      async ({ shop, notice, pass }) => {
        shop.setAside(MAIN, 'damaged', 3);
        await notice(MAIN);
        await pass(300);
        shop.leave(MAIN, 'damaged', 3);
      },
      ['takenOffSale', 'damaged'],
    ],
    [
      'a draft order reserves and is paid: one unit, one sale',
      async (world) => {
        world.shop.setAside(MAIN, 'reserved', 2);
        await world.notice(MAIN);
        await world.pass(300);
        await payDraft(world, 2);
      },
      ['takenOffSale', 'order', 'putBackOnSale'],
    ],
    [
      'a draft order reserves and is paid before anybody looked',
      async (world) => {
        world.shop.setAside(MAIN, 'reserved', 2);
        await payDraft(world, 2);
      },
      ['order'],
    ],
    [
      'a draft order reserves and is paid, and the message of its order is lost',
      async (world) => {
        world.shop.setAside(MAIN, 'reserved', 2);
        await world.notice(MAIN);
        await world.pass(300);
        takeReserved(world, 2);
      },
      ['takenOffSale', 'order', 'putBackOnSale'],
    ],
    [
      'a transfer goes from one location to the other',
      async ({ shop, notice, pass }) => {
        shop.setAside(MAIN, 'reserved', 5);
        await notice(MAIN);
        await pass(300);
        shop.leave(MAIN, 'reserved', 5);
        shop.at(STORE).incoming += 5;
        await notice(MAIN);
        await pass(300);
        shop.arrive(STORE, 5, { incoming: true });
        await notice(STORE);
        await pass(300);
      },
      ['takenOffSale', 'transferred', 'transferred'],
    ],
    ['more is counted', ({ shop }) => shop.arrive(MAIN, 4, { incoming: false }), ['adopted']],
    ['less is counted', ({ shop }) => shop.arrive(MAIN, -4, { incoming: false }), ['adopted']],
    [
      'more is counted, and a sale elsewhere is pushed before anybody looked',
      async ({ shop, soldElsewhere }) => {
        shop.arrive(MAIN, 4, { incoming: false });
        await soldElsewhere(MAIN, 1, 'a');
      },
      ['sold', 'adopted'],
    ],
    [
      'an order that the shop does not count is no count of more, nor a draft order that was deleted',
      async ({ shop, notice, pass, order, post }) => {
        shop.setAside(MAIN, 'reserved', 2);
        await notice(MAIN);
        await pass(300);
        shop.leave(MAIN, 'reserved', 2);
        shop.reallyAt(MAIN).committed += 2;
        await post(order('by the API', { location: MAIN, ordered: 2, version: 1 }));
      },
      ['takenOffSale', 'order', 'transferred'],
    ],
    [
      'a location is closed, and what it had goes to the other one',
      async ({ shop, notStocked }) => {
        shop.setAside(STORE, 'damaged', 3);
        shop.close(STORE, MAIN);
        await notStocked(STORE);
      },
      ['takenOffSale', 'adopted', 'adopted'],
    ],
  ])('%s', async (_name, work, kinds) => {
    const world = await stockWorkWorld();
    await world.compareAll();
    await work(world);
    await world.notice(MAIN);
    await world.compareAll();
    await world.compareAll();
    const entries = await world.entries();
    expect(entries.map(({ kind }) => kind).slice(1)).toEqual(kinds);
    expect(await world.figures()).toEqual(world.truth());
    expect(world.truth().map(({ shown, sellable }) => shown - sellable)).toEqual([0, 0]);
  });

  it.each<[string, (world: StockWorkWorld) => void, readonly string[]]>([
    ['were put back on sale', ({ shop }) => shop.setAside(MAIN, 'damaged', -3), ['putBackOnSale']],
    ['were thrown away', ({ shop }) => shop.leave(MAIN, 'damaged', 3), ['damaged']],
    ['are reserved, no longer damaged', changesReason, []],
    ['are as they were', () => undefined, []],
  ])(
    'is known by name from the import on: units that were damaged then %s before the first check',
    async (_, work, kinds) => {
      const world = await stockWorkWorld(3);
      work(world);
      await world.compareAll();
      await world.compareAll();
      expect((await world.entries()).map(({ kind }) => kind).slice(1)).toEqual(kinds);
      expect(await world.figures()).toEqual(world.truth());
    },
  );

  it('is posted a settle time after it was first seen, and not before', async () => {
    const world = await stockWorkWorld();
    await world.compareAll();
    world.shop.setAside(MAIN, 'damaged', 3);
    await world.notice(MAIN);
    await world.pass(29);
    expect(await world.entries()).toHaveLength(1);
    await world.pass(2);
    expect((await world.entries()).map(({ kind }) => kind)).toEqual(['baseline', 'takenOffSale']);
  });

  it('waits until what the channel sold before can be read, and is posted', async () => {
    const world = await stockWorkWorld();
    await world.compareAll();
    world.shop.setAside(MAIN, 'reserved', 2);
    await world.notice(MAIN);
    await world.pass(300);
    takeReserved(world, 2);
    world.orders.isDown = true;
    await world.notice(MAIN);
    await world.pass(900);
    const kinds = async () => (await world.entries()).map(({ kind }) => kind).slice(1);
    expect(await kinds()).toEqual(['takenOffSale']);
    world.orders.isDown = false;
    await world.pass(900);
    expect(await kinds()).toEqual(['takenOffSale', 'order', 'putBackOnSale']);
    expect(await world.figures()).toEqual(world.truth());
  });

  it('is posted exactly once, whatever is set aside, released, sold, paid, sent, counted and compared, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(dice, async (throws) => {
        const world = await stockWorkWorld();
        await world.compareAll();
        await live(world, throws);
        await world.compareAll();
        await world.sweep();
        await world.compareAll();
        await world.compareAll();
        expect(await world.figures()).toEqual(world.truth());
        expect(world.truth().map(({ shown, sellable }) => shown - sellable)).toEqual([0, 0]);
      }),
      { numRuns: 200 },
    );
  }, 120_000);
});

async function payDraft(world: StockWorkWorld, units: number): Promise<void> {
  await world.post(takeReserved(world, units));
}

/** The draft order is an order now: what it reserved is committed. Returns what the shop says of it. */
function takeReserved({ shop, order }: StockWorkWorld, units: number): OrderLineObservation {
  const level = shop.at(MAIN);
  level.reserved -= units;
  level.committed += units;
  const truth = shop.reallyAt(MAIN);
  truth.unavailable -= units;
  truth.committed += units;
  return order('draft', { location: MAIN, ordered: units, version: 1 });
}

type Throw = readonly [what: number, where: number, units: number, seconds: number, message: number];
const dice: fc.Arbitrary<readonly Throw[]> = fc.array(
  fc.tuple(
    fc.nat({ max: 15 }),
    fc.nat({ max: 1 }),
    fc.integer({ min: 1, max: 3 }),
    fc.nat({ max: 90 }),
    fc.nat({ max: 3 }),
  ),
  { minLength: 1, maxLength: 14 },
);

type Open = {
  readonly order: string;
  readonly location: (typeof PLACES)[number];
  readonly units: number;
  version: number;
};

/** What happens in the shop, with its messages: at once, later, twice, or never. */
async function live(world: StockWorkWorld, throws: readonly Throw[]): Promise<void> {
  const { shop } = world;
  const [opened, drafts, ready, shipped]: [Open[], Open[], Open[], Open[]] = [[], [], [], []];
  const late: (() => Promise<void>)[] = [];
  let count = 0;
  for (const [what, where, units, seconds, message] of throws) {
    const location = PLACES[where] ?? MAIN;
    const [level, truth] = [shop.at(location), shop.reallyAt(location)];
    const news: (() => Promise<void>)[] = [() => world.notice(location)];
    const tell = (open: Open, facts: { shipped?: number; isCancelled?: boolean }) => {
      const { order, units: ordered, version } = open;
      const line = world.order(order, { location: open.location, ordered, version, ...facts });
      news.push(
        () => world.post(line),
        () => world.notice(open.location),
      );
    };
    count += 1;
    const named: Open = { order: `order ${count}`, location, units, version: 1 };
    switch (what) {
      case 0:
      case 1:
        level.available -= units;
        level.committed += units;
        truth.committed += units;
        opened.push(named);
        tell(named, {});
        break;
      case 2: {
        const open = opened.shift();
        if (open !== undefined) {
          shop.at(open.location).committed -= open.units;
          shop.reallyAt(open.location).committed -= open.units;
          shop.reallyAt(open.location).onHand -= open.units;
          tell({ ...open, version: 2 }, { shipped: open.units });
        }
        break;
      }
      case 3: {
        const open = opened.pop();
        if (open !== undefined) {
          shop.at(open.location).committed -= open.units;
          shop.at(open.location).available += open.units;
          shop.reallyAt(open.location).committed -= open.units;
          tell({ ...open, version: 2 }, { isCancelled: true });
        }
        break;
      }
      case 4:
        shop.setAside(location, 'damaged', units);
        break;
      case 5:
        shop.setAside(location, 'damaged', -Math.min(units, level.damaged));
        break;
      case 6:
        shop.leave(location, 'damaged', Math.min(units, level.damaged));
        break;
      case 7:
        shop.setAside(location, 'reserved', units);
        drafts.push(named);
        break;
      case 8: {
        const draft = drafts.shift();
        if (draft !== undefined) {
          shop.setAside(draft.location, 'reserved', -draft.units);
          news.push(() => world.notice(draft.location));
        }
        break;
      }
      case 9: {
        const draft = drafts.pop();
        if (draft !== undefined) {
          const [of, really] = [shop.at(draft.location), shop.reallyAt(draft.location)];
          of.reserved -= draft.units;
          of.committed += draft.units;
          really.unavailable -= draft.units;
          really.committed += draft.units;
          opened.push(draft);
          tell(draft, {});
        }
        break;
      }
      case 10:
        shop.setAside(location, 'reserved', units);
        ready.push(named);
        break;
      case 11: {
        const transfer = ready.shift();
        if (transfer !== undefined) {
          shop.leave(transfer.location, 'reserved', transfer.units);
          shop.at(otherOf(transfer.location)).incoming += transfer.units;
          shipped.push(transfer);
          news.push(() => world.notice(transfer.location));
        }
        break;
      }
      case 12: {
        const transfer = shipped.shift();
        if (transfer !== undefined) {
          shop.arrive(otherOf(transfer.location), transfer.units, { incoming: true });
          news.push(() => world.notice(otherOf(transfer.location)));
        }
        break;
      }
      case 13:
        shop.arrive(location, units, { incoming: false });
        break;
      case 14:
        shop.arrive(location, -units, { incoming: false });
        break;
      default:
        await world.soldElsewhere(location, units, `sale ${count}`);
    }
    if (message === 0) {
      late.push(...news);
    } else if (message !== 1) {
      for (const each of message === 2 ? news : [...news.toReversed(), ...news]) {
        await each();
      }
    }
    await world.pass(seconds);
    if (message === 3) {
      await late.pop()?.();
    }
  }
  for (const each of late.toReversed()) {
    await each();
  }
}

function otherOf(location: (typeof PLACES)[number]): (typeof PLACES)[number] {
  return location === MAIN ? STORE : MAIN;
}
