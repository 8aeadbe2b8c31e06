/** Under escrow a checkout gets units that no channel may sell, or the channels give some back first. */
import { describe, expect, it } from '@jest/globals';
import { parseChannelId, parseQuantity } from '../../../../shared/domain/identifiers.ts';
import { rebalanceShares } from '../../../../shared/usecases/exposure/rebalance-shares.ts';
import { placeHold } from '../../../../shared/usecases/holds/place-hold.ts';
import { MUG, orderLine, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';
import { ESCROW, escrowedMugs } from '../../../fakes/shops/escrowed-mugs.ts';

async function inForce() {
  const mugs = await escrowedMugs();
  const { table, ports, push, clock } = mugs;
  await push(SHOPIFY);
  await push(SQUARE);
  await rebalanceShares(ports, MUG);
  const holds = {
    ...postingPorts(table, { rules: ESCROW, clock, journal: ports.journal }),
    holds: table.holdRegistry(),
    expiry: { schedule: async () => undefined },
    channel: parseChannelId('api'),
    shares: ports,
  };
  const hold = (id: string, quantity: number) =>
    placeHold(holds, { id, lines: [{ sku: MUG, quantity: parseQuantity(quantity) }], ttlSeconds: 60 });
  return { ...mugs, hold };
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
