/** Lets a stack of the tests compare a whole channel now, and not hours after the last time. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { comparisonMarkKey } from '../../shared/aws/ledger/table-keys.ts';
import { dynamoSweepMarks } from '../../shared/aws/listings/sweep-marks.ts';
import { parseChannelId } from '../../shared/domain/identifiers.ts';
import { emulatorClientConfig } from './emulator.ts';
import type { RunningStack, Selling } from './running-stack.ts';

/** The last comparison of the whole channel was nine hours ago: the next sweep compares it again. */
export async function nineHoursPass({ outputs: { aws, table } }: RunningStack, channel: Selling): Promise<void> {
  const marks = comparisonMarks(aws.endpoint, table);
  const sweptTo = new Date(Date.now() - 9 * 3_600_000).toISOString();
  const before = await marks.begin(parseChannelId(channel), { sweptTo, windowMs: 0 });
  await marks.move(parseChannelId(channel), before, { sweptTo, windowMs: 0 });
}

/** When the channel was last compared as a whole; ISO 8601. */
export async function comparedUpTo({ outputs: { aws, table } }: RunningStack, channel: Selling): Promise<string> {
  const marks = comparisonMarks(aws.endpoint, table);
  return (await marks.begin(parseChannelId(channel), { sweptTo: new Date().toISOString(), windowMs: 0 })).sweptTo;
}

function comparisonMarks(endpoint: string, table: string) {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(emulatorClientConfig(endpoint)));
  return dynamoSweepMarks(client, table, comparisonMarkKey);
}
