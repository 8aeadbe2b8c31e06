/** Finds all listings with a problem, for an operator. */
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { catalogueProblem, sellsWithoutStock } from '../../domain/listing/catalogue-note.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import type { ListingProblem } from '../../ports/diagnosing/diagnosis.ts';
import { listingOf } from './listing-item.ts';

/** What an operator must know of one listing. */
function problemsOf(listing: Listing): readonly ListingProblem[] {
  const about = { sku: listing.sku, listing: listingId(listing) };
  const problem = catalogueProblem(listing) ?? listing.problem;
  return [
    ...(problem === undefined ? [] : [{ ...about, kind: 'problem', problem } as const]),
    ...(sellsWithoutStock(listing)
      ? [{ ...about, kind: 'sellsWithoutStock', problem: 'It is sold on when nothing is left.' } as const]
      : []),
  ];
}

/**
 * Every listing whose last push was refused, or of whose item the channel's catalogue says something bad, by reading
 * the whole table: for an operator's command, never for a function.
 */
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
        FilterExpression:
          'begins_with(sk, :listing) AND (attribute_exists(problem) OR attribute_exists(catalogueNotes))',
        ExpressionAttributeValues: { ':listing': 'LISTING#' },
        ExclusiveStartKey: from,
      }),
    );
    for (const item of answer.Items ?? []) {
      const listing = listingOf(item);
      found.push(...problemsOf(listing));
    }
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}
