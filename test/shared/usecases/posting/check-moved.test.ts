import { describe, expect, it } from '@jest/globals';
import type { Check } from '../../../../shared/ports/reconciling/checks.ts';
import { postNow } from '../../../../shared/usecases/posting/post-observations.ts';
import { baseline, keptJournal, later, MUG, movement, NOON, orderLine, SHOPIFY } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';
import { shows } from '../../../fakes/shops/imported-channels.ts';

async function soldMug({ managed = true, isQueueDown = false } = {}) {
  const table = new MemoryTable();
  const journal = keptJournal();
  const asked: Check[] = [];
  const schedule = async (check: Check) => {
    if (isQueueDown) {
      throw new Error('The queue is down.');
    }
    asked.push(check);
  };
  await table.registry().register(shows(MUG, 10, { managed }), SHOPIFY, 'difference', new Date(NOON));
  const ports = postingPorts(table, { journal, checks: { queue: { schedule }, settleMs: 30_000 } });
  await postNow(ports, MUG, [baseline(10)]);
  const listing = async () => (await table.reader().skuState(MUG))?.listings[0];
  return { asked, journal, listing, post: (...args: Parameters<typeof postNow>[2]) => postNow(ports, MUG, args) };
}

describe('a listing whose shown a posting moves', () => {
  it('is checked after the settle time: its channel may not have counted the order', async () => {
    const { asked, listing, post } = await soldMug();
    await post(orderLine({ ordered: 2 }));
    expect(asked).toEqual([{ sku: MUG, channel: SHOPIFY, channelLocation: '-', at: later(30) }]);
    expect(await listing()).toMatchObject({ shown: 8, checkAt: later(30), evidence: { kind: 'count', asOf: NOON } });
  });

  it('is checked once for many sales of that time', async () => {
    const { asked, post } = await soldMug();
    for (const order of ['1', '2', '3']) {
      await post(orderLine({ order }));
    }
    expect(asked).toHaveLength(1);
  });

  it('is not checked for what it did not count itself, nor where the channel keeps the quantity', async () => {
    const mug = await soldMug();
    await mug.post(movement('received', 3));
    const kept = await soldMug({ managed: false });
    await kept.post(orderLine());
    expect([mug.asked, kept.asked]).toEqual([[], []]);
  });

  it('is posted all the same where no check can be scheduled', async () => {
    const { listing, journal, post } = await soldMug({ isQueueDown: true });
    await post(orderLine({ ordered: 2 }));
    expect(await listing()).toMatchObject({ shown: 8 });
    expect((await listing())?.checkAt).toBeUndefined();
    expect(journal.lines).toContainEqual('MUG: no check of its listings could be scheduled');
  });
});
