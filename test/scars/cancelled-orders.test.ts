/** Orders of platforms that took over a hold and were cancelled, from what the platform sends to the ledger. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { amazonChannel } from '../../shared/channel-config.ts';
import { translateAmazon } from '../../shared/channels/amazon/intake/translate.ts';
import { translateShopify } from '../../shared/channels/shopify/intake/translate.ts';
import { type ChannelId, parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import type { Intake } from '../../shared/ports/channel/channel.ts';
import { endHold } from '../../shared/usecases/holds/end-hold.ts';
import { readHold } from '../../shared/usecases/holds/hold-ports.ts';
import { AMAZON, baseline, MUG, SHOPIFY } from '../fakes/facts.ts';
import { heldMugs } from '../fakes/shops/held-mugs.ts';
import { DEMO_SHOP } from '../shared/channels/shopify/demo-shop.ts';

const ON_HAND = 10;
const RECEIVED = '2026-11-24T19:00:00.000Z';
const LIQUID = parseSku('LIQUID-3MG');
const SELLER = v.parse(amazonChannel, {
  ...{ id: AMAZON, platform: 'amazon', sellerId: 'A2SELLER', region: 'na' },
  ...{ marketplaceIds: ['ATVPDKIKX0DER'], drawsOn: ['main'] },
});

type Case = {
  readonly channel: ChannelId;
  readonly order: string;
  readonly sku: Sku;
  readonly units: number;
  readonly placed: () => Intake;
  readonly cancelled: () => Intake;
};

/** The recorded messages have one time; the cancellation is sent minutes after the order. */
function recorded(path: string, minutesLater = false): string {
  const { message } = v.parse(
    v.looseObject({ message: v.unknown() }),
    JSON.parse(readFileSync(new URL(`../payloads/${path}`, import.meta.url), 'utf8')),
  );
  const body = JSON.stringify(message);
  return minutesLater ? body.replaceAll(/T17:5([89])/g, 'T18:0$1') : body;
}

const amazon = (body: string) => translateAmazon({ body, channel: SELLER, receivedAt: RECEIVED });
const shopify = (topic: string, body: string) =>
  translateShopify({ topic, rawBody: Buffer.from(body), channel: DEMO_SHOP, receivedAt: RECEIVED });

const CASES: readonly Case[] = [
  {
    ...{ channel: AMAZON, order: '902-1111111-2222222', sku: MUG, units: 3 },
    placed: () => amazon(recorded('amazon/order-unshipped.json')),
    cancelled: () => amazon(recorded('amazon/order-canceled-by-buyer.json', true)),
  },
  {
    ...{ channel: SHOPIFY, order: '5001', sku: LIQUID, units: 2 },
    placed: () => shopify('orders/create', recorded('shopify/order-untracked-lines.json')),
    cancelled: () => shopify('orders/cancelled', recorded('shopify/order-untracked-cancelled.json', true)),
  },
];

/** A hold for the order's units, and what each test does with both. Figures are on hand, committed and held. */
async function heldFor({ channel, order, sku, units }: Case) {
  const shop = await heldMugs(ON_HAND);
  await shop.post(baseline(ON_HAND, LIQUID));
  await shop.place('cart-1', units, { sku });
  const capture = () => endHold(shop.ports, 'cart-1', { end: 'captured', order, channel });
  const send = (intake: Intake) => shop.post(...(intake.kind === 'observations' ? intake.observations : []));
  const figures = async () => {
    const { onHand, committed, held } = await shop.stock(sku);
    return [onHand, committed, held];
  };
  const status = async () => (await readHold(shop.ports, 'cart-1'))?.status;
  const parked = () => shop.table.parkingLot().list(10);
  return { capture, send, figures, status, parked };
}

describe.each(CASES)('an order on $channel that took over the hold it was captured for', (each) => {
  const ordered = [ON_HAND, each.units, 0];
  const nothing = [ON_HAND, 0, 0];

  it('gives all its units back when it is cancelled, and the hold has none any more', async () => {
    const { capture, send, figures, status, parked } = await heldFor(each);
    await capture();
    expect(await figures()).toEqual(ordered);
    await send(each.placed());
    expect([await figures(), await status()]).toEqual([ordered, 'takenOver']);
    await send(each.cancelled());
    await send(each.placed());
    await send(each.cancelled());
    expect([await figures(), await status(), await parked()]).toEqual([nothing, 'takenOver', []]);
  });

  it('that was cancelled before it was ever received takes its units over, and gives them back', async () => {
    const { capture, send, figures, status } = await heldFor(each);
    await capture();
    await send(each.cancelled());
    await send(each.placed());
    expect([await figures(), await status()]).toEqual([nothing, 'takenOver']);
  });

  it('that was placed and cancelled before the capture is received leaves it nothing to commit', async () => {
    const { capture, send, figures, status } = await heldFor(each);
    await send(each.placed());
    expect(await figures()).toEqual([ON_HAND, each.units, each.units]);
    await send(each.cancelled());
    await capture();
    expect([await figures(), await status()]).toEqual([nothing, 'takenOver']);
  });
});
