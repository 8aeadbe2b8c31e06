import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifications, verifiedLedger } from '../../../cli/deployment/verified-ledger.ts';
import { dynamoLedgerStore } from '../../../shared/aws/ledger/ledger-store.ts';
import { entryKey } from '../../../shared/aws/ledger/table-keys.ts';
import { parseSku } from '../../../shared/domain/identifiers.ts';
import { post } from '../../contract/table-steps.ts';
import { baseline, MUG, orderLine } from '../../fakes/facts.ts';
import { tableOfItsOwn } from '../stores/table-of-its-own.ts';

const CUP = parseSku('CUP');
const PEN = parseSku('PEN');

let table: Awaited<ReturnType<typeof tableOfItsOwn>>;

beforeAll(async () => {
  table = await tableOfItsOwn('verified');
  const ledger = dynamoLedgerStore(table.client, table.name);
  for (const sku of [CUP, MUG]) {
    await post(ledger, sku, [baseline(10, sku), orderLine({ sku })]);
  }
});

afterAll(() => table.drop());

describe('the verification of a table', () => {
  it('is of the SKUs that are named, also of one that is not there', async () => {
    expect(await Array.fromAsync(verifications(table.client, table.name, [MUG, PEN]))).toEqual([
      { kind: 'sound', sku: MUG, entries: 2 },
      { kind: 'unknownSku', sku: PEN },
    ]);
  });

  it('is of every SKU where none is named, and names the one whose chain lacks an entry', async () => {
    expect(await verifiedLedger(table.client, table.name)).toEqual({ skus: 2, broken: [] });
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: entryKey(MUG, 1) }));
    expect(await verifiedLedger(table.client, table.name)).toEqual({
      skus: 2,
      broken: [{ kind: 'broken', sku: MUG, fault: expect.objectContaining({ seq: 1 }) }],
    });
  });
});
