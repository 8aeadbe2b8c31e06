import { describe, expect, it } from '@jest/globals';
import type { ShopifyChannel } from '../../../../../shared/channel-config.ts';
import { orderLines } from '../../../../../shared/channels/shopify/intake/order-lines.ts';
import { ignoredSource } from '../../../../../shared/channels/shopify/intake/order-source.ts';
import { translateShopify } from '../../../../../shared/channels/shopify/intake/translate.ts';
import { parseLocationId } from '../../../../../shared/domain/identifiers.ts';
import { postNow } from '../../../../../shared/usecases/posting/post-observations.ts';
import { baseline, MAIN, MUG } from '../../../../fakes/facts.ts';
import { MemoryTable } from '../../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../../fakes/ports/posting-ports.ts';
import { DEMO_SHOP } from '../demo-shop.ts';
import { oneLineOrder } from '../one-line-order.ts';

const RECEIVED = '2026-11-24T18:00:00.250Z';
const marked = { source_name: 'amazon', app_id: '1234567', tags: 'Amazon, vip' };
const ignoring = (...ignoreSources: NonNullable<ShopifyChannel['ignoreSources']>) => ({ ...DEMO_SHOP, ignoreSources });

describe('the source of an order', () => {
  it.each([
    ['nothing', {}, undefined],
    ['its source name', { ignoreSources: [{ sourceName: 'Amazon' }] }, 'source “Amazon”'],
    ['its app', { ignoreSources: [{ appId: '1234567' }] }, 'app 1234567'],
    ['one of its tags', { ignoreSources: [{ tag: 'VIP' }] }, 'tag “VIP”'],
    ['one of several', { ignoreSources: [{ tag: 'ebay' }, { sourceName: 'amazon' }] }, 'source “amazon”'],
    ['all that is named', { ignoreSources: [{ appId: '1234567', tag: 'vip' }] }, 'app 1234567, tag “vip”'],
    ['not all that is named', { ignoreSources: [{ appId: '1234567', tag: 'ebay' }] }, undefined],
    ['a part of its tag', { ignoreSources: [{ tag: 'ama' }] }, undefined],
  ])('is ignored by %s', (_, channel, source) => {
    expect(ignoredSource(channel, marked)).toBe(source);
  });

  it('is none where the shop says none', () => {
    const channel = ignoring({ sourceName: 'web' }, { appId: '1' }, { tag: 'vip' });
    expect(ignoredSource(channel, { source_name: null, app_id: null, tags: null })).toBeUndefined();
    expect(ignoredSource(channel, {})).toBeUndefined();
  });
});

describe('an order of a source that the channel ignores', () => {
  const order = oneLineOrder({}, marked);

  it('has nothing of any line at any place, and says why', () => {
    const two = { 655441491: [parseLocationId('main')], 655441492: [parseLocationId('back')] };
    const { lines, ignored } = orderLines({ ...ignoring({ tag: 'amazon' }), locations: two }, order, RECEIVED);
    expect(ignored).toEqual(['Order O, which counts on another channel (ignoreSources: tag “amazon”)']);
    expect(lines.map(({ source, location, state }) => [source.key, location, state.ordered, state.deducted])).toEqual([
      ['order:shopify:O:line:L', 'main', 0, 0],
      ['order:shopify:O:line:L:at:655441492', 'back', 0, 0],
    ]);
  });

  it('moves no stock, and parks nothing that is unknown', async () => {
    const table = new MemoryTable();
    const ports = postingPorts(table);
    const { lines } = orderLines(ignoring({ tag: 'amazon' }), order, RECEIVED);
    expect(await postNow(ports, MUG, lines)).toEqual([{ kind: 'duplicate', seq: 0 }]);
    await postNow(ports, MUG, [baseline(10)]);
    expect(await postNow(ports, MUG, lines)).toMatchObject([{ kind: 'duplicate' }]);
    expect((await table.reader().skuState(MUG))?.stock[MAIN]).toMatchObject({ onHand: 10, committed: 0 });
  });

  it('that was counted before it was ignored is taken back with its next message', async () => {
    const table = new MemoryTable();
    const ports = postingPorts(table);
    await postNow(ports, MUG, [baseline(10)]);
    await postNow(ports, MUG, orderLines(DEMO_SHOP, order, RECEIVED).lines);
    expect((await table.reader().skuState(MUG))?.stock[MAIN]).toMatchObject({ committed: 3 });
    const changed = { ...order, updated_at: '2026-11-24T19:00:00.000Z' };
    await postNow(ports, MUG, orderLines(ignoring({ tag: 'amazon' }), changed, RECEIVED).lines);
    expect((await table.reader().skuState(MUG))?.stock[MAIN]).toMatchObject({ onHand: 10, committed: 0 });
  });

  it.each([
    ['in the fields of a webhook', '"source_name":"amazon","app_id":1234567,"tags":"vip"', 0],
    ['whose marks are odd, counts', '"source_name":7,"app_id":"x y","tags":["amazon"]', 3],
  ])('%s', (_, fields, ordered) => {
    const body = `{"id":1,"updated_at":"2026-11-24T18:00:00Z",${fields},"line_items":[{"id":2,"sku":"MUG","quantity":3,"current_quantity":3,"fulfillable_quantity":3}]}`;
    const channel = ignoring({ appId: '1234567' });
    const intake = translateShopify({
      topic: 'orders/create',
      rawBody: Buffer.from(body),
      channel,
      receivedAt: RECEIVED,
    });
    expect(intake).toMatchObject({ kind: 'observations', observations: [{ state: { ordered } }] });
  });
});
