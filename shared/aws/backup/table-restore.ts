/**
 * Restores the ledger's table as it was at a time into a new table. The present table stays as it is.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/pointintimerecovery_restores.html (2026).
 */
import { setTimeout } from 'node:timers/promises';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  RestoreTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';

/** A time, or the latest that DynamoDB can: some minutes ago. */
export type RestoreTime = Date | 'latest';

/** From when to when the table can be restored; undefined: it keeps no history. */
export type RestorablePeriod = { readonly earliest: Date; readonly latest: Date } | undefined;

export async function restorablePeriod(client: DynamoDBClient, table: string): Promise<RestorablePeriod> {
  const answer = await client.send(new DescribeContinuousBackupsCommand({ TableName: table }));
  const history = answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
  const { EarliestRestorableDateTime: earliest, LatestRestorableDateTime: latest } = history ?? {};
  return earliest === undefined || latest === undefined ? undefined : { earliest, latest };
}

/**
 * Restores `table` as of `to` into the new table `target`, and resolves once that can be used; `waiting` is called whenever
 * its state was read and it cannot. What DynamoDB does not bring along is set: history and expiry
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableToPointInTime.html), and protection against
 * deletion.
 */
export async function restoreTable(
  client: DynamoDBClient,
  { table, target, to }: { readonly table: string; readonly target: string; readonly to: RestoreTime },
  { waiting, everyMs }: { readonly waiting: (status: string) => void; readonly everyMs: number },
): Promise<void> {
  await client.send(
    new RestoreTableToPointInTimeCommand({
      SourceTableName: table,
      TargetTableName: target,
      ...(to === 'latest' ? { UseLatestRestorableTime: true } : { RestoreDateTime: to }),
    }),
  );
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: target }));
    const status = Table?.TableStatus ?? 'CREATING';
    if (status === 'ACTIVE') {
      break;
    }
    waiting(status);
    await setTimeout(everyMs);
  }
  await client.send(
    new UpdateContinuousBackupsCommand({
      TableName: target,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  );
  const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName: target, TimeToLiveSpecification }));
  await client.send(new UpdateTableCommand({ TableName: target, DeletionProtectionEnabled: true }));
}
