import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { listingKey, pointerKey } from '../../../../shared/aws/ledger/table-keys.ts';
import { putPointer } from '../../../../shared/aws/listings/listing-pointers.ts';
import { dynamoListingRegistry } from '../../../../shared/aws/listings/listing-registry.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { memoryDatabase } from '../../../contract/memory-database.ts';
import { MAIN, MUG, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const TABLE = 'Ledger';
const listed = { sku: MUG, externalId: 'item-1', channelLocation: '1', drawsOn: [MAIN], managed: true, shows: 5 };

describe('a listing is found by its channel’s id', () => {
  let database: ReturnType<typeof memoryDatabase>;
  let registry: ReturnType<typeof dynamoListingRegistry>;

  beforeEach(async () => {
    database = memoryDatabase();
    registry = dynamoListingRegistry(database.client, TABLE);
    await registry.register(listed, SHOPIFY, 'difference', new Date(NOON));
  });

  const found = async (externalId: string) => (await registry.behind(SHOPIFY, externalId))?.listings.length ?? 0;
  const update = (UpdateExpression: string, values: Record<string, unknown> = {}) =>
    database.client.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: listingKey(MUG, SHOPIFY, '1'),
        UpdateExpression,
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      }),
    );
  const indexUnits = async (write: () => Promise<unknown>): Promise<number> => {
    const before = database.meter.total().indexUnits;
    await write();
    return database.meter.total().indexUnits - before;
  };

  it('and a change of it costs no write of the index', async () => {
    expect(await indexUnits(() => update('SET shown = :shown', { ':shown': 4 }))).toBe(0);
    expect(await found('item-1')).toBe(1);
  });

  it('where version 0.1 registered it, in the index, until an import renews it', async () => {
    await registry.register({ ...listed, externalId: 'item-2' }, SHOPIFY, 'difference', new Date(NOON));
    await update('SET externalId = :id, ref = :ref, refSort = :sku', {
      ':id': 'old-1',
      ':ref': 'EXTERNAL#shopify#old-1',
      ':sku': MUG,
    });
    expect(await found('old-1')).toBe(1);
    await registry.register({ ...listed, externalId: 'old-1' }, SHOPIFY, 'difference', new Date(NOON));
    expect(await indexUnits(() => update('SET shown = :shown', { ':shown': 4 }))).toBe(0);
    expect(await found('old-1')).toBe(1);
  });

  describe('where version 0.1 registered it at two locations', () => {
    beforeEach(async () => {
      await registry.register({ ...listed, channelLocation: '2' }, SHOPIFY, 'difference', new Date(NOON));
      for (const channelLocation of ['1', '2']) {
        const place = { sku: MUG, channelLocation };
        await database.client.send(new DeleteCommand({ TableName: TABLE, Key: pointerKey(SHOPIFY, 'item-1', place) }));
        await database.client.send(
          new UpdateCommand({
            TableName: TABLE,
            Key: listingKey(MUG, SHOPIFY, channelLocation),
            UpdateExpression: 'SET #ref = :ref, refSort = :sku',
            ExpressionAttributeNames: { '#ref': 'ref' },
            ExpressionAttributeValues: { ':ref': 'EXTERNAL#shopify#item-1', ':sku': MUG },
          }),
        );
      }
    });

    it('at both, also when an import was cut off between the two', async () => {
      expect(await found('item-1')).toBe(2);
      await registry.register(listed, SHOPIFY, 'difference', new Date(NOON));
      expect(await found('item-1')).toBe(2);
    });

    it('at both, also when an import was cut off before a third', async () => {
      await putPointer(database.client, TABLE, { ...listed, channel: SHOPIFY, channelLocation: '3' });
      expect(await found('item-1')).toBe(2);
    });

    it('at both, also when an import was cut off before it had its new SKU', async () => {
      await putPointer(database.client, TABLE, { ...listed, channel: SHOPIFY, sku: parseSku('RENAMED') });
      expect(await found('item-1')).toBe(2);
    });
  });

  it('and not by one that it had before, or that leads to no listing', async () => {
    await registry.register({ ...listed, externalId: 'item-2' }, SHOPIFY, 'difference', new Date(NOON));
    expect([await found('item-1'), await found('item-2')]).toEqual([0, 1]);
    await putPointer(database.client, TABLE, { ...listed, channel: SHOPIFY, channelLocation: 'gone', externalId: 'x' });
    expect(await found('x')).toBe(0);
  });
});
