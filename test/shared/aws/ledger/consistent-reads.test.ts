/** A read that decides something sees every write before it: only an index, which lags by itself, is read otherwise. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { headReader, readBundleStock } from '../../../../shared/aws/exposure/bundle-stock.ts';
import { dynamoPolicyBook } from '../../../../shared/aws/exposure/policy-book.ts';
import { dynamoDecisionLog } from '../../../../shared/aws/ledger/decision-log.ts';
import { dynamoHoldRegistry } from '../../../../shared/aws/ledger/hold-registry.ts';
import { dynamoLedgerStore } from '../../../../shared/aws/ledger/ledger-store.ts';
import { dynamoOrderBooks } from '../../../../shared/aws/ledger/order-books.ts';
import { dynamoParkingLot } from '../../../../shared/aws/ledger/parking-lot.ts';
import { dynamoStockReader } from '../../../../shared/aws/ledger/stock-reader.ts';
import { skusListedOn } from '../../../../shared/aws/ledger/stock-scan.ts';
import { dynamoListingRegistry } from '../../../../shared/aws/listings/listing-registry.ts';
import { channelStateNow, dynamoChannelStates } from '../../../../shared/aws/pushing/channel-states.ts';
import { MUG, NOON, SHOPIFY } from '../../../fakes/facts.ts';

type Sent = { readonly input: Readonly<Record<string, unknown>> };
type Read = (client: DynamoDBDocumentClient) => unknown;

const TABLE = 'Ledger';
const READS: readonly (readonly [string, Read])[] = [
  ['what is posted against', (client) => dynamoLedgerStore(client, TABLE).load(MUG, ['key'])],
  ['what a count is compared with', (client) => dynamoLedgerStore(client, TABLE).history(MUG, NOON)],
  ['the stock', (client) => dynamoStockReader(client, TABLE).skuState(MUG)],
  ['entries', (client) => dynamoStockReader(client, TABLE).entries(MUG, 0, 10)],
  ['one entry', (client) => dynamoStockReader(client, TABLE).entry(MUG, 1)],
  ['the SKUs of a hold', (client) => dynamoHoldRegistry(client, TABLE).skusOf('cart-1')],
  ['an order book', (client) => dynamoOrderBooks(client, TABLE, Date.now).read(SHOPIFY, '1001')],
  ['what is parked', (client) => dynamoParkingLot(client, TABLE).list(10)],
  ['decisions', (client) => dynamoDecisionLog(client, TABLE).newest(10)],
  ['the listings of a SKU', (client) => dynamoListingRegistry(client, TABLE).readMarks(MUG, SHOPIFY, '1')],
  ['the rules of groups', (client) => dynamoPolicyBook(client, TABLE).readGroups()],
  ['the rules of a SKU', (client) => dynamoPolicyBook(client, TABLE).readSku(MUG)],
  ['the stock of a component', (client) => readBundleStock(headReader(client, TABLE), [{ sku: MUG, quantity: 1 }])],
  ['the bundles of a component', (client) => dynamoLedgerStore(client, TABLE).inBundles(MUG, [MUG])],
  ['the state of a channel, after an operator changed it', (client) => channelStateNow(client, TABLE, SHOPIFY)],
  ['the SKUs of a channel', (client) => Array.fromAsync(skusListedOn(client, TABLE, SHOPIFY))],
];

describe('a read of the table', () => {
  it.each(READS)('for %s is consistent', async (_, read) => {
    const sent: Sent[] = [];
    const send = async (command: Sent) => {
      sent.push(command);
      return { Items: [], Responses: {} };
    };
    // What it makes of an empty table is for other tests.
    await Promise.resolve(read({ send } as unknown as DynamoDBDocumentClient)).catch(() => undefined);
    expect(sent.length).toBeGreaterThan(0);
    for (const { input } of sent) {
      expect(JSON.stringify(input)).toContain('"ConsistentRead":true');
    }
  });

  it.each([
    ['free, as mostly', {}, [false]],
    ['paused', { paused: { by: 'me', at: NOON, why: 'stocktake' } }, [false, true]],
    ['cut off', { openUntil: NOON }, [false, true]],
    ['in a mode of its own', { mode: 'shadow' }, [false, true]],
    ['held back by a breaker', { zerosTrippedAt: NOON }, [false, true]],
  ])('for the state of a channel that is %s is consistent where it stops a push', async (_, state, consistent) => {
    const asked: unknown[] = [];
    const send = async ({ input }: Sent) => {
      asked.push(input['ConsistentRead']);
      return { Item: state };
    };
    await dynamoChannelStates({ send } as unknown as DynamoDBDocumentClient, TABLE).read(SHOPIFY);
    expect(asked).toEqual(consistent);
  });
});
