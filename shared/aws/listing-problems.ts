import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { listingId } from '../domain/listing.ts';
import type { ListingProblem } from '../ports/diagnosis.ts';
import type { ListingItem } from './items.ts';

/** Every listing whose last push was refused, by reading the whole table: for an operator's command, never for a function. */
export async function listingProblems(
  client: DynamoDBDocumentClient,
  table: string,
): Promise<readonly ListingProblem[]> {
  const found: ListingProblem[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(
      new ScanCommand({
        TableName: table,
        FilterExpression: 'begins_with(sk, :listing) AND attribute_exists(problem)',
        ExpressionAttributeValues: { ':listing': 'LISTING#' },
        ExclusiveStartKey: from,
      }),
    );
    for (const item of (answer.Items ?? []) as ListingItem[]) {
      found.push({ sku: item.sku, listing: listingId(item), problem: item.problem ?? '' });
    }
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}
