import { describe, expect, it } from '@jest/globals';
import { NOON, SHOPIFY } from '../../../fakes/facts.ts';
import { changedAt, sweptShop } from '../../../fakes/shops/swept-shop.ts';

const MINUTE = 60;

describe('a time that one sweep cannot read, of a channel whose pages can be asked for later', () => {
  /** An order a minute for an hour, of which a sweep reads 24. */
  async function busy() {
    const swept = await sweptShop({ keepsPages: true });
    const { happened, state, run } = swept;
    happened.push(...Array.from({ length: 59 }, (_, nth) => changedAt((nth + 1) * MINUTE, { order: `${nth}` })));
    state.secondsPerPage = 10;
    await run(70 * MINUTE);
    return swept;
  }

  it('is gone on with at the page that was not read, and no page is read twice', async () => {
    const { run, read, outcomes, asked, marks } = await busy();
    expect(outcomes).toHaveLength(24);
    await run(85 * MINUTE);
    await run(100 * MINUTE);
    expect(read.slice(0, 59)).toEqual(Array.from({ length: 59 }, (_, nth) => `${nth}`));
    expect(outcomes).toHaveLength(59);
    expect(asked.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => ({ from: -MINUTE, to: 60 * MINUTE })));
    expect(await marks.begin(SHOPIFY, { sweptTo: NOON, windowMs: 0 })).not.toHaveProperty('open');
  });

  it('is gone on with behind the last page that was queued, where the queue did not take the next', async () => {
    const { run, state, read } = await busy();
    state.isQueueDown = true;
    await run(85 * MINUTE);
    state.isQueueDown = false;
    await run(100 * MINUTE);
    expect(read.filter((order) => order === '24')).toHaveLength(2);
    expect(read.filter((order) => order === '3')).toHaveLength(1);
  });

  it('waits for a channel that gives that page not now, and begins anew where it gives it no more', async () => {
    const { run, state, read, outcomes, journal } = await busy();
    state.areTokensGone = true;
    for (const at of [85, 100, 115]) {
      await run(at * MINUTE);
    }
    expect(read.filter((order) => order === '3')).toHaveLength(1);
    expect(journal.counts.get('SweepAge')).toBe(85 + 100 + 115);
    await run(130 * MINUTE);
    state.secondsPerPage = 1;
    await run(145 * MINUTE);
    expect(read.filter((order) => order === '3')).toHaveLength(2);
    expect(outcomes).toEqual(Array.from({ length: 59 }, () => 'posted'));
  });

  it('is counted by its age once it is two hours behind, though every sweep gets on', async () => {
    const { run, journal, state } = await busy();
    state.secondsPerPage = 4 * MINUTE;
    await run(110 * MINUTE);
    expect(journal.counts.get('SweepAge')).toBeUndefined();
    await run(125 * MINUTE);
    expect(journal.counts.get('SweepAge')).toBe(125);
  });
});
