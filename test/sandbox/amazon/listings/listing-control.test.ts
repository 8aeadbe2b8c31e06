import { describe, expect, it } from '@jest/globals';
import { AMAZON } from '../../../../sandbox/kernel/identities.ts';
import { call, eventually } from '../../kernel/running.ts';
import { BAG, inbox, type Notification, openSeller } from '../seller-under-test.ts';

type StatusChange = Notification<{ SellerId: string; MarketplaceId: string; Sku: string; Status: string[] }>;

async function openWithStates() {
  const statusChanges = inbox<StatusChange>();
  const seller = await openSeller({ statusChanges });
  const reported = (count: number) =>
    eventually(() =>
      statusChanges.taken.length >= count ? statusChanges.taken.map(({ Payload }) => Payload.Status) : undefined,
    );
  return { ...seller, statusChanges, reported };
}

const SOLD_OUT = ['DISCOVERABLE'];
const FOR_SALE = ['BUYABLE', 'DISCOVERABLE'];

describe('a listing of the sandbox seller', () => {
  it('that is sold out cannot be bought, which is reported, and again when there is some', async () => {
    const { control, reported, statusChanges } = await openWithStates();
    await control.putStock(BAG.sku, 0);
    expect(await reported(1)).toEqual([SOLD_OUT]);
    await control.putStock(BAG.sku, 3);
    expect(await reported(2)).toEqual([SOLD_OUT, FOR_SALE]);
    expect(statusChanges.taken[0]).toMatchObject({
      NotificationType: 'LISTINGS_ITEM_STATUS_CHANGE',
      Payload: { SellerId: AMAZON.sellerId, MarketplaceId: AMAZON.marketplaceId, Sku: BAG.sku },
    });
  });

  it('may be taken off sale by Amazon, whatever its quantity', async () => {
    const { url, reported } = await openWithStates();
    const put = (buyable: unknown) =>
      call(`${url}/_sandbox/listings/${encodeURIComponent(BAG.sku)}`, { method: 'PUT', body: { buyable } });
    expect((await put(false)).status).toBe(200);
    expect(await reported(1)).toEqual([SOLD_OUT]);
    await put(true);
    expect(await reported(2)).toEqual([SOLD_OUT, FOR_SALE]);
    expect((await put('no')).status).toBe(400);
  });
});
