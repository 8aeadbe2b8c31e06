/** Deliveries and transfers that staff receive in Shopify’s admin, where its stock work is not followed. */
import { strict as assert } from 'node:assert';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { parseQuantity } from '../../../shared/domain/identifiers.ts';
import { MAIN, MUG } from '../../fakes/facts.ts';
import type { OpenChannel } from '../benches/bench.ts';
import { MAIN_ID, openStreet, STORE_ID, UNITS } from '../benches/street.ts';

// Real servers: on a busy machine this may take a while, and it does not depend on how long.
jest.setTimeout(180_000);

const closing: OpenChannel[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((each) => each.close()));
});

const BOXES = 500;

describe('a delivery that is received in Shopify’s admin', () => {
  it('is on hand, and every channel shows it: what Shopify shows of it is not taken for an edit', async () => {
    const { make, figures, kinds } = await openStreet({ stockWork: false }, closing);
    const id = await make('POST', 'transfers', { lines: [{ sku: MUG, quantity: BOXES }], to: MAIN_ID });
    await make('POST', `transfers/${id}/ship`);
    expect(await figures()).toMatchObject({ main: { onHand: UNITS, shows: UNITS }, onAmazon: UNITS });
    await make('POST', `transfers/${id}/receive`);
    const all = UNITS + BOXES;
    expect(await figures()).toMatchObject({
      main: { onHand: all, shows: all },
      store: { onHand: UNITS, shows: UNITS },
      onAmazon: all,
    });
    expect(await kinds()).toEqual(['received']);
  });

  it('comes in parts, and what was rejected never does', async () => {
    const { make, figures, kinds } = await openStreet({ stockWork: false }, closing);
    const id = await make('POST', 'transfers', { lines: [{ sku: MUG, quantity: BOXES }], to: MAIN_ID });
    await make('POST', `transfers/${id}/ship`);
    await make('POST', `transfers/${id}/receive`, { lines: [{ sku: MUG, accepted: 200, rejected: 20 }] });
    expect(await figures()).toMatchObject({ main: { onHand: UNITS + 200, shows: UNITS + 200 }, onAmazon: UNITS + 200 });
    await make('POST', `transfers/${id}/receive`, { lines: [{ sku: MUG, accepted: 270, rejected: 10 }] });
    expect(await figures()).toMatchObject({ main: { onHand: UNITS + 470, shows: UNITS + 470 }, onAmazon: UNITS + 470 });
    expect(await kinds()).toEqual(['received', 'received']);
  });

  it('that began before a count adds only what came after it, though its first message was lost', async () => {
    const { admin, clock, deployment, rest, figures } = await openStreet({ stockWork: false }, closing);
    const shop = closing[0] ?? assert.fail();
    const lines = [{ sku: MUG, quantity: BOXES }];
    const { id } = (await admin.send('POST', 'transfers', { lines, to: MAIN_ID })) as { id: string };
    await admin.send('POST', `transfers/${id}/ship`, {});
    await admin.send('POST', `transfers/${id}/receive`, { lines: [{ sku: MUG, accepted: 200 }] });
    await deployment.untaken(shop);
    clock.pass(60_000);
    const counted = parseQuantity(UNITS + 200);
    const times = { occurredAt: clock.now().toISOString(), receivedAt: clock.now().toISOString() };
    const source = { channel: shop.client.channel, key: 'count' };
    await deployment.post({ kind: 'count', sku: MUG, location: MAIN, counted, source, ...times });
    clock.pass(60_000);
    await admin.send('POST', `transfers/${id}/receive`, { lines: [{ sku: MUG, accepted: 300 }] });
    await rest();
    expect(await figures()).toMatchObject({ main: { onHand: UNITS + BOXES, shows: UNITS + BOXES } });
  });

  it('counts once, however often and in whatever order its messages come', async () => {
    const { admin, deployment, figures, kinds } = await openStreet({ stockWork: false }, closing);
    const shop = closing[0] ?? assert.fail();
    const lines = [{ sku: MUG, quantity: BOXES }];
    const opened = (await admin.send('POST', 'transfers', { lines, to: MAIN_ID })) as { id: string };
    await admin.send('POST', `transfers/${opened.id}/ship`, {});
    await admin.send('POST', `transfers/${opened.id}/receive`, {});
    for (const delivery of (await deployment.untaken(shop)).toReversed()) {
      await deployment.take(shop, delivery);
      await deployment.take(shop, delivery);
    }
    await deployment.runUntilIdle();
    expect(await figures()).toMatchObject({ main: { onHand: UNITS + BOXES, shows: UNITS + BOXES } });
    expect(await kinds()).toEqual(['received']);
  });

  it('goes on while it is sold: each unit counts once', async () => {
    const { admin, make, figures } = await openStreet({ stockWork: false }, closing);
    const id = await make('POST', 'transfers', { lines: [{ sku: MUG, quantity: BOXES }], to: MAIN_ID });
    await make('POST', `transfers/${id}/ship`);
    await admin.send('POST', 'orders', { lines: [{ sku: MUG, quantity: 7 }] });
    await admin.send('POST', `transfers/${id}/receive`, {});
    await make('POST', 'orders', { lines: [{ sku: MUG, quantity: 3 }] });
    const left = UNITS + BOXES - 10;
    expect(await figures()).toMatchObject({
      main: { onHand: UNITS + BOXES, committed: 10, shows: left },
      onAmazon: left,
    });
  });
});

describe('a transfer between two mapped locations', () => {
  it('leaves the one when it is shipped, and is at the other once it is received', async () => {
    const { make, figures, kinds } = await openStreet({ stockWork: false }, closing);
    const lines = [{ sku: MUG, quantity: 30 }];
    const id = await make('POST', 'transfers', { lines, from: MAIN_ID, to: STORE_ID });
    await make('POST', `transfers/${id}/ship`);
    expect(await figures()).toMatchObject({
      main: { onHand: UNITS - 30, shows: UNITS - 30 },
      store: { onHand: UNITS, shows: UNITS },
      onAmazon: UNITS - 30,
    });
    await make('POST', `transfers/${id}/receive`);
    expect(await figures()).toMatchObject({
      main: { onHand: UNITS - 30, shows: UNITS - 30 },
      store: { onHand: UNITS + 30, shows: UNITS + 30 },
      onAmazon: UNITS - 30,
    });
    expect(await kinds()).toEqual(['transferred', 'transferred']);
  });
});
