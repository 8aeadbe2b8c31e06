import { describe, expect, it } from '@jest/globals';
import { NOTHING_OFF_SALE } from '../../../../shared/domain/stock/off-sale.ts';
import type { SetAside } from '../../../../shared/ports/channel/channel.ts';
import { CredentialsGoneError } from '../../../../shared/ports/channel/credentials-gone.ts';
import type { Check } from '../../../../shared/ports/reconciling/checks.ts';
import { postNow } from '../../../../shared/usecases/posting/post-observations.ts';
import { compareCatalogue } from '../../../../shared/usecases/reconciling/compare-catalogue.ts';
import { intentOf } from '../../../contract/table-steps.ts';
import { baseline, keptJournal, MAIN, MUG, movement, NOON, SHOPIFY } from '../../../fakes/facts.ts';
import { memorySweepMarks } from '../../../fakes/memory/memory-sweep-marks.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { openGates } from '../../../fakes/ports/open-gates.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';
import { shows } from '../../../fakes/shops/imported-channels.ts';

const HOUR_MS = 3_600_000;

type State = {
  now: number;
  pages: number;
  error?: Error | undefined;
  /** What is thrown after the first page. */
  errorBehind?: Error | undefined;
  odd: Parameters<SetAside>[0][];
};

/** A mug that is believed to show 10, on a channel whose catalogue says what the test says, nine hours later. */
async function comparedMug(offered = shows(MUG, 10)) {
  const table = new MemoryTable();
  const journal = keptJournal();
  const asked: Check[] = [];
  const state: State = { now: Date.parse(NOON), pages: 0, odd: [] };
  await table.registry().register(shows(MUG, 10), SHOPIFY, 'difference', new Date(NOON));
  await postNow(postingPorts(table), MUG, [baseline(10)]);
  const gates = openGates(table);
  const ports = {
    client: {
      channel: SHOPIFY,
      async *catalogue(_leftOut?: unknown, setAside?: SetAside) {
        state.pages += 1;
        if (state.error !== undefined) {
          throw state.error;
        }
        yield [offered];
        if (state.errorBehind !== undefined) {
          throw state.errorBehind;
        }
        for (const each of state.odd) {
          setAside?.(each);
        }
      },
    },
    marks: memorySweepMarks(),
    states: gates.states,
    ledger: table.ledgerStore(),
    checkStore: table.checkStore(),
    checks: { schedule: async (check: Check) => void asked.push(check) },
    settleMs: 30_000,
    journal,
    clock: () => new Date(state.now),
  };
  await compareCatalogue(ports);
  state.now += 9 * HOUR_MS;
  const listing = async () => (await table.reader().skuState(MUG))?.listings[0];
  return { ports, state, asked, journal, table, listing, compare: () => compareCatalogue(ports) };
}

describe('comparing a channel by the pages of its catalogue', () => {
  it('begins eight hours after the last time, and keeps that what agrees was seen', async () => {
    const mug = await comparedMug();
    expect(mug.state.pages).toBe(0);
    await mug.compare();
    const asOf = new Date(mug.state.now).toISOString();
    expect(await mug.listing()).toMatchObject({ evidence: { kind: 'page', asOf }, comparedAt: asOf });
    expect(mug.asked).toEqual([]);
    await mug.compare();
    expect(mug.state.pages).toBe(1);
  });

  it('is counted by its age once it is late, and not while all is well', async () => {
    const mug = await comparedMug();
    await mug.compare();
    expect(mug.journal.counts.get('ComparisonAge')).toBeUndefined();
    mug.state.now += 11 * HOUR_MS;
    await mug.compare();
    expect(mug.journal.counts.get('ComparisonAge')).toBe(660);
    await mug.compare();
    expect(mug.journal.counts.get('ComparisonAge')).toBe(660);
  });

  it('has a listing checked that shows another quantity than is believed', async () => {
    const mug = await comparedMug(shows(MUG, 12));
    await mug.compare();
    expect(mug.asked).toMatchObject([{ sku: MUG, channel: SHOPIFY, channelLocation: '-' }]);
    expect((await mug.listing())?.comparedAt).toBeUndefined();
  });

  it('says that a listing was made again under its SKU: its figure is of something else', async () => {
    const mug = await comparedMug(shows(MUG, 300, { externalId: 'remade' }));
    await mug.compare();
    expect(mug.asked).toEqual([]);
    expect(mug.journal.lines.join()).toContain('MUG: shopify is item remade now, no longer id-MUG');
  });

  it('takes no page for proof while a push is on its way, or has not had its time', async () => {
    const mug = await comparedMug();
    const read = await mug.listing();
    await mug.table.pushStore(SHOPIFY, ['-']).claim(read ?? never(), intentOf({ delta: -1, target: 9 }));
    await mug.compare();
    expect((await mug.listing())?.comparedAt).toBeUndefined();
    expect(mug.asked).toHaveLength(1);
  });

  it('that failed begins again with the next call, and counts how old the last one is', async () => {
    const mug = await comparedMug();
    mug.state.error = new Error('no answer');
    await mug.compare();
    mug.state.error = undefined;
    await mug.compare();
    expect([mug.state.pages, (await mug.listing())?.evidence?.kind]).toEqual([2, 'page']);
    mug.state.now += 9 * HOUR_MS;
    mug.state.error = new CredentialsGoneError('the app is gone');
    await expect(mug.compare()).rejects.toThrow('the app is gone');
  });

  it('counts and names what cannot be read of the catalogue, and compares the rest', async () => {
    const mug = await comparedMug();
    mug.state.odd.push({ id: 'variant 140', reason: 'Shopify answered 500.' });
    await mug.compare();
    expect(mug.journal.counts.get('ComparedInPart')).toBe(1);
    expect(mug.journal.lines).toContain(
      'shopify: variant 140 of its catalogue could not be read and is not compared, the rest is. Shopify answered 500.',
    );
    expect(mug.journal.lines.at(-1)).toContain(
      '1 listings compared with its catalogue, 0 of them differ, 1 rows or pages',
    );
    // It is compared: the next comparison is due in eight hours.
    await mug.compare();
    expect(mug.state.pages).toBe(1);
  });

  it('counts a page behind which nothing can be reached, and reads all pages again with the next call', async () => {
    const mug = await comparedMug();
    mug.state.errorBehind = new Error('no answer');
    await mug.compare();
    expect(mug.journal.counts.get('ComparedInPart')).toBe(1);
    expect(mug.journal.lines.at(-1)).toBe(
      'shopify: after 1 listings its catalogue could not be compared, it is compared again',
    );
    mug.state.errorBehind = undefined;
    await mug.compare();
    expect(mug.state.pages).toBe(2);
  });

  it('does not count a channel that does not answer at all as compared in part', async () => {
    const mug = await comparedMug();
    mug.state.error = new Error('no answer');
    await mug.compare();
    expect(mug.journal.counts.get('ComparedInPart')).toBeUndefined();
  });

  it('leaves a paused channel alone', async () => {
    const mug = await comparedMug();
    Object.assign(mug.ports.states, { read: async () => ({ paused: { by: 'me', at: NOON, why: 'a test' } }) });
    await mug.compare();
    expect(mug.state.pages).toBe(0);
  });
});

function never(): never {
  throw new Error('The mug is listed nowhere.');
}

describe('where stock work in the channel’s admin is followed, a figure that agrees', () => {
  const off = (damaged: number) => ({ ...NOTHING_OFF_SALE, damaged });
  const row = (facts: Parameters<typeof shows>[2]) => shows(MUG, 10, facts);
  const aside = (damaged: number) =>
    row({ stock: { onHand: 10 + damaged, unavailable: damaged, offSale: off(damaged) } });

  it.each<[string, ReturnType<typeof shows>, boolean, boolean]>([
    ['is read where the page does not say what is off sale', row({}), true, true],
    ['is read where nothing of what is off sale was posted yet', aside(3), false, true],
    ['is read where something else is off sale than was posted', aside(2), true, true],
    ['is left where what is off sale is as it was posted', aside(3), true, false],
    ['is left where the channel has a bundle, which has nothing of its own', row({ madeOf: [] }), false, false],
  ])('%s', async (_, offered, isPosted, isRead) => {
    const mug = await comparedMug(offered);
    const work = { now: { offSale: off(3), foundMore: 0, readAt: 7 }, follows: 0 };
    const source = { channel: SHOPIFY, key: 'stock-work:shopify:-' };
    const posted = { ...movement('takenOffSale', 0), changes: [{ location: MAIN, unavailable: 3 }], source, work };
    await (isPosted ? postNow(postingPorts(mug.table), MUG, [posted]) : undefined);
    await compareCatalogue({ ...mug.ports, followsStates: true });
    expect(mug.asked).toHaveLength(isRead ? 1 : 0);
  });
});
