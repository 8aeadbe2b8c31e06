import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEMO_CATALOGUE } from '../../../local/stack/demo-catalogue.ts';
import { SQUARE } from '../../../sandbox/kernel/identities.ts';
import type { RunningSandbox } from '../../../sandbox/kernel/server.ts';
import { startSquareSandbox } from '../../../sandbox/square/server.ts';
import { createSquareClient } from '../../../shared/channels/square/client/channel-client.ts';
import { createSquareChangeReader } from '../../../shared/channels/square/orders/change-reader.ts';
import { parseChannelId, parseLocationId, parseSku } from '../../../shared/domain/identifiers.ts';
import type { Listing } from '../../../shared/domain/listing/listing.ts';
import type { ChannelClient } from '../../../shared/ports/channel/channel.ts';
import { postNow } from '../../../shared/usecases/posting/post-observations.ts';
import { baseline, MAIN } from '../../fakes/facts.ts';
import { MemoryTable } from '../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../fakes/ports/posting-ports.ts';
import { collect, listingOf, pushOf } from '../../shared/channels/listing.ts';
import { control } from '../../shared/channels/sandbox-control.ts';

const credentials = { accessToken: SQUARE.accessToken, signatureKey: 'key' };
let sandbox: RunningSandbox;
let client: ChannelClient;
let flash: Listing;

beforeEach(async () => {
  sandbox = await startSquareSandbox({ catalogue: DEMO_CATALOGUE });
  client = createSquareClient(channel(), credentials);
  const listed = (await collect(client.catalogue())).find(({ sku }) => sku === 'FLASH');
  flash = listingOf({ ...listed, channel: 'square', shown: 200 });
});

afterEach(() => sandbox.close());

function channel() {
  return {
    id: parseChannelId('square'),
    platform: 'square' as const,
    locations: { [SQUARE.locationId]: [parseLocationId('main')] },
    apiEndpoint: sandbox.url,
    buffer: 0,
  };
}

const now = () => ({ startedAt: new Date().toISOString() });

describe('Square’s sandbox', () => {
  it('lists its catalogue with what it shows', async () => {
    const listings = await collect(client.catalogue());
    expect(listings).toHaveLength(DEMO_CATALOGUE.length);
    expect(listings).toContainEqual({
      sku: 'FLASH',
      channelLocation: SQUARE.locationId,
      externalId: flash.externalId,
      drawsOn: ['main'],
      managed: true,
      shows: 200,
      title: 'Flash sale article',
    });
  });

  it('takes a lowering and a raise and proves what results', async () => {
    expect(await client.push(pushOf(flash, -150, now()))).toEqual({ kind: 'applied', nowShows: 50 });
    expect(await client.push(pushOf(flash, 5, { ...now(), generation: 2 }))).toEqual({ kind: 'applied', nowShows: 55 });
    expect(await client.readQuantity(flash)).toBe(55);
  });

  it('keeps a sale that we have not received', async () => {
    await control(sandbox).sell([{ sku: 'FLASH', quantity: 3 }]);
    expect(await client.push(pushOf(flash, -150, now()))).toEqual({ kind: 'applied', nowShows: 47 });
  });

  it('applies a push once, whose answer was lost', async () => {
    const push = pushOf(flash, -150, now());
    const impatient = createSquareClient(channel(), credentials, { timeoutMs: 200 });
    await control(sandbox).faults({ seed: 1, api: { timeout: 1 } });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(impatient.push(push)).rejects.toThrow('timeout');
    }
    await control(sandbox).endFaults();
    expect(await client.push(push)).toEqual({ kind: 'applied', nowShows: 50 });
    expect(await client.readQuantity(flash)).toBe(50);
  });

  it('throttles', async () => {
    await control(sandbox).faults({ seed: 1, api: { throttle: 1 } });
    expect(await client.push(pushOf(flash, -1, now()))).toEqual({ kind: 'throttled', retryAfterMs: 1_000 });
  });

  it('reports a sale, its refund and nothing of our own pushes', async () => {
    const since = new Date(Date.now() - 1_000);
    const { sell, act } = control(sandbox);
    const order = await sell([{ sku: 'FLASH', quantity: 3 }]);
    await client.push(pushOf(flash, -10, now()));
    await act(order, 'refund', { lines: [{ sku: 'FLASH', quantity: 1 }], restock: true });
    const read = createSquareChangeReader(channel(), credentials);
    const changes = await read(new Map([[flash.externalId, parseSku('FLASH')]]), since, new Date().toISOString());
    expect(changes).toMatchObject([
      { cause: 'sold', changes: [{ location: 'main', onHand: -3 }], deducted: 3, source: { order } },
      { cause: 'returned', changes: [{ location: 'main', onHand: 1 }], deducted: -1, source: { order } },
    ]);
  });

  /** The ledger with 200 of FLASH, and what is read of Square's history posted to it. */
  async function ledger() {
    const sku = parseSku('FLASH');
    const table = new MemoryTable();
    const posting = postingPorts(table);
    await postNow(posting, sku, [baseline(200, sku)]);
    const since = new Date(Date.now() - 1_000);
    const read = createSquareChangeReader(channel(), credentials);
    return {
      async readAndPost() {
        const changes = await read(new Map([[flash.externalId, sku]]), since, new Date().toISOString());
        return (await postNow(posting, sku, changes)).map(({ kind }) => kind);
      },
      onHand: async () => (await table.reader().skuState(sku))?.stock[MAIN]?.onHand,
    };
  }

  it('counts an adjustment whose quantity is changed in the Dashboard as it stands at last', async () => {
    const { readAndPost, onHand } = await ledger();
    const { id } = (await control(sandbox).send('POST', 'adjustments', { sku: 'FLASH', quantity: 5 })) as {
      id: string;
    };
    expect(await readAndPost()).toEqual(['posted']);
    expect(await onHand()).toBe(205);
    await control(sandbox).send('PUT', `adjustments/${id}`, { quantity: 2 });
    expect(await readAndPost()).toEqual(['posted']);
    expect(await onHand()).toBe(202);
    expect(await client.readQuantity(flash)).toBe(202);
    expect(await readAndPost()).toEqual(['duplicate']);
  });

  it.each([true, false])(
    'leaves a recount to the comparison with what Square shows (the history has the inferred adjustment: %s)',
    async (inferredAdjustments) => {
      await control(sandbox).send('PUT', 'history', { inferredAdjustments });
      const { readAndPost, onHand } = await ledger();
      await control(sandbox).send('POST', 'recounts', { counts: [{ sku: 'FLASH', quantity: 190 }] });
      await control(sandbox).sell([{ sku: 'FLASH', quantity: 3 }]);
      expect(await readAndPost()).toEqual(['posted']);
      expect(await onHand()).toBe(197);
      expect(await client.readQuantity(flash)).toBe(187);
    },
  );
});
