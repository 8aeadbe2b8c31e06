/** Keeps on each listing what checks found. */
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Listing } from '../../domain/listing/listing.ts';
import { seenOf, takenFigure } from '../../domain/listing/taken-figure.ts';
import { isStillOnDisplay } from '../../domain/pushing/absolute-escrow.ts';
import type { CheckNote, CheckStore } from '../../ports/reconciling/checks.ts';
import { writeIf } from '../ledger/conditional-write.ts';
import { listingKey } from '../ledger/table-keys.ts';
import { settingOf } from '../listings/setting.ts';

/** What checks keep on the listings, each in one conditional write. */
export function dynamoCheckStore(client: DynamoDBDocumentClient, table: string): CheckStore {
  const write = (listing: Listing, change: Change) => writeIfUnmoved(client, table, listing, change);
  return {
    note: (listing, note) => write(listing, changeOf(listing, note)),
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
        update: `SET ${set.join(', ')} REMOVE suspicion, checkAt`,
        condition: 'shown = :readQuantity',
        values: { ...values, ':readQuantity': shown },
      });
    },
    takeReading: (listing, { actual, shown }) =>
      write(listing, {
        update: `SET shown = :actual, answered = :actual, agreedRevision = :nextRevision, revision = :nextRevision REMOVE ${
          isStillOnDisplay(listing, actual) ? 'closedAt, ' : ''
        }suspicion, checkAt`,
        condition: NOTHING_REPORTED,
        values: { ':actual': actual, ':nextRevision': listing.revision + 1, ':readQuantity': shown },
      }),
  };
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
      return { update: `SET agreedRevision = revision${seen}, ${set.join(', ')} REMOVE checkAt, suspicion`, values };
    }
    case 'seen':
      return {
        update: 'SET evidence = :evidence, comparedAt = :comparedAt',
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
