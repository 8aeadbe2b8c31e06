import { describe, expect, it } from '@jest/globals';
import { type Channel, type Happening, visit, visitsOf } from './customers.ts';

const done = async () => ({ isDone: true, id: '1' });

describe('the storm’s arithmetic', () => {
  // What an order of three keeps from everyone else in the end, and what its channel has counted down for it.
  it.each<[string, Channel, readonly Happening[], number, number]>([
    ['is left alone', 'shopify', [], 3, 3],
    ['is cancelled before it ships, without restock', 'shopify', [{ kind: 'cancel', restock: false }], 3, 3],
    ['is cancelled before it ships, with restock', 'shopify', [{ kind: 'cancel', restock: true }], 0, 0],
    ['is cancelled without restock', 'amazon', [{ kind: 'cancel', restock: false }], 0, 3],
    ['is handed over and cancelled without restock', 'square', [{ kind: 'cancel', restock: false }], 3, 3],
    ['is handed over and cancelled with restock', 'square', [{ kind: 'cancel', restock: true }], 0, 0],
    ['loses one before it ships', 'shopify', [{ kind: 'refund', units: 1, restock: false }], 3, 3],
    ['ships and one comes back', 'shopify', [{ kind: 'fulfil' }, { kind: 'refund', units: 1, restock: true }], 2, 2],
    ['ships and one is paid back', 'shopify', [{ kind: 'fulfil' }, { kind: 'refund', units: 1, restock: false }], 3, 3],
    ['is paid back in part', 'amazon', [{ kind: 'fulfil' }, { kind: 'refund', units: 1, restock: true }], 3, 3],
    ['becomes four', 'square', [{ kind: 'edit', units: 4 }], 4, 4],
  ])('of an order that %s on %s', async (_what, channel, afterwards, taken, countedDown) => {
    const account = await visit(done, { channel, sku: 'MUG', quantity: 3, afterwards });
    expect(account).toEqual({ order: '1', taken, countedDown });
  });

  it('counts nothing of what a platform did not do', async () => {
    const refused = async (_channel: Channel, _method: string, path: string) => ({
      isDone: path === 'orders',
      id: '1',
    });
    const wish = { channel: 'amazon', sku: 'MUG', quantity: 3, afterwards: [{ kind: 'edit', units: 4 }] } as const;
    expect(await visit(refused, wish)).toEqual({ order: '1', taken: 3, countedDown: 3 });
    expect(await visit(async () => ({ isDone: false, id: '' }), wish)).toBeUndefined();
  });

  it('follows from the seed', () => {
    expect(visitsOf(1, 50, ['A', 'B'])).toEqual(visitsOf(1, 50, ['A', 'B']));
    expect(visitsOf(1, 50, ['A', 'B'])).not.toEqual(visitsOf(2, 50, ['A', 'B']));
  });
});
