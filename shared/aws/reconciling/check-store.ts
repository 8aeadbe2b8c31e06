/** Keeps on each listing what checks found. */
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Listing } from '../../domain/listing/listing.ts';
import { settledByReading } from '../../domain/listing/listing-push.ts';
import { seenOf, takenFigure } from '../../domain/listing/taken-figure.ts';
import { isStillOnDisplay } from '../../domain/pushing/absolute-escrow.ts';
import { listsOfListing, type SkuList } from '../../domain/reconciling/sku-lists.ts';
import type { CheckNote, CheckStore } from '../../ports/reconciling/checks.ts';
import { writeIf } from '../ledger/conditional-write.ts';
import { listingKey } from '../ledger/table-keys.ts';
import { settingOf } from '../listings/setting.ts';
import { listsGained, putOnLists } from '../lists/put-on-lists.ts';

/** What checks keep on the listings, each in one conditional write. */
export function dynamoCheckStore(client: DynamoDBDocumentClient, table: string): CheckStore {
  const write = (listing: Listing, change: Change) => writeIfUnmoved(client, table, listing, change);
  return {
    note: async (listing, note) => {
      await putOnLists(client, table, listing.sku, listsGained(listsOfListing(listing), listsOfNote(note)));
      return write(listing, changeOf(listing, note));
    },
    takeShown: (listing, suspicion, asOf) => {
      const { actual, shown } = suspicion;
      const nextRevision = listing.revision + 1;
      const { set, values } = settingOf({
        ...takenFigure(listing, seenOf(suspicion, asOf), shown),
        ...(listing.answered !== undefined && { answered: actual }),
        evidence: { kind: 'reading', asOf },
        comparedAt: asOf,
        agreedRevision: nextRevision,
        revision: nextRevision,
      });
      return write(listing, {
        update: `SET ${set.join(', ')} REMOVE suspicion, checkAt, isRecounted`,
        condition: 'shown = :readQuantity',
        values: { ...values, ':readQuantity': shown },
      });
    },
    takeReading: (listing, reading) => {
      const { actual, shown } = reading;
      const nextRevision = listing.revision + 1;
      const { set, values } = settingOf({
        ...{ shown: actual, answered: actual, agreedRevision: nextRevision, revision: nextRevision },
        rise: takenFigure(listing, seenOf(reading, reading.at), shown).rise,
        settledDoubts: settledByReading(listing.push),
      });
      return write(listing, {
        update: `SET ${set.join(', ')} REMOVE ${isStillOnDisplay(listing, actual) ? 'closedAt, ' : ''}suspicion, checkAt`,
        condition: NOTHING_REPORTED,
        values: { ...values, ':readQuantity': shown },
      });
    },
    endRise: async ({ sku, channel, channelLocation }, { at }) => {
      const update = new UpdateCommand({
        TableName: table,
        Key: listingKey(sku, channel, channelLocation),
        UpdateExpression: 'REMOVE rise',
        ConditionExpression: 'rise.#at = :at',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':at': at },
      });
      return (await writeIf(() => client.send(update))).kind === 'written';
    },
  };
}

/** The lists on which a note brings the listing's SKU. */
function listsOfNote(note: CheckNote): readonly SkuList[] {
  if (note.kind === 'notListed') {
    return ['problem'];
  }
  return note.kind === 'again' && note.suspicion !== undefined ? ['differing'] : [];
}

/** No sale or cancellation of the listing was reported since its figure was seen. */
const NOTHING_REPORTED = 'shown = :readQuantity';

type Change = {
  readonly update: string;
  /** Beyond that no push and no other check moved. */
  readonly condition?: string;
  readonly values: Readonly<Record<string, unknown>>;
};

/** What a channel that answers was seen to show is newer than its last answer. */
function changeOf({ answered, shown }: Listing, note: CheckNote): Change {
  switch (note.kind) {
    case 'agrees': {
      const seen = answered === undefined ? '' : ', answered = shown';
      const { evidence, states } = note;
      const { set, values } = settingOf({ evidence, comparedAt: evidence.asOf, agreedStates: states });
      const update = `SET agreedRevision = revision${seen}, ${set.join(', ')} REMOVE checkAt, suspicion, isRecounted`;
      return { update, values };
    }
    case 'seen':
      return {
        update: 'SET evidence = :evidence, comparedAt = :comparedAt REMOVE isRecounted',
        condition: 'shown = :comparedQuantity',
        values: { ':evidence': note.evidence, ':comparedAt': note.evidence.asOf, ':comparedQuantity': shown },
      };
    case 'again':
      return note.suspicion === undefined
        ? { update: 'SET checkAt = :checkAt REMOVE suspicion', values: { ':checkAt': note.checkAt } }
        : {
            update: 'SET checkAt = :checkAt, suspicion = :suspicion',
            values: { ':checkAt': note.checkAt, ':suspicion': note.suspicion },
          };
    case 'adopted':
      return {
        update: 'SET checkAt = :checkAt, shownAsOf = :asOf',
        values: { ':checkAt': note.checkAt, ':asOf': note.asOf },
      };
    case 'notListed':
      return { update: 'SET problem = :problem REMOVE checkAt, suspicion', values: { ':problem': note.problem } };
    default:
      return note satisfies never;
  }
}

async function writeIfUnmoved(
  client: DynamoDBDocumentClient,
  table: string,
  listing: Listing,
  { update, condition, values }: Change,
): Promise<boolean> {
  const noPushMoved = 'revision = :readRevision';
  const noCheckMoved = listing.checkAt === undefined ? 'attribute_not_exists(checkAt)' : 'checkAt = :readCheckAt';
  const write = new UpdateCommand({
    TableName: table,
    Key: listingKey(listing.sku, listing.channel, listing.channelLocation),
    UpdateExpression: update,
    ConditionExpression: [noPushMoved, noCheckMoved, ...(condition === undefined ? [] : [condition])].join(' AND '),
    ExpressionAttributeValues: {
      ...values,
      ':readRevision': listing.revision,
      ...(listing.checkAt !== undefined && { ':readCheckAt': listing.checkAt }),
    },
  });
  return (await writeIf(() => client.send(write))).kind === 'written';
}
