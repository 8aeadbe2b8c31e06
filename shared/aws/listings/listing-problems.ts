/** Finds all listings with a problem, for an operator. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ChannelId } from '../../domain/identifiers.ts';
import { catalogueProblem, sellsWithoutStock } from '../../domain/listing/catalogue-note.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import type { ListingProblem } from '../../ports/diagnosing/diagnosis.ts';
import { scanAll } from '../ledger/read-all.ts';
import { LISTINGS } from '../ledger/table-keys.ts';
import { listingOf } from './listing-item.ts';

/** What an operator must know of one listing. */
function problemsOf(listing: Listing, namesSoldAs: ReadonlySet<ChannelId>): readonly ListingProblem[] {
  const about = { sku: listing.sku, listing: listingId(listing) };
  const problem = catalogueProblem(listing) ?? listing.problem;
  return [
    ...(problem === undefined ? [] : [{ ...about, kind: 'problem', problem } as const]),
    ...(sellsWithoutStock(listing)
      ? [{ ...about, kind: 'sellsWithoutStock', problem: 'It is sold on when nothing is left.' } as const]
      : []),
    ...(listing.managed && listing.soldAs === undefined && namesSoldAs.has(listing.channel)
      ? [{ ...about, kind: 'soldAsUnknown', problem: 'The id by which orders name it is not known.' } as const]
      : []),
  ];
}

/**
 * Every listing whose last push was refused, or of whose item the channel's catalogue says something bad, by reading
 * the whole table: for an operator's command, never for a function. `namesSoldAs`: channels whose orders name a listing by
 * another id than its own.
 */
export async function listingProblems(
  client: DynamoDBDocumentClient,
  table: string,
  namesSoldAs: ReadonlySet<ChannelId>,
): Promise<readonly ListingProblem[]> {
  const items = scanAll(client, {
    TableName: table,
    FilterExpression:
      'begins_with(sk, :listing) AND (attribute_exists(problem) OR attribute_exists(catalogueNotes) OR attribute_not_exists(soldAs))',
    ExpressionAttributeValues: { ':listing': LISTINGS },
  });
  const found: ListingProblem[] = [];
  for await (const item of items) {
    found.push(...problemsOf(listingOf(item), namesSoldAs));
  }
  return found;
}
