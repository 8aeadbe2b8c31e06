/** What a listing that is pushed no more may still sell is known only by readings. */
import { describe, expect, it } from '@jest/globals';
import { MUG, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';
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
