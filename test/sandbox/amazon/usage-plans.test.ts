import { describe, expect, it } from '@jest/globals';
import { availability, BAG, openSeller } from './seller-under-test.ts';

describe('the usage plans at Amazon', () => {
  it('let five patches a second through, with a burst of five', async () => {
    let now = 1_000_000;
    const { patch, control } = await openSeller({ nowMs: () => now });
    const statuses = async (count: number) => {
      const answers: number[] = [];
      for (let index = 0; index < count; index += 1) {
        answers.push((await patch(BAG.sku, [availability('merge', index)])).status);
      }
      return answers;
    };
    expect(await statuses(7)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    now += 400;
    expect(await statuses(3)).toEqual([200, 200, 429]);
    now += 60_000;
    expect(await statuses(6)).toEqual([200, 200, 200, 200, 200, 429]);
    const throttled = await patch(BAG.sku, [availability('merge', 3)]);
    expect(throttled.body).toMatchObject({ errors: [{ code: 'QuotaExceeded' }] });
    expect(throttled.headers['x-amzn-ratelimit-limit']).toBe('5');
    expect((await control.calls(BAG.sku)).filter(({ answer }) => answer === 'throttled')).toHaveLength(5);
  });

  it('let ten reads come at once, apart from the patches', async () => {
    const now = 1_000_000;
    const { patch, get } = await openSeller({ nowMs: () => now });
    for (let index = 0; index < 6; index += 1) await patch(BAG.sku, [availability('merge', index)]);
    const reads: number[] = [];
    for (let index = 0; index < 11; index += 1) reads.push((await get(BAG.sku, ['summaries'])).status);
    expect(reads).toEqual([...Array(10).fill(200), 429]);
  });

  it('can be replaced for a run', async () => {
    const { patch } = await openSeller({
      usagePlans: { patchListingsItem: { perSecond: 1, burst: 1 } },
      nowMs: () => 5_000,
    });
    const patches = [availability('merge', 4)];
    expect([(await patch(BAG.sku, patches)).status, (await patch(BAG.sku, patches)).status]).toEqual([200, 429]);
  });

  it('throttle at once when the sandbox is asked to', async () => {
    const { patch, control } = await openSeller();
    await control.faults({ api: { throttle: 1 } });
    expect(await patch(BAG.sku, [availability('merge', 4)])).toMatchObject({
      status: 429,
      body: { errors: [{ code: 'QuotaExceeded' }] },
    });
  });

  it('can be changed for one operation while it runs', async () => {
    const { get, patch, steer } = await openSeller();
    const reads = async () => (await get(BAG.sku, ['summaries'])).status;
    expect(await steer('PUT', '/usage-plans', { getListingsItem: { perSecond: 0.001, burst: 1 } })).toMatchObject({
      status: 200,
    });
    expect([await reads(), await reads()]).toEqual([200, 429]);
    expect(await patch(BAG.sku, [availability('merge', 4)])).toMatchObject({ status: 200 });
    await steer('DELETE', '/usage-plans');
    expect(await reads()).toBe(200);
    expect(await steer('PUT', '/usage-plans', { getEverything: { perSecond: 1, burst: 1 } })).toMatchObject({
      status: 400,
    });
  });
});
