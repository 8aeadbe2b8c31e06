import { describe, expect, it } from '@jest/globals';
import { readListedStates } from '../../../../shared/aws/lists/listed-states.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { dynamoPorts } from '../../../contract/dynamo-table.ts';
import { memoryDatabase } from '../../../contract/memory-database.ts';
import { post, register } from '../../../contract/table-steps.ts';
import { AMAZON, baseline, orderLine, SHOPIFY } from '../../../fakes/facts.ts';

const PLACES = [
  { id: SHOPIFY, places: ['1', '2'] },
  { id: AMAZON, places: ['-'] },
];

/** Fifty SKUs on two channels, and a count of the calls since then. */
async function fifty() {
  const { client, meter } = memoryDatabase();
  const { ledger, registry, reader } = dynamoPorts(client, 'Ledger');
  const skus = Array.from({ length: 50 }, (_, index) => parseSku(`MUG-${index}`));
  for (const sku of skus) {
    await register(registry, sku, SHOPIFY, 9, 'difference', { channelLocation: '2' });
    await register(registry, sku, AMAZON, 9, 'absolute');
    await post(ledger, sku, [baseline(9, sku), orderLine({ sku, ordered: 2 })]);
  }
  const { databaseCalls: before } = meter.total();
  return { client, skus, reader, calls: () => meter.total().databaseCalls - before };
}

describe('the states of a page of SKUs', () => {
  it('are those that are read of each by itself, in two calls for fifty', async () => {
    const { client, skus, reader, calls } = await fifty();
    const read = await readListedStates(client, 'Ledger', PLACES, skus);
    expect(calls()).toBe(2);
    const alone = await Promise.all(skus.map(reader.skuState));
    const byPlace = (one: { channel: string }, other: { channel: string }) => (one.channel < other.channel ? -1 : 1);
    expect(read.map((state) => state && { ...state, listings: state.listings.toSorted(byPlace) })).toEqual(alone);
  });

  it('say of a SKU that is not in the ledger that it is unknown', async () => {
    const { client } = await fifty();
    expect(await readListedStates(client, 'Ledger', PLACES, [parseSku('NO-SUCH')])).toEqual([undefined]);
  });
});
