import { ConditionalCheckFailedException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { storedIntentOf } from '../../../../shared/aws/listings/listing-item.ts';
import { claimPush, endLease } from '../../../../shared/aws/pushing/push-claim.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import { intentOf } from '../../../contract/table-steps.ts';
import { later, MAIN, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const SKU = parseSku('MUG');
const READ: Listing = {
  ...{ sku: SKU, channel: SHOPIFY, channelLocation: '-', externalId: 'mug', drawsOn: [MAIN], managed: true },
  ...{ shown: 10, generation: 0, revision: 4, push: { kind: 'difference' } },
};
const MINE = intentOf({ startedAt: NOON, leaseUntil: later(40) });

/** The listing's item with this intent, as a read of the table answers it. */
function itemWith(intent: typeof MINE, revision = 5) {
  const { push: _push, ...facts } = READ;
  const kept = { pushMode: 'delta', doubts: 0, settledDoubts: 0, registeredAt: NOON, readUpTo: NOON };
  return {
    pk: 'SKU#MUG',
    sk: 'LISTING#shopify#-',
    shapeVersion: 1,
    ...facts,
    ...kept,
    revision,
    intent: storedIntentOf(intent),
  };
}

/** A client that answers one call after the other. */
function answering(...answers: readonly unknown[]) {
  const left = [...answers];
  const commands: string[] = [];
  const send = async (command: object) => {
    commands.push(command.constructor.name);
    const answer = left.shift();
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };
  return { client: { send } as unknown as DynamoDBDocumentClient, commands };
}

const refused = (attempts: number) =>
  new ConditionalCheckFailedException({ message: 'refused', $metadata: { attempts } });
const conflict = new TransactionConflictException({ message: 'conflict', $metadata: { attempts: 1 } });

describe('a claim', () => {
  it('that its own first try made is ours: that answer was lost, and the SDK sent it again', async () => {
    const { client } = answering(refused(2), { Item: itemWith(MINE) });
    const claimed = await claimPush(client, 'table', READ, MINE);
    expect(claimed).toMatchObject({ revision: 5, intent: MINE });
  });

  it.each([
    ['was sent once', [refused(1)], ['UpdateCommand']],
    [
      'met another claim of the same version',
      [refused(2), { Item: itemWith({ ...MINE, leaseUntil: later(41) }) }],
      ['UpdateCommand', 'GetCommand'],
    ],
    ['met its like, but further moved', [refused(2), { Item: itemWith(MINE, 6) }], ['UpdateCommand', 'GetCommand']],
  ])('is somebody else’s when it %s', async (_, answers, sent) => {
    const { client, commands } = answering(...answers);
    expect(await claimPush(client, 'table', READ, MINE)).toBeUndefined();
    expect(commands).toEqual(sent);
  });

  it('that meets a transaction is made again at once', async () => {
    const { client, commands } = answering(conflict, { Attributes: itemWith(MINE) });
    const claimed = await claimPush(client, 'table', READ, MINE);
    expect(claimed?.intent).toEqual(MINE);
    expect(commands).toEqual(['UpdateCommand', 'UpdateCommand']);
  });
});

describe('the end of a lease', () => {
  it('is tried again while the table fails', async () => {
    const { client, commands } = answering(new Error('lost'), new Error('lost'), {});
    await endLease(client, 'table', READ, MINE);
    expect(commands).toHaveLength(3);
  });
});
