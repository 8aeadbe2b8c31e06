/** What a SKU takes of DynamoDB that lies at 500 locations, each with a listing on one channel. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Usage, usageSince } from '../../../bench/aws/usage.ts';
import { dynamoGatePorts } from '../../../shared/aws/pushing/gate-ports.ts';
import { parseLocationId, parseQuantity } from '../../../shared/domain/identifiers.ts';
import type { ChannelClient } from '../../../shared/ports/channel/channel.ts';
import { pushStock } from '../../../shared/usecases/pushing/push-stock.ts';
import { dynamoPorts } from '../../contract/dynamo-table.ts';
import { memoryDatabase } from '../../contract/memory-database.ts';
import { post, postingFor, register } from '../../contract/table-steps.ts';
import { baseline, keptJournal, later, MUG, movement, SHARED_RULES, SHOPIFY } from '../../fakes/facts.ts';

/** What a partition takes (DynamoDB developer guide, "Best practices for designing and using partition keys", 2026-11). */
const [WRITE_UNITS_A_SECOND, READ_UNITS_A_SECOND] = [1_000, 3_000];
const SHOWN = 10;
const LOCATIONS = Array.from({ length: 500 }, (_, index) => `warehouse-${1_000 + index}`);
const PLACES = LOCATIONS.map((_, index) => `${65_544_149_100 + index}`);

const { client, meter } = memoryDatabase();
const ports = dynamoPorts(client, 'Ledger');
const pushes = ports.pushes(SHOPIFY, PLACES);

async function usageOf(work: () => Promise<unknown>): Promise<Usage> {
  const before = meter.total();
  await work();
  return usageSince(before, meter.total());
}

beforeAll(async () => {
  for (const [index, channelLocation] of PLACES.entries()) {
    const drawsOn = [parseLocationId(LOCATIONS[index] ?? '')];
    await register(ports.registry, MUG, SHOPIFY, SHOWN, 'difference', {
      channelLocation,
      externalId: `item ${index}`,
      drawsOn,
    });
  }
  const onHand = Object.fromEntries(LOCATIONS.map((location) => [location, parseQuantity(12_345)]));
  await post(ports.ledger, MUG, [{ ...baseline(0), onHand }]);
});

describe('a SKU at 500 locations', () => {
  it('is posted to in one transaction, of which the busiest partition takes sixteen a second', async () => {
    const sold = { ...movement('sold', -1), changes: [{ location: parseLocationId(LOCATIONS[7] ?? ''), onHand: -1 }] };
    const posting = await postingFor(ports.ledger, MUG, [sold]);
    expect(ports.ledger.fits(posting)).toBe(true);
    const before = meter.writtenByKey();
    const { writeUnits, databaseCalls } = await usageOf(() => ports.ledger.commit(posting));
    expect(databaseCalls).toBe(1);
    const byKey = [...meter.writtenByKey()].map(([key, units]) => units - (before.get(key) ?? 0));
    expect([writeUnits, Math.max(...byKey)]).toEqual([126, 62]);
    expect(Math.floor(WRITE_UNITS_A_SECOND / Math.max(...byKey))).toBe(16);
  });

  it('is read for a push in six reads, of which its partition takes five a second', async () => {
    const { readUnits, databaseCalls } = await usageOf(async () => {
      expect((await pushes.read(MUG))?.listings).toHaveLength(PLACES.length);
    });
    expect(databaseCalls).toBe(6);
    expect(Math.floor(READ_UNITS_A_SECOND / readUnits)).toBe(5);
  });

  it('whose listings are all due is pushed for ten seconds at a time: a function that is cut off would leave a lease', async () => {
    let nowMs = Date.parse(later(60));
    const begun: number[] = [];
    const shop: ChannelClient = {
      ...{ channel: SHOPIFY, pushMode: 'difference', comparesPushes: true },
      push: async ({ intent }) => {
        begun.push(nowMs);
        nowMs += 1_000;
        return { kind: 'applied', nowShows: (intent.changeFrom ?? 0) + intent.delta };
      },
      readQuantity: async () => SHOWN,
      readQuantities: async () => [],
      catalogue: async function* () {},
    };
    const breaker = { zeroListings: 1_000, raiseListings: 1_000, adoptListings: 1_000, withinSeconds: 60 };
    const pushing = {
      ...{ store: pushes, client: shop, rules: SHARED_RULES, clock: () => new Date(nowMs), journal: keptJournal() },
      gates: dynamoGatePorts(client, 'Ledger', { mode: 'live', breaker }),
    };
    const startedMs = nowMs;
    const again = await pushStock(pushing, [{ id: 'm', sku: MUG, receivedAt: later(60) }]);
    expect(again).toEqual([{ id: 'm', retryAfterMs: 0 }]);
    expect(begun.length).toBeGreaterThanOrEqual(10);
    expect(Math.max(...begun) - startedMs).toBeLessThanOrEqual(10_000);
    await pushStock(pushing, [{ id: 'm', sku: MUG, receivedAt: later(60) }]);
    expect(begun.length).toBeGreaterThanOrEqual(20);
  });
});
