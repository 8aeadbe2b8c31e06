import { describe, expect, it } from '@jest/globals';
import type { LedgerEntry } from '../../../../shared/domain/ledger/ledger-entry.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import type { DriftPolicy } from '../../../../shared/domain/reconciling/drift-policy.ts';
import { NOTHING_OFF_SALE, type UnitStates } from '../../../../shared/domain/stock/off-sale.ts';
import type { QuantityRead } from '../../../../shared/ports/channel/channel.ts';
import { compareListing } from '../../../../shared/usecases/reconciling/compare-listing.ts';
import { later, listing, MUG, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';
import { recordedChecks } from '../../../fakes/ports/recorded-checks.ts';

const AT_MAIN = listing(SHOPIFY, 10, { channelLocation: 'main', externalId: 'mug', agreedRevision: 0 });
const AT_STORE = listing(SHOPIFY, 20, { channelLocation: 'store', externalId: 'mug' });
const RECORD = { offSale: NOTHING_OFF_SALE, foundMore: 0, readAt: 5 };

const states = (facts: Partial<UnitStates> = {}): UnitStates => ({
  ...{ offSale: NOTHING_OFF_SALE, committed: 0, incoming: 0 },
  ...facts,
});
/** Two units that an order committed on the channel since it was last seen to agree. */
const ORDERED: LedgerEntry = {
  ...{ sku: MUG, seq: 3, kind: 'order', source: { channel: SHOPIFY, key: '3' } },
  changes: AT_MAIN.drawsOn.map((location) => ({ location, committed: 2 })),
  ...{ occurredAt: NOON, receivedAt: NOON, postedAt: NOON, stockAfter: {}, hash: '', previousHash: '' },
};

type Given = {
  readonly facts?: Partial<Listing>;
  /** Whether stock work in the channel's admin is followed. */
  readonly isWorkFollowed?: boolean;
  readonly foundMoreRecorded?: number;
  readonly isBundle?: boolean;
  readonly onDrift?: DriftPolicy;
  /** What the store shows, which is believed to show 20. */
  readonly store?: number;
  readonly isOvertaken?: boolean;
};

/** What becomes of a reading of a listing that is believed to show 10. */
async function compared(read: QuantityRead, { facts = {}, isWorkFollowed = true, store = 20, ...given }: Given = {}) {
  const elsewhere = { kind: 'shows', units: store } as const;
  const checks = await recordedChecks({ elsewhere, isOvertaken: given.isOvertaken ?? false });
  const work = { load: checks.ports.orders.ledger.load, history: async () => [ORDERED] };
  const ports = {
    ...checks.ports,
    onDrift: given.onDrift ?? checks.ports.onDrift,
    ...(isWorkFollowed && { stockWork: work }),
  };
  const here = { ...AT_MAIN, ...facts };
  const exposure = { rules: SHARED_RULES, revision: 0, ...(given.isBundle === true && { madeOf: [] }) };
  const due = {
    ...{ skuState: { sku: MUG, seq: 5, stock: {}, listings: [here, AT_STORE] }, listing: here, exposure },
    ...{ plan: { kind: 'nothing' as const }, reportedUpTo: undefined },
    recordedWork: { ...RECORD, foundMore: given.foundMoreRecorded ?? 0 },
  };
  const all = async () => ({ kind: 'all' as const });
  const progress = await compareListing(ports, due, read, { reportedBefore: all, noneIsDead: all });
  return { ...checks, progress, checked: checks.checked() };
}

/** The same was seen a settle time ago. */
function seenBefore(actual: number, revision = 0): Partial<Listing> {
  return { suspicion: { actual, shown: 10, revision, at: later(-30), offSale: NOTHING_OFF_SALE } };
}

describe('a listing that is not there', () => {
  const gone = { kind: 'notListed', reason: 'It was deleted.' } as const;

  it('keeps that as its problem, and says it once', async () => {
    const first = await compared(gone);
    expect(first.noted).toEqual([{ kind: 'notListed', problem: 'It was deleted.' }]);
    expect([first.journal.counts.get('ListingProblem'), first.progress]).toEqual([1, { kind: 'done' }]);
    const again = await compared(gone, { facts: { problem: 'It was deleted.' } });
    expect(again.journal.lines).toEqual([]);
  });

  it('is read again where another check has moved it meanwhile', async () => {
    const { progress, journal } = await compared(gone, { isOvertaken: true });
    expect([progress, journal.lines]).toEqual([{ kind: 'later', retryAfterMs: 1_000 }, []]);
  });
});

it('a quantity that cannot be read is none: its reason is thrown', async () => {
  await expect(compared({ kind: 'unreadable', reason: 'no answer' })).rejects.toThrow('no answer');
});

describe('stock work', () => {
  const aside = { kind: 'shows', units: 7, states: states({ offSale: { ...NOTHING_OFF_SALE, damaged: 3 } }) } as const;
  const facts = { suspicion: { actual: 7, shown: 10, revision: 0, at: later(-30), offSale: aside.states.offSale } };

  it('is what the states of the units say, before the figure is compared', async () => {
    const { sent } = await compared(aside, { facts });
    expect(sent).toMatchObject([{ cause: 'takenOffSale' }]);
  });

  it.each<[string, QuantityRead, Given]>([
    ['it is not followed', aside, { isWorkFollowed: false }],
    ['the channel says no states', { kind: 'shows', units: 7 }, {}],
    ['the listing is of a bundle', aside, { isBundle: true }],
  ])('is none, and the figure alone is compared, where %s', async (_, read, given) => {
    const { sent } = await compared(read, { facts, ...given });
    expect(sent).toEqual([]);
  });
});

describe('orders that the channel did not count', () => {
  const agreedStates = { committed: 0, incoming: 0, seq: 1, asOf: NOON };
  const evidence = { kind: 'reading', asOf: NOON } as const;
  const shows = (units: number, committed: number): QuantityRead => ({
    ...{ kind: 'shows', units, states: states({ committed }) },
  });
  const judged = (read: QuantityRead, given: Given) =>
    compared(read, { onDrift: { raised: 'adopt', lowered: 'adopt', notCounted: 'ask' }, ...given });

  it('are behind a figure that is more than we believe: nobody raised it', async () => {
    const { sent, journal } = await judged(shows(12, 0), { facts: { agreedStates, evidence, ...seenBefore(12) } });
    expect([sent, journal.lines]).toEqual([[], [expect.stringContaining('it did not count an order down')]]);
  });

  it('are none where the channel has committed them: somebody raised the figure, whatever our belief rested on', async () => {
    const counted = { kind: 'count', asOf: NOON } as const;
    const { sent } = await judged(shows(12, 2), { facts: { agreedStates, evidence: counted, ...seenBefore(12) } });
    expect(sent).toMatchObject([{ cause: 'adopted', changes: [{ onHand: 2 }] }]);
  });

  it('are not known of a listing that was never seen to agree: the evidence is what it was', async () => {
    const counted = { kind: 'count', asOf: NOON } as const;
    const { sent, noted } = await judged(shows(12, 0), { facts: { evidence: counted, ...seenBefore(12) } });
    expect(sent).toEqual([]);
    expect(noted).toMatchObject([{ kind: 'again', suspicion: { isAsked: true } }]);
  });

  it('are looked for where units were followed without an entry, though the figure agrees', async () => {
    const work = { facts: { agreedStates, foundMore: 2, ...seenBefore(10) }, foundMoreRecorded: 0 };
    const notCounted = await judged(shows(10, 0), work);
    expect(notCounted.sent).toMatchObject([{ cause: 'takenOffSale', changes: [{}] }]);
    const counted = await judged(shows(10, 2), work);
    expect(counted.sent).toMatchObject([{ cause: 'adopted', changes: [{ onHand: 2 }] }]);
  });
});

describe('more units than we believe, which are taken over', () => {
  const more = { kind: 'shows', units: 12, states: states() } as const;
  const adopting = { facts: seenBefore(12), onDrift: { raised: 'adopt' } } as const;

  it('wait while the channel shows less than believed at another location, where stock work is followed', async () => {
    const { sent, checked } = await compared(more, { ...adopting, store: 18 });
    expect([sent, checked]).toEqual([
      [],
      [
        ['store', 0],
        ['main', 30],
      ],
    ]);
  });

  it.each<[string, Given]>([
    ['no other location lacks them', {}],
    ['stock work is not followed', { isWorkFollowed: false, store: 18 }],
  ])('are taken over where %s', async (_, given) => {
    const { sent } = await compared(more, { ...adopting, ...given });
    expect(sent).toMatchObject([{ cause: 'adopted', changes: [{ onHand: 2 }] }]);
  });

  it('are less where the figure was lowered: no other location is asked', async () => {
    const less = { kind: 'shows', units: 8, states: states() } as const;
    const { sent } = await compared(less, { facts: seenBefore(8), onDrift: 'adopt', store: 18 });
    expect(sent).toMatchObject([{ cause: 'adopted', changes: [{ onHand: -2 }] }]);
  });
});

describe('a reading that agrees', () => {
  const agrees = { kind: 'shows', units: 10, states: states({ committed: 4, incoming: 1 }) } as const;

  it('keeps the states of the units, where stock work is followed', async () => {
    const { noted } = await compared(agrees);
    expect(noted).toMatchObject([{ kind: 'agrees', states: { committed: 4, incoming: 1, seq: 5 } }]);
  });

  it.each<[string, QuantityRead, Given]>([
    ['it is not followed', agrees, { isWorkFollowed: false }],
    ['the channel says none', { kind: 'shows', units: 10 }, {}],
  ])('keeps none where %s', async (_, read, given) => {
    const { noted } = await compared(read, given);
    expect(noted).toEqual([{ kind: 'agrees', evidence: { kind: 'reading', asOf: NOON } }]);
  });

  it('is made again where another check has moved the listing meanwhile', async () => {
    const { progress } = await compared(agrees, { isOvertaken: true });
    expect(progress).toEqual({ kind: 'later', retryAfterMs: 1_000 });
  });
});
