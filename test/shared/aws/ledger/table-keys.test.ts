/** The keys of the table fit into DynamoDB, whatever identifiers pass the door. */

import { describe, expect, it } from '@jest/globals';
import {
  HEAD,
  LISTINGS,
  parkedKey,
  seenKey,
  skuListKey,
  skuOnList,
  skuPartition,
} from '../../../../shared/aws/ledger/table-keys.ts';
import { translatePos } from '../../../../shared/channels/pos/intake/translate.ts';
import { parseChannelId, parseLocationId, parseSku } from '../../../../shared/domain/identifiers.ts';
import { ofComponents, takesComponents } from '../../../../shared/domain/stock/bundle.ts';

/** Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html (2026-11). */
const SORT_KEY_BYTES_MAX = 1_024;
const PARTITION_KEY_BYTES_MAX = 2_048;

const CHANNEL = parseChannelId('c'.repeat(40));
const LONGEST_SKU = parseSku('😀'.repeat(80));
const LONGEST_ID = ':'.repeat(42);

const bytes = (text: string) => Buffer.byteLength(text);

/** Every observation of a bundle's sale with the longest identifiers, and what it means for its component. */
function longestObservations() {
  const data = { id: LONGEST_ID, version: 1, lines: [{ id: LONGEST_ID, sku: LONGEST_SKU, quantity: 1 }] };
  const lines = [{ id: LONGEST_ID, sku: LONGEST_SKU, ordered: 1, shipped: 0, returned: 0 }];
  const reported = [
    { type: 'sale.returned', data },
    { type: 'order.updated', data: { ...data, lines } },
  ];
  return reported.flatMap(({ type, data: content }) => {
    const timestamp = '2026-11-24T18:00:00.000Z';
    const intake = translatePos({
      rawBody: Buffer.from(JSON.stringify({ type, timestamp, data: content })),
      channel: { id: CHANNEL, platform: 'pos' },
      locations: [parseLocationId('main')],
      receivedAt: timestamp,
    });
    const own = 'observations' in intake ? intake.observations : 'lines' in intake ? intake.lines : [];
    const parts = own
      .filter(takesComponents)
      .flatMap((each) => ofComponents(each, [{ sku: LONGEST_SKU, quantity: 1 }]));
    return [...own, ...parts];
  });
}

describe('the keys of the longest identifiers', () => {
  const observations = longestObservations();

  it('are made of what passes the door', () => {
    expect(observations).toHaveLength(4);
  });

  it.each(observations.map((each) => [each.source.key, each] as const))('fit: %s', (key, { sku, source }) => {
    expect(bytes(seenKey(sku, key).sk)).toBeLessThanOrEqual(SORT_KEY_BYTES_MAX);
    const fact = '2026-11-24T12:00:00.000Z#0123456789ab';
    expect(bytes(parkedKey({ sku, channel: source.channel, key, fact }).sk)).toBeLessThanOrEqual(SORT_KEY_BYTES_MAX);
    expect(bytes(skuPartition(sku))).toBeLessThanOrEqual(PARTITION_KEY_BYTES_MAX);
  });

  it('end where the door refuses', () => {
    expect(() => parseSku('😀'.repeat(81))).toThrow('at most 320 bytes');
  });
});

describe('a SKU on a list', () => {
  it.each([HEAD, `${LISTINGS}shopify`, 'ENTRY#000000000001', 'ON#'])(
    'that is called %s is no item of a SKU’s own partition',
    (name) => {
      const { pk, sk } = skuListKey('all', name);
      expect(sk).not.toBe(HEAD);
      expect(sk.startsWith(LISTINGS)).toBe(false);
      expect(pk).not.toBe(skuPartition(parseSku(name)));
      expect(skuOnList(sk)).toBe(name);
    },
  );
});
