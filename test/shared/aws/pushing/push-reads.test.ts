/** Several SKUs that are read for one batch of pushes. */
import { BatchGetCommand, type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { dynamoExposureStore } from '../../../../shared/aws/exposure/exposure-store.ts';
import { dynamoLedgerStore } from '../../../../shared/aws/ledger/ledger-store.ts';
import { dynamoListingRegistry } from '../../../../shared/aws/listings/listing-registry.ts';
import { dynamoPushStore } from '../../../../shared/aws/pushing/push-store.ts';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { clientOver, memoryDatabase } from '../../../contract/memory-database.ts';
import { post, register } from '../../../contract/table-steps.ts';
import { baseline, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

const TABLE = 'Ledger';
const [CUP, SET, PAIR] = [parseSku('CUP'), parseSku('SET'), parseSku('PAIR')];

/** A table in which two bundles are made of cups; what is read of it, in order, by partition. */
async function shop() {
  const { client } = memoryDatabase();
  const ledger = dynamoLedgerStore(client, TABLE);
  const exposures = dynamoExposureStore(client, TABLE);
  for (const sku of [CUP, SET, PAIR]) {
    await register(dynamoListingRegistry(client, TABLE), sku, SHOPIFY, 10);
    await post(ledger, sku, [baseline(8, sku)]);
  }
  for (const [sku, quantity] of [
    [SET, 1],
    [PAIR, 2],
  ] as const) {
    const read = await exposures.read(sku);
    if (read !== undefined) {
      const exposure = { rules: SHARED_RULES, revision: 1, madeOf: [{ sku: CUP, quantity }] };
      await exposures.write(read, { exposure, demand: undefined });
    }
  }
  const reads: string[] = [];
  const answer: DynamoDBDocumentClient['send'] = client.send.bind(client);
  const recording = (isLate: (partition: string) => boolean) =>
    clientOver(async (command) => {
      const partition = partitionOf(command);
      await (isLate(partition) ? new Promise((resolve) => setTimeout(resolve, 20)) : undefined);
      reads.push(partition);
      return await (answer as (each: object) => Promise<object>)(command);
    });
  return {
    reads,
    store: (isLate: (partition: string) => boolean) => dynamoPushStore(recording(isLate), TABLE, SHOPIFY, ['-']),
  };
}

function partitionOf(command: object): string {
  if (command instanceof BatchGetCommand) {
    return `listings of ${command.input.RequestItems?.[TABLE]?.Keys?.[0]?.['pk']}`;
  }
  return command instanceof GetCommand ? `${command.input.Key?.['pk']}` : 'nothing';
}

describe('the SKUs of a batch', () => {
  it('have a component of several bundles read once, after the listings of all', async () => {
    const { reads, store } = await shop();
    const read = store((partition) => partition === 'listings of SKU#PAIR').readEach([SET, PAIR]);
    const shows = async (sku: Sku) => Object.values((await read.get(sku))?.stock ?? {})[0]?.onHand;
    expect(await Promise.all([SET, PAIR].map(shows))).toEqual([8, 4]);
    expect(reads).toEqual(['listings of SKU#SET', 'SKU#SET', 'listings of SKU#PAIR', 'SKU#PAIR', 'SKU#CUP']);
  });

  it('reject each by itself: one that cannot be read leaves the others', async () => {
    const { store } = await shop();
    const failing = store((partition) => {
      if (partition === 'listings of SKU#PAIR') {
        throw new Error('throttled');
      }
      return false;
    }).readEach([SET, PAIR]);
    await expect(failing.get(PAIR)).rejects.toThrow('throttled');
    expect(await failing.get(SET)).toMatchObject({ sku: SET, components: [{ sku: CUP }] });
  });
});
