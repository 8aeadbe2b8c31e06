/** What every push-<platform> function does: brings the listings on its channel to what they should show. */

import { setTimeout } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import {
  breakerLimits,
  checkQueues,
  environmentText,
  exposureRules,
  settleMs,
} from '../../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { readMessages } from '../../shared/aws/messaging/read-messages.ts';
import { dynamoGatePorts } from '../../shared/aws/pushing/gate-ports.ts';
import { dynamoPushStore } from '../../shared/aws/pushing/push-store.ts';
import { sqsCheckQueue, sqsRetryQueue } from '../../shared/aws/reconciling/check-queue.ts';
import { stockChangedMessage } from '../../shared/aws/shapes/messages.ts';
import { locationsOn } from '../../shared/channel-config.ts';
import { followsStates } from '../../shared/channels/capabilities.ts';
import type { AnySellingChannel, SellingPlatform } from '../../shared/channels/platform.ts';
import { pushAccountOf } from '../../shared/channels/push-account.ts';
import { countingSkuUnits } from '../../shared/usecases/linking/sku-units.ts';
import type { PushPorts } from '../../shared/usecases/pushing/push-ports.ts';
import { pushStock } from '../../shared/usecases/pushing/push-stock.ts';
import { openedChannel } from './opened-channel.ts';
import { answerBatch, type TimeLeft, unreadableAgain } from './queue-batch.ts';
import { sharePorts } from './shares.ts';

/** The handler of every push-<platform> function. */
export function pushHandler<Channel extends AnySellingChannel>(
  platform: SellingPlatform<Channel>,
): (event: SQSEvent, time: TimeLeft) => Promise<SQSBatchResponse> {
  const {
    channel,
    opened: openClient,
    isSecretReplaced,
  } = openedChannel(platform, (served: Channel, secret) => countingSkuUnits(platform.selling.client(served, secret)));
  const queue = sqsClient();
  const [inTurn, first] = [environmentText('PUSH_QUEUE_URL'), environmentText('URGENT_QUEUE_URL')];
  // A queue's ARN and its URL end in its name.
  const queueOf = ({ eventSourceARN }: SQSRecord) =>
    first.endsWith(`/${eventSourceARN.split(':').at(-1)}`) ? first : inTurn;
  const database = documentClient();
  const table = environmentText('TABLE_NAME');
  const ports: Omit<PushPorts, 'client'> = {
    store: dynamoPushStore(database, table, channel.id, locationsOn(channel)),
    gates: dynamoGatePorts(database, table, {
      ...pushAccountOf(platform, channel),
      mode: channel.mode,
      breaker: breakerLimits(),
    }),
    checks: { queue: sqsCheckQueue(queue, checkQueues()), settleMs: settleMs() },
    retries: sqsRetryQueue(queue, checkQueues()),
    shares: sharePorts(database),
    ...(followsStates(platform.facts.selling.capabilities, channel) && {
      stockWork: dynamoLedgerStore(database, table),
    }),
    isSecretReplaced,
    wait: (milliseconds) => setTimeout(milliseconds),
    rules: exposureRules(),
    journal: cloudWatchJournal(),
    clock: () => new Date(),
  };
  const { journal } = ports;
  const batch = { queues: queue, urlOf: queueOf, journal, what: `Pushing to ${channel.id}` };
  return (event, time) =>
    answerBatch(batch, event.Records, time, async () => {
      const urgentIds = new Set(
        event.Records.filter((record) => queueOf(record) === first).map(({ messageId }) => messageId),
      );
      const { messages, unreadable } = readMessages(event.Records, stockChangedMessage, journal);
      const requests = messages.map(({ id, body: { detail } }) => ({
        id,
        sku: detail.sku,
        receivedAt: detail.receivedAt,
        ...(urgentIds.has(id) && { isUrgent: true as const }),
      }));
      const client = await openClient().catch((error: unknown) => {
        journal.count('PushUnanswered', channel.id);
        throw error;
      });
      return [...unreadableAgain(unreadable), ...(await pushStock({ ...ports, client }, requests))];
    });
}
