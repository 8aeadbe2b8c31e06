/** What a listing that is pushed no more may still sell is known only by readings. */
import { describe, expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { proveLeft } from '../../../../shared/usecases/reconciling/prove-left-listing.ts';
import { later, listing, MUG, SHARED_RULES, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';
import { recordedChecks } from '../../../fakes/ports/recorded-checks.ts';
import { checkedMug } from '../../../fakes/shops/checked-mug.ts';

const HOUR = 3_600;

async function leftMug() {
  const mug = await checkedMug({ onHand: 10, shows: 10 });
  await mug.underEscrow(10);
  await mug.leave();
  const check = () => mug.check({ sku: MUG, channel: SHOPIFY, channelLocation: '-', at: mug.now() });
  const mayStillSell = async () => (await mug.listing()).shown;
  return { mug, check, mayStillSell };
}

describe('a listing that is pushed no more', () => {
  it('may sell its units until it was read to show none for as long as a sale may stay unreported', async () => {
    const { mug, check, mayStillSell } = await leftMug();
    mug.says({ kind: 'shows', units: 0 });
    await check();
    await mug.wait(HOUR / 2);
    expect(await mayStillSell()).toBe(10);
    await mug.wait(HOUR);
    expect(await mayStillSell()).toBe(0);
  });

  it('may have sold what nobody reported: its units are kept until the channel’s orders were read and posted', async () => {
    const { mug, check, mayStillSell } = await leftMug();
    mug.orders.isDown = true;
    mug.says({ kind: 'shows', units: 0 });
    await check();
    await mug.wait(3 * HOUR);
    expect(await mayStillSell()).toBe(10);
    mug.orders.isDown = false;
    mug.orders.isDoorBusy = true;
    await mug.wait(HOUR);
    expect(await mayStillSell()).toBe(10);
    mug.orders.isDoorBusy = false;
    await mug.wait(HOUR);
    expect(await mayStillSell()).toBe(0);
  });

  it('shows nothing of the SKU where its channel has no such listing any more', async () => {
    const { mug, check, mayStillSell } = await leftMug();
    mug.says({ kind: 'notListed', reason: 'it was deleted' });
    await check();
    await mug.wait(2 * HOUR);
    expect(await mayStillSell()).toBe(0);
  });

  it('keeps what it still shows', async () => {
    const { mug, check, mayStillSell } = await leftMug();
    mug.says({ kind: 'shows', units: 4 });
    await check();
    await mug.wait(2 * HOUR);
    expect(await mayStillSell()).toBe(4);
  });

  it('proves nothing by a figure that is missing, and is read again', async () => {
    const { mug, check, mayStillSell } = await leftMug();
    mug.says({ kind: 'unreadable', reason: 'no figure' });
    await check();
    await mug.wait(2 * HOUR);
    expect(await mayStillSell()).toBe(10);
    expect(mug.waiting()).toBe(1);
  });

  it('has the other channels notified of what it gave, though the first try failed after the write', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 0 });
    await mug.leave();
    const check = { sku: MUG, channel: SHOPIFY, channelLocation: '-', at: mug.now() };
    expect(await mug.checkedAfterGiving([SQUARE], check)).toContain(SQUARE);
  });

  it('is not read while it has no share', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    await mug.leave();
    await mug.check({ sku: MUG, channel: SHOPIFY, channelLocation: '-', at: mug.now() });
    expect(mug.reads()).toBe(0);
  });
});

describe('a reading of a listing that is pushed no more', () => {
  /** What becomes of it where the listing is believed to show 10, and was seen to show `seenBefore` an hour ago. */
  async function proven(units: number, facts: { seenBefore?: number; isOvertaken?: boolean; sku?: Sku } = {}) {
    const { seenBefore, isOvertaken = false, sku = MUG } = facts;
    const checks = await recordedChecks({ isOvertaken });
    const taken: number[] = [];
    const takeReading = async (_: unknown, { actual }: { readonly actual: number }) => {
      taken.push(actual);
      return !isOvertaken;
    };
    const ports = {
      ...checks.ports,
      checkStore: { ...checks.ports.checkStore, takeReading },
      registry: { ...checks.ports.registry, skuOf: async () => sku },
    };
    const suspicion = { actual: seenBefore ?? 0, shown: 10, revision: 0, at: later(-HOUR) };
    const left = listing(SHOPIFY, 10, { managed: false, ...(seenBefore !== undefined && { suspicion }) });
    const shares = { [SHOPIFY]: { units: 10, goal: 0, since: later(-HOUR) } };
    const due = {
      ...{ skuState: { sku: MUG, seq: 1, stock: {}, listings: [left] }, listing: left, reportedUpTo: undefined },
      ...{ exposure: { rules: SHARED_RULES, revision: 1, shares }, plan: { kind: 'nothing' as const } },
    };
    const all = async () => ({ kind: 'all' as const });
    const progress = await proveLeft(ports, due, { kind: 'shows', units }, { reportedBefore: all, noneIsDead: all });
    return { progress, taken, noted: checks.noted };
  }
  const again = { kind: 'later', retryAfterMs: 1_000 };

  it('that agrees is kept as one, or made again where another check has moved the listing', async () => {
    expect(await proven(10)).toMatchObject({ progress: { kind: 'done' }, noted: [{ kind: 'agrees' }] });
    expect((await proven(10, { isOvertaken: true })).progress).toEqual(again);
  });

  it('that stood for an hour is taken, or made again where another check has moved the listing', async () => {
    expect(await proven(4, { seenBefore: 4 })).toMatchObject({ progress: { kind: 'done' }, taken: [4] });
    expect((await proven(4, { seenBefore: 4, isOvertaken: true })).progress).toEqual(again);
  });

  it('of a listing that sells another SKU by now shows nothing of this one', async () => {
    expect((await proven(4, { seenBefore: 0, sku: parseSku('CUP') })).taken).toEqual([0]);
  });

  it('below nothing shows nothing', async () => {
    expect((await proven(-2, { seenBefore: 0 })).taken).toEqual([0]);
  });
});
