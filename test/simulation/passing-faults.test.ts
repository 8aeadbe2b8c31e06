/** One fault of AWS at each call of a sale's way, from its webhook to the listings of the other channels. */
import { describe, expect, it } from '@jest/globals';
import { parseQuantity, parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import { AMAZON, MAIN, orderLine, SHARED_RULES, SHOPIFY, SQUARE } from '../fakes/facts.ts';
import type { ChannelKind, ChannelSetup } from './channels/channel.ts';
import { type AwsManners, type CallManner, GOOD_MANNERS } from './faults/aws-manners.ts';
import { NO_FAULTS } from './faults/faults.ts';
import { importSku, listSku } from './import-sku.ts';
import { seededRandom } from './random.ts';
import { World } from './world.ts';

const SKU: Sku = parseSku('MUG');
const [ON_HAND, SOLD] = [10, 3];
const SALE_AT_MS = 60_000;

const setupOf = (id: ChannelSetup['id'], kind: ChannelKind): ChannelSetup => ({
  ...{ id, kind, channelLocation: '-', drawsOn: [MAIN], shipsFrom: MAIN },
  ...{ comparesFirst: false, remembersFailures: false, losesFigures: false },
});

/** The `nth` call from the sale on goes so, all others as usual. */
function onlyAt(nth: number, manner: CallManner) {
  const calls: string[] = [];
  const state = { isOn: false };
  const manners: AwsManners = {
    ...GOOD_MANNERS,
    ofCall: (what) => {
      if (!state.isOn) {
        return { kind: 'usual' };
      }
      calls.push(what);
      return calls.length === nth ? manner : { kind: 'usual' };
    },
  };
  const begin = () => {
    state.isOn = true;
  };
  return { manners, calls, begin };
}

/** A sale on Shopify, and how long Square and Amazon waited for what they must show then. */
async function sale(nth: number, manner: CallManner) {
  const { manners, calls, begin } = onlyAt(nth, manner);
  const world = new World(seededRandom(1), {
    rates: NO_FAULTS,
    channels: [setupOf(SHOPIFY, 'compared'), setupOf(SQUARE, 'counted'), setupOf(AMAZON, 'absolute')],
    rules: SHARED_RULES,
    maxReceiveCount: 20,
    comparesPushes: true,
    isPoisoned: () => false,
    manners,
    trace: () => undefined,
  });
  world.closesAt = world.scheduler.now();
  for (const channel of world.channels) {
    await listSku(world, channel, SKU, ON_HAND);
  }
  await importSku(world, SKU, { [MAIN]: parseQuantity(ON_HAND) });
  const soldAt = world.scheduler.now() + SALE_AT_MS;
  world.scheduler.after(SALE_AT_MS, () => {
    begin();
    world.channels[0].take(SKU, SOLD);
    const at = world.scheduler.timestamp();
    const sold = { ...orderLine({ ordered: SOLD, at }), version: Date.parse(at) };
    void world.webhook(SHOPIFY, 10, (receivedAt) => ({
      ...{ kind: 'observations', ignored: [] },
      observations: [{ ...sold, receivedAt }],
    }));
  });
  await world.scheduler.run();
  const read = await world.table.reader().skuState(SKU);
  const others = (read?.listings ?? []).filter(({ channel }) => channel !== SHOPIFY);
  return {
    call: calls[nth - 1],
    shown: read?.listings.map(({ shown, intent }) => intent ?? shown),
    shows: world.channels.map((channel) => channel.shows(SKU)),
    entries: (await world.table.reader().entries(SKU, 0, 10)).length,
    waiting: world.queues().filter((queue) => !queue.isEmpty() || queue.deadLetters.length > 0),
    surprises: world.surprises,
    waitedMs: Math.max(...others.map(({ lastPushedAt = '' }) => Date.parse(lastPushedAt) - soldAt)),
  };
}

/** The longest that a listing waits for a fault that passes, besides the time for which a call hangs. */
const WAIT_MS_MAX = 3_000;

const FAULTS: readonly (readonly [string, hangsMs: number, CallManner])[] = [
  ['is refused for its timing, and repeated in place', 0, { kind: 'slow', ms: 600 }],
  ['hangs at its first try', 0, { kind: 'slow', ms: 1_000 }],
  ['is refused at each try', 0, { kind: 'failed', afterMs: 200, appliedAfterMs: undefined }],
  ['is done, and its answer is lost at each try', 0, { kind: 'failed', afterMs: 200, appliedAfterMs: 100 }],
  ['hangs at both tries', 2_000, { kind: 'failed', afterMs: 2_000, appliedAfterMs: undefined }],
  ['hangs at both tries, and is done at once', 2_000, { kind: 'failed', afterMs: 2_000, appliedAfterMs: 0 }],
  ['hangs at both tries, and is done later', 2_000, { kind: 'failed', afterMs: 2_000, appliedAfterMs: 3_500 }],
];

describe.each(FAULTS)('a call of AWS that %s', (_name, hangsMs, manner) => {
  it('lets no listing wait for more than 3 s, whichever call it is, and loses nothing', async () => {
    const { waitedMs: undisturbedMs } = await sale(0, manner);
    for (let nth = 1; ; nth += 1) {
      const { call, waitedMs, ...found } = await sale(nth, manner);
      if (call === undefined) {
        expect(nth).toBeGreaterThan(15);
        return;
      }
      const left = ON_HAND - SOLD;
      const isInTime = waitedMs - undisturbedMs - hangsMs < WAIT_MS_MAX;
      expect({ call, isInTime, ...found }).toEqual({
        ...{ call, isInTime: true, shown: [left, left, left], shows: [left, left, left] },
        ...{ entries: 2, waiting: [], surprises: [] },
      });
    }
  });
});
