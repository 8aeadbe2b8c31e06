/** Turns on the deletion protection of the ledger's table. */
import { DescribeTableCommand, type DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';

/**
 * Protects the table once the stack is complete. The template leaves it out: with it CloudFormation could not roll back a
 * first deploy that fails, because it must delete the table that it made.
 */
export async function protectTable(client: DynamoDBClient, table: string): Promise<void> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  if (Table?.DeletionProtectionEnabled !== true) {
    await client.send(new UpdateTableCommand({ TableName: table, DeletionProtectionEnabled: true }));
  }
}
