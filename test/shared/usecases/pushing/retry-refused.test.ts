import { describe, expect, it } from '@jest/globals';
import type { PushAnswer } from '../../../../shared/ports/channel/channel.ts';
import type { RefusedRetry } from '../../../../shared/ports/pushing/retry-queue.ts';
import { retryRefused } from '../../../../shared/usecases/pushing/retry-refused.ts';
import { later, MAIN, movement, SHOPIFY } from '../../../fakes/facts.ts';
import { shopWindow } from '../../../fakes/shops/shop-window.ts';

const REFUSED: PushAnswer = { kind: 'refused', reason: 'The item is not stocked there.' };
const DAY_SECONDS = 86_400;

/** Mugs of which so many are on hand and shown, on a channel that refuses every push. */
async function refusing(onHand: number, shows: number) {
  const window = await shopWindow({ mugs: [[onHand, shows]] });
  const waiting: RefusedRetry[] = [];
  Object.assign(window.ports, { retries: { schedule: async (retry: RefusedRetry) => void waiting.push(retry) } });
  window.state.answers = () => REFUSED;
  const retry = (one: RefusedRetry | undefined) =>
    retryRefused(window.ports, one === undefined ? [] : [{ id: 'r', retry: one }]);
  await window.reconcile();
  return { ...window, waiting, retry, listed: () => window.listing(window.first) };
}

describe('a push that the channel refused', () => {
  it('is noted with its reason and with the time of its retry, a day ahead', async () => {
    const { waiting, listed, first } = await refusing(8, 10);
    const at = later(DAY_SECONDS);
    expect(await listed()).toMatchObject({ problem: 'The item is not stocked there.', retryAt: at });
    expect(waiting).toEqual([{ sku: first, channel: SHOPIFY, channelLocation: '-', at }]);
  });

  it('is tried again after a day by itself, and is no problem any more once it was mended there', async () => {
    const { waiting, retry, listed, state, pass } = await refusing(8, 10);
    state.answers = () => undefined;
    pass(DAY_SECONDS);
    expect(await retry(waiting[0])).toEqual([]);
    const listing = await listed();
    expect(listing?.shown).toBe(8);
    expect([listing?.problem, listing?.retryAt]).toEqual([undefined, undefined]);
  });

  it('is not called before its time, however often its message comes', async () => {
    const { waiting, retry, calls, pass } = await refusing(8, 10);
    const before = calls.length;
    expect(await retry(waiting[0])).toEqual([{ id: 'r', retryAfterMs: 43_200_000, isExact: true }]);
    pass(DAY_SECONDS - 60);
    expect(await retry(waiting[0])).toEqual([{ id: 'r', retryAfterMs: 60_000, isExact: true }]);
    expect(calls).toHaveLength(before);
  });

  it('has one retry ahead, however many changes were refused meanwhile', async () => {
    const { waiting, reconcile, post, first, pass, listed } = await refusing(8, 10);
    for (const id of ['1', '2', '3']) {
      pass(60);
      await post(first, movement('received', 1, { id, sku: first }));
      await reconcile();
    }
    expect(waiting).toHaveLength(1);
    expect((await listed())?.retryAt).toBe(waiting[0]?.at);
  });

  it('has another retry once it was refused again, and the old message is no use any more', async () => {
    const { waiting, retry, calls, pass } = await refusing(8, 10);
    pass(DAY_SECONDS);
    expect(await retry(waiting[0])).toEqual([]);
    expect(waiting.map(({ at }) => at)).toEqual([later(DAY_SECONDS), later(2 * DAY_SECONDS)]);
    const before = calls.length;
    expect(await retry(waiting[0])).toEqual([]);
    expect(calls).toHaveLength(before);
  });

  it('that would lower to zero is tried every quarter of an hour, and rings its alarm each time', async () => {
    const { waiting, retry, journal, pass } = await refusing(0, 10);
    pass(900);
    await retry(waiting[0]);
    expect(waiting.map(({ at }) => at)).toEqual([later(900), later(1_800)]);
    expect(journal.counts.get('PushRefused')).toBe(2);
  });

  it('that comes down to zero before its retry is tried sooner', async () => {
    const { waiting, reconcile, post, first } = await refusing(8, 10);
    await post(first, movement('sold', -8, { id: '9', sku: first }));
    await reconcile();
    expect(waiting.map(({ at }) => at)).toEqual([later(DAY_SECONDS), later(900)]);
  });

  it('comes again when the channel is throttling', async () => {
    const { waiting, retry, state, pass } = await refusing(8, 10);
    state.answers = () => ({ kind: 'throttled', retryAfterMs: 700 });
    pass(DAY_SECONDS);
    expect(await retry(waiting[0])).toMatchObject([{ id: 'r', retryAfterMs: 700 }]);
  });

  it('is left alone where nothing schedules retries', async () => {
    const window = await shopWindow({ mugs: [[8, 10]] });
    window.state.answers = () => REFUSED;
    await window.reconcile();
    expect((await window.listing(window.first))?.retryAt).toBeUndefined();
    expect((await window.table.reader().skuState(window.first))?.stock[MAIN]).toMatchObject({ onHand: 8 });
  });
});
