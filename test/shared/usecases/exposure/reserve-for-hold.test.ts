/** Under escrow a checkout gets units that no channel may sell, or the channels give some back first. */
import { describe, expect, it } from '@jest/globals';
import { RESERVE_KEPT_MS } from '../../../../shared/domain/exposure/hold-reserve.ts';
import { parseChannelId, parseQuantity } from '../../../../shared/domain/identifiers.ts';
import type { HoldTimer } from '../../../../shared/ports/holds/holds.ts';
import { rebalanceShares } from '../../../../shared/usecases/exposure/rebalance-shares.ts';
import { expireHold } from '../../../../shared/usecases/holds/expire-hold.ts';
import type { HoldPorts } from '../../../../shared/usecases/holds/hold-ports.ts';
import { placeHold } from '../../../../shared/usecases/holds/place-hold.ts';
import { postObservations } from '../../../../shared/usecases/posting/post-observations.ts';
import { baseline, MUG, orderLine, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';
import { ESCROW, escrowedMugs } from '../../../fakes/shops/escrowed-mugs.ts';
import { CUP } from '../../../fakes/shops/held-mugs.ts';

async function inForce() {
  const mugs = await escrowedMugs();
  const { table, ports, push, clock } = mugs;
  await push(SHOPIFY);
  await push(SQUARE);
  await rebalanceShares(ports, MUG);
  const timers: HoldTimer[] = [];
  const holds: HoldPorts = {
    ...postingPorts(table, { rules: ESCROW, clock, journal: ports.journal }),
    holds: table.holdRegistry(),
    expiry: {
      schedule: async (timer) => {
        timers.push(timer);
      },
    },
    channel: parseChannelId('api'),
    shares: ports,
  };
  const hold = (id: string, quantity: number) =>
    placeHold(holds, { id, lines: [{ sku: MUG, quantity: parseQuantity(quantity) }], ttlSeconds: 60 });
  return { ...mugs, hold, holds, timers };
}

describe('a hold under escrow', () => {
  it('is refused while every unit is in a share, and granted once listings gave some back', async () => {
    const { hold, units, emitted, push, ports } = await inForce();
    expect(await units()).toEqual({ [SHOPIFY]: [5, 5], [SQUARE]: [5, 5] });
    const notifiedBefore = emitted.length;
    expect(await hold('h1', 2)).toMatchObject({ kind: 'insufficient', short: [{ asked: 2, available: 0 }] });
    expect(await units()).toEqual({ [SHOPIFY]: [5, 4], [SQUARE]: [5, 4] });
    expect(emitted.slice(notifiedBefore)).toMatchObject([{ due: [SHOPIFY, SQUARE] }]);
    await push(SHOPIFY);
    await push(SQUARE);
    await rebalanceShares(ports, MUG);
    expect(await hold('h1', 2)).toMatchObject({ kind: 'placed' });
    expect(await units()).toMatchObject({ [SHOPIFY]: [4, expect.anything()], [SQUARE]: [4, expect.anything()] });
  });

  it('is refused, and the channels hear what is kept for the next one, though the event was lost after the write', async () => {
    const { hold, holds, timers, emitted, state, units } = await inForce();
    state.isBusDown = true;
    await expect(hold('h1', 2)).rejects.toThrow('The bus is down.');
    expect(await units()).toEqual({ [SHOPIFY]: [5, 4], [SQUARE]: [5, 4] });
    state.isBusDown = false;
    state.now += 61_000;
    const notifiedBefore = emitted.length;
    for (const timer of timers) {
      await expireHold(holds, timer);
    }
    expect(emitted.slice(notifiedBefore)).toMatchObject([{ due: [SHOPIFY, SQUARE] }]);
  });

  it('keeps units from the listings for a quarter of an hour: then a check of each channel has them divided again', async () => {
    const { hold, ports, push, state, units } = await inForce();
    await hold('h1', 2);
    await push(SHOPIFY);
    await push(SQUARE);
    const scheduled = await rebalanceShares(ports, MUG);
    expect(scheduled.map(({ listing, afterMs }) => [listing.channel, afterMs])).toEqual([
      [SHOPIFY, RESERVE_KEPT_MS],
      [SQUARE, RESERVE_KEPT_MS],
    ]);
    state.now += RESERVE_KEPT_MS;
    expect(await rebalanceShares(ports, MUG)).toEqual([]);
    expect(await units()).toEqual({ [SHOPIFY]: [5, 5], [SQUARE]: [5, 5] });
  });

  it('of a cart has a timer for each SKU that is short', async () => {
    const { holds, timers } = await inForce();
    await postObservations(holds, [{ id: 'm', sku: CUP, observations: [baseline(10, CUP)] }]);
    const lines = [CUP, MUG].map((sku) => ({ sku, quantity: parseQuantity(2) }));
    expect(await placeHold(holds, { id: 'h1', lines, ttlSeconds: 60 })).toMatchObject({
      ...{ kind: 'insufficient', short: [{ sku: MUG }] },
    });
    expect(timers.map(({ id, sku }) => [id, sku])).toEqual([
      ['h1', CUP],
      ['h1', MUG],
    ]);
  });

  it('asks nothing of listings for more than there is', async () => {
    const { hold, units } = await inForce();
    expect(await hold('h1', 11)).toMatchObject({ kind: 'insufficient' });
    expect(await units()).toEqual({ [SHOPIFY]: [5, 5], [SQUARE]: [5, 5] });
  });

  it('leaves the listings their units when a channel sold meanwhile', async () => {
    const { hold, units, post } = await inForce();
    await post(orderLine({ ordered: 3 }));
    expect(await hold('h1', 1)).toMatchObject({ kind: 'insufficient', short: [{ available: 0 }] });
    expect(await units()).toMatchObject({ [SHOPIFY]: [2, expect.anything()], [SQUARE]: [5, expect.anything()] });
  });
});
