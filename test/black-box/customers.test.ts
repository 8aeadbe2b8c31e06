import { describe, expect, it } from '@jest/globals';
import { type Channel, type Happening, visit, visitsOf } from './customers.ts';

const done = async () => ({ isDone: true, id: '1' });

describe('the storm’s arithmetic', () => {
  // What an order of three keeps from everyone else in the end.
  it.each<[string, Channel, readonly Happening[], number]>([
    ['is left alone', 'shopify', [], 3],
    ['is cancelled before it ships, without restock', 'shopify', [{ kind: 'cancel', restock: false }], 0],
    ['is cancelled without restock', 'amazon', [{ kind: 'cancel', restock: false }], 0],
    ['is handed over and cancelled without restock', 'square', [{ kind: 'cancel', restock: false }], 3],
    ['is handed over and cancelled with restock', 'square', [{ kind: 'cancel', restock: true }], 0],
    ['loses one before it ships', 'shopify', [{ kind: 'refund', units: 1, restock: false }], 2],
    ['ships and one comes back', 'shopify', [{ kind: 'fulfil' }, { kind: 'refund', units: 1, restock: true }], 2],
    ['ships and one is paid back', 'shopify', [{ kind: 'fulfil' }, { kind: 'refund', units: 1, restock: false }], 3],
    [
      'ships and one comes back, untold',
      'amazon',
      [{ kind: 'fulfil' }, { kind: 'refund', units: 1, restock: true }],
      3,
    ],
    ['becomes four', 'square', [{ kind: 'edit', units: 4 }], 4],
  ])('of an order that %s on %s', async (_what, channel, afterwards, taken) => {
    expect(await visit(done, { channel, sku: 'MUG', quantity: 3, afterwards })).toBe(taken);
  });

  it('counts nothing of what a platform did not do', async () => {
    const refused = async (_channel: Channel, _method: string, path: string) => ({
      isDone: path === 'orders',
      id: '1',
    });
    const wish = { channel: 'amazon', sku: 'MUG', quantity: 3, afterwards: [{ kind: 'edit', units: 4 }] } as const;
    expect(await visit(refused, wish)).toBe(3);
    expect(await visit(async () => ({ isDone: false, id: '' }), wish)).toBe(0);
  });

  it('follows from the seed', () => {
    expect(visitsOf(1, 50, ['A', 'B'])).toEqual(visitsOf(1, 50, ['A', 'B']));
    expect(visitsOf(1, 50, ['A', 'B'])).not.toEqual(visitsOf(2, 50, ['A', 'B']));
  });
});
