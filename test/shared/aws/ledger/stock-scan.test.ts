import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { storedHead } from '../../../../shared/aws/ledger/items.ts';
import { everySkuState, skusListedOn } from '../../../../shared/aws/ledger/stock-scan.ts';
import { headKey } from '../../../../shared/aws/ledger/table-keys.ts';
import { dynamoListingRegistry } from '../../../../shared/aws/listings/listing-registry.ts';
import type { Exposure } from '../../../../shared/domain/exposure/exposure.ts';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { memoryDatabase } from '../../../contract/memory-database.ts';
import { MAIN, MUG, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

const TABLE = 'Ledger';
const [SET, GONE, UNLISTED] = [parseSku('SET-OF-2'), parseSku('GONE'), parseSku('UNLISTED')];

/** A table in memory with these SKU heads; the first two are listed on Shopify. */
async function tableWith(heads: readonly (readonly [Sku, units: number, exposure?: Exposure])[]) {
  const { client } = memoryDatabase();
  for (const [sku, units, exposure] of heads) {
    const stock = { [MAIN]: { onHand: units, committed: 0, held: 0, unavailable: 0 } };
    const head = { seq: 1, headHash: 'hash', lastPostedAt: NOON, stock, countedAt: {}, ...(exposure && { exposure }) };
    await client.send(new PutCommand({ TableName: TABLE, Item: { ...headKey(sku), ...storedHead(head) } }));
  }
  for (const [sku] of heads.slice(0, 2)) {
    const place = { channelLocation: '-', drawsOn: [MAIN], externalId: sku, managed: true };
    const listed = { sku, ...place, shows: 0 };
    await dynamoListingRegistry(client, TABLE).register(listed, SHOPIFY, 'difference', new Date(NOON));
  }
  return client;
}

const share = { units: 3, goal: 0, since: NOON };
const heads = [
  [MUG, 7],
  [SET, 0, { rules: SHARED_RULES, revision: 1, madeOf: [{ sku: MUG, quantity: 2 }] }],
  [GONE, 5, { rules: SHARED_RULES, revision: 1, shares: { [SHOPIFY]: share } }],
  [UNLISTED, 9],
] as const;

describe('a reading of all SKUs', () => {
  it('has of a bundle what can be sold of it, and not that it has no stock of its own', async () => {
    const states = await Array.fromAsync(skusListedOn(await tableWith(heads), TABLE, SHOPIFY));
    const ofSet = states.find(({ sku }) => sku === SET);
    expect(new Set(states.map(({ sku }) => sku))).toEqual(new Set([MUG, SET]));
    expect(ofSet).toMatchObject({ stock: { [MAIN]: { onHand: 3 } }, components: [{ sku: MUG }] });
  });

  it('has what is listed, and shares whose listing is gone, and nothing else', async () => {
    const states = await Array.fromAsync(everySkuState(await tableWith(heads), TABLE));
    expect(new Set(states.map(({ sku }) => sku))).toEqual(new Set([MUG, SET, GONE]));
  });
});
