import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { restorablePeriod, restoreTable } from '../../../shared/aws/backup/table-restore.ts';
import { dynamoLedgerStore } from '../../../shared/aws/ledger/ledger-store.ts';
import { everySku } from '../../../shared/aws/ledger/sku-scan.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { parseSku } from '../../../shared/domain/identifiers.ts';
import { entriesMissing } from '../../../shared/usecases/reading/entries-missing.ts';
import { post } from '../../contract/table-steps.ts';
import { baseline, MUG, orderLine, SHOPIFY } from '../../fakes/facts.ts';
import { tableOfItsOwn } from '../stores/table-of-its-own.ts';

const CUP = parseSku('CUP');

let table: Awaited<ReturnType<typeof tableOfItsOwn>>;
let target: string;

beforeAll(async () => {
  table = await tableOfItsOwn('restored-from');
  target = `${table.name}-restored`;
});

afterAll(async () => {
  await table.dynamo.send(new UpdateTableCommand({ TableName: target, DeletionProtectionEnabled: false }));
  await table.dynamo.send(new DeleteTableCommand({ TableName: target }));
  await table.drop();
});

/** MiniStack (1.5.33) restores a table as it is now, whatever the time: what lies between shows only on AWS. */
describe('restoring the ledger', () => {
  it('cannot where the table keeps no history', async () => {
    expect(await restorablePeriod(table.dynamo, table.name)).toBeUndefined();
  });

  it('makes a new table with every setting that DynamoDB does not bring along', async () => {
    const ledger = dynamoLedgerStore(table.client, table.name);
    await post(ledger, MUG, [baseline(10, MUG)]);
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await table.dynamo.send(
      new UpdateContinuousBackupsCommand({ TableName: table.name, PointInTimeRecoverySpecification }),
    );
    expect(await restorablePeriod(table.dynamo, table.name)).toBeDefined();
    const states: string[] = [];
    const progress = { waiting: (status: string) => states.push(status), everyMs: 10 };
    await restoreTable(table.dynamo, { table: table.name, target, to: 'latest' }, progress);

    const { Table } = await table.dynamo.send(new DescribeTableCommand({ TableName: target }));
    expect(Table?.DeletionProtectionEnabled).toBe(true);
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['byReference']);
    const ttl = await table.dynamo.send(new DescribeTimeToLiveCommand({ TableName: target }));
    expect(ttl.TimeToLiveDescription).toMatchObject({ AttributeName: 'expiresAt', TimeToLiveStatus: 'ENABLED' });
    const backups = await table.dynamo.send(new DescribeContinuousBackupsCommand({ TableName: target }));
    const history = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    expect(history?.PointInTimeRecoveryStatus).toBe('ENABLED');
  });

  it('says what was posted since, by channel', async () => {
    const ledger = dynamoLedgerStore(table.client, table.name);
    await post(ledger, MUG, [orderLine({ sku: MUG, order: '1' }), orderLine({ sku: MUG, order: '2' })]);
    await post(ledger, CUP, [baseline(5, CUP)]);
    const ports = {
      present: dynamoStockReader(table.client, table.name),
      restored: dynamoLedgerStore(table.client, target),
    };
    const missing = await entriesMissing(ports, everySku(table.client, table.name));
    // Two orders and the cut-over of the second SKU.
    expect(missing).toEqual({ skus: 2, byChannel: new Map([[SHOPIFY, 3]]) });
  });
});
