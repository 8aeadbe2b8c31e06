import { describe, expect, it } from '@jest/globals';
import { NEW_CHANNEL } from '../../../../shared/domain/pushing/channel-state.ts';
import type { Check } from '../../../../shared/ports/reconciling/checks.ts';
import { checkListings } from '../../../../shared/usecases/reconciling/check-listings.ts';
import { MUG, NOON, SHOPIFY } from '../../../fakes/facts.ts';
import { checkedMug } from '../../../fakes/shops/checked-mug.ts';

describe('a check', () => {
  it('that comes before the last push had its time is made later: the channel need not show it yet', async () => {
    const mug = await checkedMug({ onHand: 8, shows: 10 });
    await mug.push();
    await mug.wait(20);
    await mug.post(['received', 2]);
    await mug.push();
    await mug.wait(12);
    expect(mug.reads()).toBe(0);
    expect(mug.scheduled()).toHaveLength(1);
    await mug.quiet();
    expect(mug.reads()).toBe(1);
    expect(mug.drifts()).toBe(0);
  });

  it('that a queue delivers a moment early costs that moment, not a settle time more', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    await mug.edit(13);
    const [first] = mug.scheduled();
    mug.pass(29.5);
    await mug.check(theOne(first));
    expect(mug.drifts()).toBe(0);
    const [, second] = mug.scheduled();
    expect(second?.at).toBe(new Date(Date.parse(mug.now()) + 1_000).toISOString());
    mug.pass(1);
    await mug.check(theOne(second));
    expect([mug.drifts(), mug.actual()]).toEqual([1, 10]);
  });

  it('that comes before the last push had its time comes back as soon as it had', async () => {
    const mug = await checkedMug({ onHand: 8, shows: 10 });
    await mug.push();
    mug.pass(20);
    await mug.post(['received', 2]);
    await mug.push();
    mug.pass(10);
    const [first] = mug.scheduled();
    await mug.check(theOne(first));
    const { lastPushedAt } = await mug.listing();
    expect(mug.scheduled().at(-1)?.at).toBe(new Date(Date.parse(lastPushedAt ?? '') + 30_000).toISOString());
  });

  it('of a paused channel waits: it is not called, not even to be read', async () => {
    const { ports, reads } = await checkedMug({ onHand: 8, shows: 10 });
    const paused = { by: 'operator', at: NOON, why: 'its app is gone' };
    ports.gates.states.read = async () => ({ ...NEW_CHANNEL, paused });
    const check = { sku: MUG, channel: SHOPIFY, channelLocation: '-', at: NOON };
    const returned = await checkListings(ports, [{ id: 'm', asked: { kind: 'check', check } }]);
    expect(returned).toEqual([{ id: 'm', retryAfterMs: 900_000, isExact: true }]);
    expect(reads()).toBe(0);
  });

  it('finds less than it should under escrow for an hour before that is a drift: it may be sales yet to be reported', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    await mug.underEscrow(10);
    await mug.edit(3);
    await mug.wait(3_599);
    expect([mug.drifts(), mug.pushes()]).toEqual([0, []]);
    await mug.wait(2);
    expect(mug.drifts()).toBe(1);
  });
});

function theOne(check: Check | undefined): Check {
  if (check === undefined) {
    throw new Error('No check was scheduled.');
  }
  return check;
}
