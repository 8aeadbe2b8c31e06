/** Bundles in the ledger: what moves their components, and which channels are notified. */

import { describe, expect, it } from '@jest/globals';
import { parseQuantity, parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../../../shared/domain/listing/deduction.ts';
import type { Component } from '../../../../shared/domain/stock/bundle.ts';
import type { Observation } from '../../../../shared/domain/stock/observation.ts';
import type { StockChanged } from '../../../../shared/ports/posting/posting.ts';
import { defineBundle } from '../../../../shared/usecases/exposure/define-bundle.ts';
import { postObservations } from '../../../../shared/usecases/posting/post-observations.ts';
import {
  AMAZON,
  baseline,
  keptJournal,
  later,
  MAIN,
  movement,
  NOON,
  orderLine,
  SHARED_RULES,
  SHOPIFY,
} from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';

const CUP = parseSku('CUP');
const PLATE = parseSku('PLATE');
const SET = parseSku('SET');
const RULES = { ...SHARED_RULES, channels: { [SHOPIFY]: { buffer: 0 }, [AMAZON]: { buffer: 0 } } };

describe('a bundle of one cup and two plates', () => {
  it('shows what the scarcest component allows', async () => {
    const { figures } = await shop({ cups: 10, plates: 7 });
    expect(await figures()).toEqual({ cups: 10, plates: 7, sets: 3 });
  });

  it('takes its components with a sale, and notifies every channel', async () => {
    const { figures, post, events } = await shop({ cups: 10, plates: 10 });
    await post(SET, orderLine({ sku: SET, ordered: 2, deducted: 2 }));
    expect(await figures()).toEqual({ cups: 8, plates: 6, sets: 3 });
    expect(notified(events, SET)).toEqual([AMAZON, SHOPIFY]);
  });

  it('counts its own channel down, and nothing of its components there', async () => {
    const { table, post } = await shop({ cups: 10, plates: 10 });
    await post(SET, orderLine({ sku: SET, ordered: 2, deducted: 2 }));
    expect(await shownOn(table, SET)).toBe(3);
    expect(await shownOn(table, CUP)).toBe(10);
  });

  it.each([
    ['cancelled before it shipped', { ordered: 0, deducted: 0 }, { cups: 10, plates: 10, sets: 5 }],
    ['shipped', { ordered: 2, shipped: 2, deducted: 2 }, { cups: 8, plates: 6, sets: 3 }],
    [
      'shipped and one of two returned',
      { ordered: 2, shipped: 2, returned: 1, deducted: 1 },
      { cups: 9, plates: 8, sets: 4 },
    ],
  ])('follows its order: %s', async (_what, state, expected) => {
    const { figures, post } = await shop({ cups: 10, plates: 10 });
    await post(SET, orderLine({ sku: SET, ordered: 2, deducted: 2 }));
    await post(SET, orderLine({ sku: SET, ...state, version: 2, at: later(60) }));
    expect(await figures()).toEqual(expected);
  });

  it('takes nothing for what was shipped of it before its components were counted, and adds nothing to their listings', async () => {
    const { table, figures, post } = await shop({ cups: 10, plates: 10 });
    await post(PLATE, count(PLATE, 10));
    for (const listing of (await table.reader().skuState(CUP))?.listings ?? []) {
      await table.checkStore().takeShown(listing, { actual: 9, shown: 10, revision: 0, at: NOON }, later(1));
    }
    const shippedBefore = { at: NOON, shipped: 2, returned: 0, deducted: 2 };
    const line = orderLine({ sku: SET, ordered: 2, shipped: 2, deducted: 2, version: Date.parse(later(60)) });
    await post(SET, { ...line, past: [shippedBefore], occurredAt: later(60) });
    expect(await figures()).toMatchObject({ plates: 10 });
    expect(await shownOn(table, CUP)).toBe(9);
  });

  it('is posted before its components where its channel puts it back on display, and after them where it is sold', async () => {
    const { table, post } = await shop({ cups: 10, plates: 10 });
    const posted: Sku[] = [];
    const ledger = table.ledgerStore();
    const commit: typeof ledger.commit = async (posting) => {
      posted.push(posting.after.sku);
      return ledger.commit(posting);
    };
    const posting = postingPorts(table, { rules: RULES, ledger: { ...ledger, commit } });
    const sold = orderLine({ sku: SET, ordered: 2, deducted: 2 });
    await postObservations(posting, [{ id: 'm', sku: SET, observations: [sold] }]);
    expect(posted).toEqual([CUP, PLATE, SET]);
    posted.length = 0;
    const cancelled = orderLine({ sku: SET, ordered: 0, deducted: 0, version: 2, at: later(60) });
    await postObservations(posting, [{ id: 'm', sku: SET, observations: [cancelled] }]);
    expect(posted).toEqual([SET, CUP, PLATE]);
    await post(SET, cancelled);
    expect(await shownOn(table, SET)).toBe(5);
  });

  it('moves its components once, however often and in whatever order it is reported', async () => {
    const { figures, post } = await shop({ cups: 10, plates: 10 });
    const placed = orderLine({ sku: SET, ordered: 2, deducted: 2 });
    const shipped = orderLine({ sku: SET, ordered: 2, shipped: 2, deducted: 2, version: 2, at: later(60) });
    await post(SET, shipped);
    await post(SET, placed);
    await post(SET, shipped, placed);
    expect(await figures()).toEqual({ cups: 8, plates: 6, sets: 3 });
  });

  it('is notified of a component’s own sale, and again when that is delivered again', async () => {
    const { figures, post, events } = await shop({ cups: 10, plates: 10 });
    const sold = orderLine({ sku: PLATE, ordered: 3, deducted: 3 });
    await post(PLATE, sold);
    expect(await figures()).toEqual({ cups: 10, plates: 7, sets: 3 });
    expect(notified(events, SET)).toEqual([AMAZON, SHOPIFY]);
    events.length = 0;
    await post(PLATE, sold);
    expect(notified(events, SET)).toEqual([AMAZON, SHOPIFY]);
  });

  it('is not notified of the sale of a component of which there is enough, until one that it has too few of comes', async () => {
    const { post, events } = await shop({ cups: 10, plates: 4 });
    await post(CUP, orderLine({ sku: CUP, ordered: 3, deducted: 3 }));
    expect(notified(events, SET)).toEqual([]);
    await post(PLATE, movement('received', 10, { sku: PLATE }));
    expect(notified(events, SET)).toEqual([AMAZON, SHOPIFY]);
  });

  it('is notified of any sale of a component under escrow, whose shares wait for it', async () => {
    const { table, post, events } = await shop({ cups: 10, plates: 4 });
    await underEscrow(table, CUP);
    await post(CUP, orderLine({ sku: CUP, ordered: 1, deducted: 1 }));
    expect(notified(events, SET)).toEqual([AMAZON, SHOPIFY]);
  });

  it('sold at the till, it takes its components out of what is on hand', async () => {
    const { figures, post } = await shop({ cups: 10, plates: 10 });
    await post(SET, movement('sold', -1, { sku: SET }));
    expect(await figures()).toEqual({ cups: 9, plates: 8, sets: 4 });
  });

  it('cannot be received or counted: it is parked with what to do instead', async () => {
    const { table, figures, post } = await shop({ cups: 10, plates: 10 });
    await post(SET, movement('received', 5, { sku: SET }));
    await post(SET, count(SET, 4));
    const parked = await table.parkingLot().list(10);
    expect(parked.map(({ outcome }) => 'reason' in outcome && outcome.reason)).toEqual([
      'SET is a bundle and has no stock of its own: receive, count or adjust its components (CUP, PLATE).',
      'SET is a bundle and has no stock of its own: receive, count or adjust its components (CUP, PLATE).',
    ]);
    expect(await figures()).toEqual({ cups: 10, plates: 10, sets: 5 });
  });

  it('offers nothing of a component under escrow: what is in no share may be granted at any moment', async () => {
    const { table } = await shop({ cups: 10, plates: 10 });
    await underEscrow(table, CUP);
    expect((await table.reader().skuState(SET))?.stock[MAIN]?.onHand).toBe(0);
  });
});

describe('defining a bundle', () => {
  it.each<[string, readonly Component[], string]>([
    ['of itself', [{ sku: SET, quantity: 1 }], 'SET cannot be made of itself.'],
    [
      'with a component named twice',
      [
        { sku: CUP, quantity: 1 },
        { sku: CUP, quantity: 2 },
      ],
      'SET names its component CUP twice: add the quantities up.',
    ],
  ])('is refused %s', async (_what, components, reason) => {
    const { ports } = await shop({ cups: 1, plates: 1 });
    expect(await defineBundle(ports, SET, components)).toEqual({ kind: 'refused', reason });
  });

  it('is refused of another bundle, and of something that is part of one', async () => {
    const { ports } = await shop({ cups: 1, plates: 1 });
    const nested = await defineBundle(ports, CUP, [{ sku: SET, quantity: 1 }]);
    expect(nested).toMatchObject({ kind: 'refused', reason: expect.stringContaining('CUP is part of the bundle SET') });
  });

  it('names what is not in the ledger', async () => {
    const { ports } = await shop({ cups: 1, plates: 1 });
    const saucer = parseSku('SAUCER');
    expect(await defineBundle(ports, SET, [{ sku: saucer, quantity: 1 }])).toEqual({ kind: 'unknown', skus: [saucer] });
  });

  it('taken back, gives the SKU its own stock again, and its components their own peace', async () => {
    const { table, ports, post, events } = await shop({ cups: 10, plates: 10 });
    await defineBundle(ports, SET, []);
    expect((await table.reader().skuState(SET))?.stock[MAIN]?.onHand).toBe(1);
    events.length = 0;
    await post(CUP, orderLine({ sku: CUP }));
    expect(notified(events, SET)).toEqual([]);
  });
});

async function shop({ cups, plates }: { readonly cups: number; readonly plates: number }) {
  const table = new MemoryTable();
  const events: StockChanged[] = [];
  const bus = { emit: async (changed: readonly StockChanged[]) => void events.push(...changed) };
  const posting = postingPorts(table, { events: bus, rules: RULES });
  const post = (sku: Sku, ...observations: readonly Observation[]) =>
    postObservations(posting, [{ id: 'm', sku, observations }]);
  const listed = { channelLocation: '-', drawsOn: [MAIN], managed: true };
  for (const [sku, shows] of [
    [CUP, cups],
    [PLATE, plates],
    [SET, 5],
  ] as const) {
    await table.registry().register({ ...listed, sku, externalId: sku, shows }, SHOPIFY, 'difference', new Date(NOON));
    await post(sku, baseline(sku === SET ? 1 : shows, sku));
  }
  const ports = {
    store: table.exposureStore(),
    events: bus,
    rules: RULES,
    settleMs: SETTLE_MS_DEFAULT,
    journal: keptJournal(),
    clock: () => new Date(NOON),
    pause: async () => undefined,
  };
  await defineBundle(ports, SET, [
    { sku: CUP, quantity: 1 },
    { sku: PLATE, quantity: 2 },
  ]);
  events.length = 0;
  const availableOf = async (sku: Sku) => {
    const { onHand = 0, committed = 0 } = (await table.reader().skuState(sku))?.stock[MAIN] ?? {};
    return onHand - committed;
  };
  const figures = async () => ({
    cups: await availableOf(CUP),
    plates: await availableOf(PLATE),
    sets: await availableOf(SET),
  });
  return { table, ports, post, events, figures };
}

async function underEscrow(table: MemoryTable, sku: Sku): Promise<void> {
  const read = await table.reader().skuState(sku);
  if (read?.exposure === undefined) {
    throw new Error(`${sku} is in no bundle.`);
  }
  const shares = { [SHOPIFY]: { units: 8, goal: 8, since: NOON } };
  const exposure = { ...read.exposure, rules: { ...RULES, policy: 'escrow' as const }, shares, revision: 2 };
  await table.exposureStore().write(read, { exposure, demand: undefined });
}

async function shownOn(table: MemoryTable, sku: Sku): Promise<number | undefined> {
  return (await table.reader().skuState(sku))?.listings[0]?.shown;
}

function notified(events: readonly StockChanged[], sku: Sku): readonly string[] {
  return [...new Set(events.filter((each) => each.sku === sku).flatMap(({ due }) => due))].sort();
}

function count(sku: Sku, counted: number): Observation {
  return {
    kind: 'count',
    sku,
    location: MAIN,
    counted: parseQuantity(counted),
    source: { channel: SHOPIFY, key: 'count-1' },
    occurredAt: later(1),
    receivedAt: later(1),
  };
}
