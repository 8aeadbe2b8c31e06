import { describe, expect, it } from '@jest/globals';
import { parseQuantity, parseSku } from '../../../../shared/domain/identifiers.ts';
import type { Check } from '../../../../shared/ports/reconciling/checks.ts';
import { noteCatalogueChanges } from '../../../../shared/usecases/intake/note-catalogue-changes.ts';
import { postNow } from '../../../../shared/usecases/posting/post-observations.ts';
import {
  AMAZON,
  baseline,
  keptJournal,
  later,
  MAIN,
  MUG,
  movement,
  NOON,
  orderLine,
  SHARED_RULES,
  SHOPIFY,
  SQUARE,
} from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';
import { shows } from '../../../fakes/shops/imported-channels.ts';
import { amazonLine, linkedMugs } from '../../../fakes/shops/linked-mugs.ts';

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

describe('a listing that is pushed no more', () => {
  it('is checked where a posting gives it a share, as escrow begins', async () => {
    const table = new MemoryTable();
    const asked: Check[] = [];
    const checks = { queue: { schedule: async (check: Check) => void asked.push(check) }, settleMs: 30_000 };
    await table.registry().register(shows(MUG, 10), SHOPIFY, 'difference', new Date(NOON));
    await table.registry().register(shows(MUG, 10), SQUARE, 'difference', new Date(NOON));
    await postNow(postingPorts(table, { checks }), MUG, [baseline(10)]);
    const [square] = (await table.reader().skuState(MUG))?.listings.filter(({ channel }) => channel === SQUARE) ?? [];
    await noteCatalogueChanges(
      {
        ...{ listings: table.listingNotes(), checks: { schedule: async () => undefined }, journal: keptJournal() },
        clock: () => new Date(NOON),
      },
      [
        {
          id: 'm',
          notices: [
            {
              ...{ channel: SQUARE, externalId: square?.externalId ?? '', news: { kind: 'deleted' } },
              ...{ occurredAt: later(1), receivedAt: later(1) },
            },
          ],
        },
      ],
    );
    const rules = { ...SHARED_RULES, policy: 'escrow' as const };
    await postNow(postingPorts(table, { checks, rules }), MUG, [orderLine({ ordered: 1, at: later(2) })]);
    // Another field in it would be refused where it is read.
    expect(asked).toContainEqual({ sku: MUG, channel: SQUARE, channelLocation: '-', at: NOON });
  });
});

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

  it('is checked where a count of its channel’s own does not say by how much it moved the figure', async () => {
    const { asked, listing, post } = await soldMug();
    const source = { channel: SHOPIFY, key: 'count' };
    const time = { occurredAt: later(5), receivedAt: later(5) };
    await post({ kind: 'count', sku: MUG, source, location: MAIN, counted: parseQuantity(7), ...time });
    expect(asked).toHaveLength(1);
    expect(await listing()).toMatchObject({ shown: 10, isRecounted: true, checkAt: later(30) });
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

describe('a listing that sells another SKU since its line was posted', () => {
  const PACK = parseSku('MUG-3');

  it('is checked once, after the line is posted, however many other writers come first', async () => {
    const { table, post, link } = linkedMugs([{ channel: AMAZON, row: shows(PACK, 2, { externalId: PACK }) }]);
    await post(baseline(20), baseline(5, PACK), amazonLine(PACK, AMAZON, { ordered: 2 }));
    await link({ channel: AMAZON, listing: PACK, sku: MUG, units: 3 });
    const store = table.ledgerStore();
    const done: string[] = [];
    const commit: typeof store.commit = async (posting) => {
      done.push('commit');
      return done.length < 3 ? 'conflict' : store.commit(posting);
    };
    const schedule = async ({ sku }: Check) => void done.push(`check of ${sku}`);
    const ports = postingPorts(table, {
      ledger: { ...store, commit },
      checks: { queue: { schedule }, settleMs: 30_000 },
    });
    await postNow(ports, PACK, [amazonLine(PACK, AMAZON, { ordered: 0, version: 2, at: later(9) })]);
    expect(done).toEqual(['commit', 'commit', 'commit', 'check of MUG']);
  });
});
