/** Keeps proposals of links in the ledger's table, some hundred to an item, so that a page of them is one read or two. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { KeptProposal, ProposalStore } from '../../ports/reading/proposals.ts';
import { writeIf } from '../ledger/conditional-write.ts';
import { readItem } from '../ledger/items.ts';
import { queryAll, readKeys } from '../ledger/read-all.ts';
import { PROPOSAL_PARTS, PROPOSALS, proposalHeadKey, proposalPartKey, proposalPartsOf } from '../ledger/table-keys.ts';
import { type ProposalHead, proposalHeadShape, proposalPartShape } from '../shapes/proposals.ts';

/** An item has at most 400 KB (DynamoDB developer guide, “Constraints”, 2026-11), and a page reads whole items. */
const PART_BYTES_MAX = 100_000;
/** A reader that read the head before it was replaced reads its parts within a request, 29 s. */
const KEPT_ON_SECONDS = 600;

export function dynamoProposalStore(
  client: DynamoDBDocumentClient,
  table: string,
  clock: () => Date = () => new Date(),
): ProposalStore {
  const readHead = async () => {
    const answer = await client.send(new GetCommand({ TableName: table, Key: proposalHeadKey, ConsistentRead: true }));
    return answer.Item && readItem(proposalHeadShape, answer.Item);
  };
  return {
    async keep({ asOf, listings }, inPlaceOf) {
      const generation = clock().toISOString();
      const parts = partsOf(listings);
      for (const [index, part] of parts.entries()) {
        const Item = { ...proposalPartKey(generation, index), ...proposalPartShape.stamp({ listings: part }) };
        await client.send(new PutCommand({ TableName: table, Item }));
      }
      const of = (kind: KeptProposal['kind']) => listings.filter((each) => each.kind === kind).length;
      const counts = { proposed: of('proposed'), ambiguous: of('ambiguous'), unmatched: of('unmatched') };
      const head: ProposalHead = { asOf, generation, parts: parts.map(({ length }) => length), counts };
      const Item = { ...proposalHeadKey, ...proposalHeadShape.stamp(head) };
      const condition =
        inPlaceOf === undefined
          ? {
              // A comparison that began later has the newer catalogues.
              ConditionExpression: 'attribute_not_exists(pk) OR generation < :own',
              ExpressionAttributeValues: { ':own': generation },
            }
          : { ConditionExpression: 'generation = :read', ExpressionAttributeValues: { ':read': inPlaceOf } };
      const put = new PutCommand({ TableName: table, Item, ...condition });
      const written = await writeIf(() => client.send(put));
      await expireBefore(client, table, generation, clock());
      return written.kind === 'written';
    },

    async page(after, limit) {
      const head = await readHead();
      if (head === undefined) {
        return undefined;
      }
      const { asOf, generation, parts, counts } = head;
      let before = 0;
      const wanted = parts.flatMap((length, index) => {
        const first = before;
        before += length;
        return first < after + limit && before > after ? [{ index, first }] : [];
      });
      const items = await readKeys(
        client,
        table,
        wanted.map(({ index }) => proposalPartKey(generation, index)),
      );
      const listings = items
        .toSorted((one, other) => (String(one['sk']) < String(other['sk']) ? -1 : 1))
        .flatMap((item) => readItem(proposalPartShape, item).listings);
      const start = after - (wanted[0]?.first ?? after);
      return { asOf, generation, counts, listings: listings.slice(start, start + limit) };
    },
  };
}

/** The listings in their order, as many to a part as it takes. */
function partsOf(listings: readonly KeptProposal[]): readonly (readonly KeptProposal[])[] {
  const parts: KeptProposal[][] = [];
  let bytes = PART_BYTES_MAX;
  for (const each of listings) {
    const more = Buffer.byteLength(JSON.stringify(each));
    if (bytes + more > PART_BYTES_MAX) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(each);
    bytes += more;
  }
  return parts;
}

/**
 * Parts of what was kept before expire (DynamoDB developer guide, “Using time to live”). Parts of a later generation are of another
 * command that is about to write its head.
 */
async function expireBefore(
  client: DynamoDBDocumentClient,
  table: string,
  generation: string,
  now: Date,
): Promise<void> {
  const items = await queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :part)',
    FilterExpression: 'attribute_not_exists(expiresAt)',
    ProjectionExpression: 'pk, sk',
    ExpressionAttributeValues: { ':pk': PROPOSALS, ':part': PROPOSAL_PARTS },
  });
  for (const { pk, sk } of items.filter((item) => String(item['sk']) < proposalPartsOf(generation))) {
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk, sk },
        UpdateExpression: 'SET expiresAt = :soon',
        ExpressionAttributeValues: { ':soon': Math.floor(now.getTime() / 1_000) + KEPT_ON_SECONDS },
      }),
    );
  }
}
