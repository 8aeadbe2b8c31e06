/** The property of a cut-over: every unit counts once, though three channels sell meanwhile. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyImport, awaitLedger, catchUp } from '../../shared/usecases/importing/apply-import.ts';
import { planImport } from '../../shared/usecases/importing/plan-import.ts';
import { readChannels } from '../../shared/usecases/importing/read-channels.ts';
import { stockFromChannel } from '../../shared/usecases/importing/stock-source.ts';
import { AMAZON, MAIN, MUG, NOON, SHOPIFY, SQUARE } from '../fakes/facts.ts';
import { MemoryTable } from '../fakes/memory/memory-table.ts';
import { importPorts } from '../fakes/ports/import-ports.ts';
import { Market, type Travel } from './cut-over-market.ts';
import type { Happening, Life } from './cut-over-world.ts';

const START_MS = Date.parse(NOON);
/** From so long before the import begins to so long after. */
const BEFORE_MS = 60_000;
const AFTER_MS = 60_000;

const happening = fc.record({
  atMs: fc.integer({ min: -BEFORE_MS, max: AFTER_MS }),
  what: fc.constantFrom<Happening['what']>('shipped', 'shippedOne', 'returned', 'returned', 'cancelled'),
});
const life: fc.Arbitrary<Life> = fc.record({
  channel: fc.constantFrom<Life['channel']>('shopify', 'shopify', 'amazon', 'square'),
  units: fc.integer({ min: 1, max: 3 }),
  happenings: fc
    .array(happening, { minLength: 1, maxLength: 5 })
    .map((all) => all.toSorted((a, b) => a.atMs - b.atMs).map((each, index) => ({ ...each, atMs: each.atMs + index }))),
});
const travel: fc.Arbitrary<Travel> = fc.record({
  delayMs: fc.integer({ min: 1, max: 90_000 }),
  copies: fc.constantFrom(0, 1, 1, 2),
});

type Run = {
  readonly lives: readonly Life[];
  readonly travels: fc.Stream<Travel>;
  readonly latencies: fc.Stream<number>;
  /** The run breaks off at its nth write, and is made again. */
  readonly crashAt: number | undefined;
};

class Crash extends Error {}

async function play({ lives, travels, latencies, crashAt }: Run) {
  const table = new MemoryTable();
  const market = new Market(START_MS - BEFORE_MS - 1_000, () => latencies.next().value ?? 100);
  const base = importPorts(table, { ms: 0 }, () => market.now());
  lives.forEach((each, index) => {
    const draw = () => travels.next().value ?? { delayMs: 1, copies: 1 };
    market.plan(`${index}`, each, START_MS, draw, (reported) => base.observations.send([reported]));
  });
  await market.pass(BEFORE_MS + 1_000);
  let writes = 0;
  const mayCrash = () => {
    writes += 1;
    if (writes === crashAt) {
      throw new Crash('The run breaks off.');
    }
  };
  const ports = {
    ...base,
    wait: (milliseconds: number) => market.pass(milliseconds),
    registry: {
      register: (...args: Parameters<typeof base.registry.register>) => {
        mayCrash();
        return base.registry.register(...args);
      },
    },
    observations: {
      ...base.observations,
      send: async (...args: Parameters<typeof base.observations.send>) => {
        mayCrash();
        await base.observations.send(...args);
        mayCrash();
      },
    },
  };
  const run = async (since?: string) => {
    const channels = [SHOPIFY, AMAZON, SQUARE].map((channel) => market.channel(channel));
    const readings = await readChannels(ports, channels, since);
    const plan = await planImport(ports, readings, stockFromChannel(SHOPIFY));
    const stable = await applyImport(ports, plan);
    expect(await awaitLedger(ports, plan)).toEqual([]);
    await catchUp(ports, plan, stable, since);
  };
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Crash)) {
      throw error;
    }
    await run(NOON);
  }
  await market.finish();
  return { table, market, log: base.progressLines };
}

describe('a cut-over while three channels sell', () => {
  it('ends with every unit counted once, whatever is reported before, during or after it, and however often', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          lives: fc.array(life, { minLength: 1, maxLength: 6 }),
          travels: fc.infiniteStream(travel),
          latencies: fc.infiniteStream(fc.integer({ min: 1, max: 900 })),
          crashAt: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
        }),
        async (run) => {
          const { table, market, log } = await play(run);
          // A listing that never stands still is counted to the second only.
          fc.pre(log.filter((line) => line.includes('read again')).length < 6);
          const skuState = await table.reader().skuState(MUG);
          const baseline = await table.reader().entry(MUG, 1);
          const cutOverMs = Date.parse(baseline?.occurredAt ?? '');
          const onHand = market.shopifyOnHand() + market.crossedSince(cutOverMs, ['amazon', 'square']);
          expect({
            stock: skuState?.stock[MAIN],
            shown: new Map(skuState?.listings.map(({ channel, shown }) => [channel, shown])),
            parked: await table.parkingLot().list(10),
          }).toEqual({
            stock: { onHand, committed: market.openUnits(), held: 0, unavailable: 0 },
            shown: new Map([SHOPIFY, AMAZON, SQUARE].map((channel) => [channel, market.shows(channel)])),
            parked: [],
          });
        },
      ),
      { numRuns: 300 },
    );
  }, 60_000);
});
