import { describe, expect, it } from '@jest/globals';
import { MalformedCallError, readCall } from '../../../../../integrations/medusa/src/protocol/calls.ts';

const read = (operation: string, body: unknown) => readCall(operation, Buffer.from(JSON.stringify(body)));
const push = { key: 'k', sku: 'MUG', listing: 'iitem_1', location: 'sloc_1', change: -2, ifShown: null };

describe('the Medusa plugin reads', () => {
  it.each([
    ['describe', { nonce: 'n' }, {}],
    ['connect', { webhookUrl: 'https://a.example/w' }, { webhookUrl: 'https://a.example/w' }],
    ['push', push, { push: { key: 'k', listing: 'iitem_1', location: 'sloc_1', change: -2, ifShown: null } }],
    ['figures', { listings: [{ listing: 'i', location: 's' }] }, { places: [{ listing: 'i', location: 's' }] }],
    ['listings', {}, { after: undefined }],
    ['open-orders', { after: 'order_1' }, { after: 'order_1' }],
    [
      'changes',
      { since: '2026-11-30T12:00:00+01:00', until: '2026-11-30T12:00:00Z' },
      { since: new Date('2026-11-30T11:00:00Z'), until: new Date('2026-11-30T12:00:00Z'), after: undefined },
    ],
  ])('%s', (operation, body, expected) => {
    expect(read(operation, body)).toEqual({ operation, ...expected });
  });

  it('no operation that the protocol does not have, whatever its name', () => {
    expect([read('sell', {}), read('constructor', {})]).toEqual([undefined, undefined]);
  });

  it.each([
    ['push', { ...push, change: 0.5 }, 'change'],
    ['push', { ...push, ifShown: undefined }, 'ifShown'],
    ['push', { ...push, key: '' }, 'key'],
    ['push', [], 'object'],
    ['connect', { webhookUrl: 'there' }, 'webhookUrl'],
    ['figures', { listings: Array.from({ length: 101 }, () => ({ listing: 'i', location: 's' })) }, 'at most 100'],
    ['changes', { since: 'yesterday', until: '2026-11-30T12:00:00Z' }, 'since'],
  ])('and refuses what is not as agreed: %s %#', (operation, body, named) => {
    expect(() => read(operation, body)).toThrow(MalformedCallError);
    expect(() => read(operation, body)).toThrow(named);
  });
});
