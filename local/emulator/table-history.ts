/** Has the emulator keep the table's history, as AWS does. */
import { DynamoDBClient, UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { clientConfig, type LocalAws } from '../stack/aws.ts';

/**
 * Turns point-in-time recovery on. The template asks for it, and the emulator's CloudFormation leaves it off (MiniStack
 * 1.5.33): `npx stockline restore --local` would find no history.
 */
export async function keepHistory(aws: LocalAws, table: string): Promise<void> {
  const client = new DynamoDBClient(clientConfig(aws));
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await client.send(new UpdateContinuousBackupsCommand({ TableName: table, PointInTimeRecoverySpecification }));
  client.destroy();
}
