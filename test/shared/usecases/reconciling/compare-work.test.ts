import { describe, expect, it } from '@jest/globals';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import { NOTHING_OFF_SALE, type OffSale } from '../../../../shared/domain/stock/off-sale.ts';
import { NO_STOCK } from '../../../../shared/domain/stock/stock.ts';
import { compareWork } from '../../../../shared/usecases/reconciling/compare-work.ts';
import type { Reported } from '../../../../shared/usecases/reconciling/unreported/find-unreported.ts';
import { later, listing, MAIN, MUG, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';
import { recordedChecks } from '../../../fakes/ports/recorded-checks.ts';

const off = (units: Partial<OffSale>): OffSale => ({ ...NOTHING_OFF_SALE, ...units });
const RECORD = { offSale: off({}), foundMore: 0, readAt: 5 };
const AT_MAIN = listing(SHOPIFY, 10, { channelLocation: 'main', externalId: 'mug' });
const AT_STORE = listing(SHOPIFY, 20, { channelLocation: 'store', externalId: 'mug' });

type Reading = {
  readonly units: number;
  readonly offSale?: Partial<OffSale>;
  readonly incoming?: number;
  /** The same was seen so many seconds ago. */
  readonly seenBefore?: number;
  readonly facts?: Partial<Listing>;
  readonly recorded?: typeof RECORD | undefined;
  /** What the store shows, which is believed to show 20. */
  readonly store?: number;
  /** Of the SKU, in the ledger. */
  readonly unavailable?: number;
  readonly reported?: Reported;
  readonly isOvertaken?: boolean;
};

/** What becomes of a reading of the listing at the main location, which is believed to show 10 and nothing off sale. */
async function compared({ units, offSale = {}, incoming = 0, seenBefore, facts, store = 20, ...given }: Reading) {
  const elsewhere = { kind: 'shows', units: store } as const;
  const checks = await recordedChecks({ elsewhere, isOvertaken: given.isOvertaken ?? false });
  const seen = off(offSale);
  const at = new Date(checks.now.getTime() - (seenBefore ?? 0) * 1_000).toISOString();
  const suspicion = { actual: units, shown: 10, revision: AT_MAIN.revision, at, offSale: seen };
  const main = { ...AT_MAIN, ...(seenBefore !== undefined && { suspicion }), ...facts };
  const stock = { [MAIN]: { ...NO_STOCK, unavailable: given.unavailable ?? 0 } };
  const skuState = { sku: MUG, seq: 1, stock, listings: [main, AT_STORE] };
  const recorded = 'recorded' in given ? given.recorded : RECORD;
  const due = {
    ...{ skuState, listing: main, exposure: { rules: SHARED_RULES, revision: 0 }, plan: { kind: 'nothing' as const } },
    ...{ reportedUpTo: undefined, notCounted: 0, ...(recorded && { recordedWork: recorded }) },
  };
  const reported = async () => given.reported ?? { kind: 'all' as const };
  const read = { units, states: { offSale: seen, committed: 0, incoming } };
  const progress = await compareWork(checks.ports, due, read, { reportedBefore: reported, noneIsDead: reported });
  return { ...checks, progress, lines: checks.journal.lines, checked: checks.checked() };
}

describe('stock work that a reading shows', () => {
  it('is suspected when it is first seen, and checked again a settle time later', async () => {
    const { sent, noted, checked } = await compared({ units: 7, offSale: { damaged: 3 } });
    expect([sent, checked]).toEqual([[], [['main', 30]]]);
    expect(noted).toMatchObject([{ kind: 'again', suspicion: { actual: 7, at: NOON } }]);
  });

  it('is suspected until a settle time is over', async () => {
    const { sent, checked } = await compared({ units: 7, offSale: { damaged: 3 }, seenBefore: 29 });
    expect([sent, checked]).toEqual([[], [['main', 1]]]);
  });

  it('is posted once two readings a settle time apart were the same, and no suspicion of it is left', async () => {
    const { progress, sent, noted, lines, checked } = await compared({
      ...{ units: 7, offSale: { damaged: 3 }, seenBefore: 30 },
    });
    expect([progress, checked]).toEqual([{ kind: 'done' }, [['main', 30]]]);
    expect(sent).toMatchObject([{ cause: 'takenOffSale', occurredAt: later(-30) }]);
    expect(noted).toEqual([{ kind: 'again', checkAt: later(30), suspicion: undefined }]);
    expect(lines).toEqual([
      'MUG: shopify@main: stock work in the channel’s admin: damaged 0 → 3. It is posted as takenOffSale',
    ]);
  });

  it('is not posted where another check has moved the listing meanwhile', async () => {
    const { progress, sent } = await compared({
      ...{ units: 7, offSale: { damaged: 3 }, seenBefore: 30, isOvertaken: true },
    });
    expect([progress, sent]).toEqual([{ kind: 'later', retryAfterMs: 1_000 }, []]);
  });

  it('is not posted while what the channel sold before may be unreported', async () => {
    const reported = { kind: 'notAll', why: 'its orders were not read', retryAfterMs: 10_000 } as const;
    const { sent, noted } = await compared({ units: 7, offSale: { damaged: 3 }, seenBefore: 30, reported });
    expect(sent).toEqual([]);
    expect(noted).toMatchObject([{ kind: 'again', suspicion: { at: later(-30) } }]);
  });
});

describe('units of another location of the channel', () => {
  const agreedStates = { committed: 0, incoming: 4, seq: 1, asOf: NOON };
  const arrived = { units: 14, incoming: 0, seenBefore: 30, facts: { agreedStates } };

  it('that arrive wait until they are seen to be gone there, which is checked at once', async () => {
    const { sent, checked } = await compared({ ...arrived, store: 16 });
    expect([sent, checked]).toEqual([
      [],
      [
        ['store', 0],
        ['main', 30],
      ],
    ]);
  });

  it('that arrive are posted where no other location lacks them, and no other is checked for them', async () => {
    const { sent, checked } = await compared(arrived);
    expect(sent).toMatchObject([{ cause: 'transferred' }]);
    expect(checked).toEqual([['main', 30]]);
  });

  it('are of no importance where units are taken off sale', async () => {
    const { sent } = await compared({ units: 7, offSale: { damaged: 3 }, seenBefore: 30, store: 16 });
    expect(sent).toMatchObject([{ cause: 'takenOffSale' }]);
  });

  it('may be those that left: it is checked at once', async () => {
    const recorded = { ...RECORD, offSale: off({ reserved: 3 }) };
    const { sent, checked } = await compared({ units: 10, seenBefore: 30, recorded });
    expect(sent).toMatchObject([{ cause: 'transferred' }]);
    expect(checked).toEqual([
      ['main', 30],
      ['store', 0],
    ]);
  });
});

describe('a reading without stock work', () => {
  it('is posted as the first record of what is off sale, where there is none yet and the figure agrees', async () => {
    const { progress, sent, checked } = await compared({ units: 10, recorded: undefined });
    expect([progress, checked]).toEqual([undefined, []]);
    expect(sent).toMatchObject([{ reason: 'the first reading of what is off sale', occurredAt: NOON }]);
  });

  it.each<[string, Reading]>([
    ['the figure differs: that is judged first', { units: 9, recorded: undefined }],
    ['there is a record', { units: 10 }],
    ['there is a record, though the figure differs', { units: 9 }],
    ['the listing draws on no location', { units: 7, offSale: { damaged: 3 }, facts: { drawsOn: [] } }],
  ])('is left to the figure alone: %s', async (_, reading) => {
    const { progress, sent, noted } = await compared(reading);
    expect([progress, sent, noted]).toEqual([undefined, [], []]);
  });

  it('has nothing that is off sale and unavailable in the ledger already: it is posted as the first record', async () => {
    const { sent, noted } = await compared({
      ...{ units: 10, offSale: { damaged: 3 }, recorded: undefined, unavailable: 3 },
    });
    expect(sent).toMatchObject([{ reason: 'the first reading of what is off sale' }]);
    expect(noted).toEqual([]);
  });
});
