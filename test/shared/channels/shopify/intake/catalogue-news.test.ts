import { describe, expect, it } from '@jest/globals';
import { translateShopify } from '../../../../../shared/channels/shopify/intake/translate.ts';
import { DEMO_SHOP as channel } from '../demo-shop.ts';

const RECEIVED = '2026-11-24T18:00:00.250Z';

function translate(topic: string, body: Uint8Array | object) {
  const rawBody = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  return translateShopify({ topic, rawBody, channel, receivedAt: RECEIVED });
}

describe('what Shopify says of its catalogue', () => {
  const at = '2021-12-31T19:00:00-05:00';
  const about = { channel: 'shopify', receivedAt: RECEIVED };
  const when = { occurredAt: '2022-01-01T00:00:00.000Z' };

  it('has every SKU in a form that a queue takes, and never one of ours for one that we cannot keep', () => {
    const skus = ['MUG\uffff', 'MUG\u0000', '\ud800', 'x'.repeat(5_000), '😀'.repeat(200)];
    const variants = [...skus, 'CUP'].map((sku, index) => ({ inventory_item_id: index + 1, sku }));
    const said = translate('products/update', { id: 1, updated_at: at, variants });
    const named = said.kind === 'catalogue' ? said.notices.flatMap(({ news }) => ('sku' in news ? news.sku : [])) : [];
    expect(named).toHaveLength(6);
    expect(named.at(-1)).toBe('CUP');
    for (const [index, sku = ''] of named.entries()) {
      expect(sku).not.toMatch(/[\p{Cc}\p{Cs}\uFFFF]/u);
      expect(sku?.startsWith('MUG') && sku.length === 3).toBe(false);
      expect([index, (sku ?? '').length <= 257]).toEqual([index, true]);
    }
  });

  it.each([
    [
      'inventory_items/update',
      `{"id":271878346596884015,"sku":"MUG","tracked":false,"updated_at":"${at}","cost":null}`,
      [
        { externalId: '271878346596884015', ...when, news: { kind: 'offered', sku: 'MUG' } },
        { externalId: '271878346596884015', ...when, news: { kind: 'notCounted' } },
      ],
    ],
    [
      'inventory_items/create',
      `{"id":7,"sku":null,"tracked":true,"updated_at":"${at}"}`,
      [
        { externalId: '7', ...when, news: { kind: 'offered', sku: null } },
        { externalId: '7', ...when, news: { kind: 'counted' } },
      ],
    ],
    ['inventory_items/delete', '{"id":7}', [{ externalId: '7', occurredAt: RECEIVED, news: { kind: 'deleted' } }]],
    [
      'products/update',
      `{"id":1,"updated_at":"${at}","variants":[{"inventory_item_id":7,"sku":"MUG"},{"inventory_item_id":null}]}`,
      [{ externalId: '7', ...when, news: { kind: 'offered', sku: 'MUG' } }],
    ],
    [
      'products/update',
      `{"id":1,"updated_at":"${at}","variants":[{"inventory_item_id":7,"sku":"MUG","inventory_policy":"continue"},{"inventory_item_id":8,"sku":"CUP","inventory_policy":"deny"}]}`,
      [
        { externalId: '7', ...when, news: { kind: 'offered', sku: 'MUG' } },
        { externalId: '7', ...when, news: { kind: 'sellsWithoutStock' } },
        { externalId: '8', ...when, news: { kind: 'offered', sku: 'CUP' } },
        { externalId: '8', ...when, news: { kind: 'stopsWithoutStock' } },
      ],
    ],
    [
      'inventory_levels/connect',
      `{"inventory_item_id":7,"location_id":655441491,"available":10,"updated_at":"${at}"}`,
      [{ externalId: '7', channelLocation: '655441491', ...when, news: { kind: 'stocked' } }],
    ],
    [
      'inventory_levels/disconnect',
      '{"inventory_item_id":7,"location_id":655441491}',
      [{ externalId: '7', channelLocation: '655441491', occurredAt: RECEIVED, news: { kind: 'notStocked' } }],
    ],
  ])('%s is compared with our listings', (topic, body, notices) => {
    expect(translate(topic, Buffer.from(body))).toEqual({
      kind: 'catalogue',
      notices: notices.map((notice) => ({ ...about, ...notice })),
    });
  });

  it.each([
    ['a SKU that is no text', { id: 41, inventory_item_id: 7, sku: 7 }, 'variant 41'],
    ['an item without a readable id', { id: 41, inventory_item_id: { gid: 7 }, sku: 'MUG' }, 'variant 41'],
    ['no row at all', null, 'one variant'],
  ])('of a product with an odd variant, %s, is taken of its other variants', (_, odd, id) => {
    const body = { id: 1, updated_at: at, variants: [odd, { id: 42, inventory_item_id: 8, sku: 'CUP' }] };
    expect(translate('products/update', body)).toEqual({
      kind: 'catalogue',
      notices: [{ ...about, ...when, externalId: '8', news: { kind: 'offered', sku: 'CUP' } }],
      setAside: [{ id, reason: expect.any(String) }],
    });
  });

  it('of a location that is not mapped, or of a whole product that is gone, is ignored', () => {
    expect(translate('inventory_levels/disconnect', { inventory_item_id: 7, location_id: 1 })).toMatchObject({
      kind: 'ignored',
    });
    expect(translate('products/delete', { id: 1 })).toMatchObject({
      kind: 'ignored',
      reason: expect.stringContaining('inventory_items/delete'),
    });
  });

  it.each([
    ['inventory_items/update', { sku: 'MUG', updated_at: at }, 'id'],
    ['products/update', { updated_at: at, variants: [{ sku: 7 }] }, 'variants[0].sku'],
    ['inventory_levels/disconnect', { location_id: 1 }, 'inventory_item_id'],
  ])('%s is refused at its bad field', (topic, body, path) => {
    expect(translate(topic, body)).toMatchObject({ kind: 'malformed', path });
  });
});
