import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sqsCheckQueue } from '../shared/aws/check-queue.ts';
import { dynamoCheckStore } from '../shared/aws/check-store.ts';
import { documentClient, sqsClient } from '../shared/aws/clients.ts';
import { checkQueues, environmentText, exposureRules, settleMs } from '../shared/aws/environment.ts';
import { cloudWatchJournal } from '../shared/aws/journal.ts';
import { dynamoListingRegistry } from '../shared/aws/listing-registry.ts';
import { dynamoPushStore } from '../shared/aws/push-store.ts';
import { giveBack, sqsObservationQueue } from '../shared/aws/queues.ts';
import type { ChannelOutlet } from '../shared/channel-ports.ts';
import { type ChannelConfig, locationsOn } from '../shared/config.ts';
import type { CheckRequest } from '../shared/ports.ts';
import { checkListings } from '../shared/usecases/check-listings.ts';

/** The handler every check-<platform> function shares: what differs is only the channel's outlet. */
export function checkHandler(
  channel: Exclude<ChannelConfig, { platform: 'pos' }>,
  outletOf: () => Promise<ChannelOutlet>,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const database = documentClient();
  const table = environmentText('TABLE_NAME');
  const queues = sqsClient();
  const queueUrl = environmentText('CHECK_QUEUE_URL');
  const ports = {
    store: dynamoPushStore(database, table, channel.id, locationsOn(channel)),
    checkStore: dynamoCheckStore(database, table),
    registry: dynamoListingRegistry(database, table),
    observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
    checks: { queue: sqsCheckQueue(queues, checkQueues()), settleMs: settleMs() },
    onDrift: channel.onDrift ?? 'overwrite',
    rules: exposureRules(),
    journal: cloudWatchJournal(),
    clock: () => new Date(),
  };
  return async (event) => {
    const outlet = await outletOf();
    // Only Stockline writes to this queue, in this shape.
    const messages = event.Records.map(({ messageId, body }) => ({
      id: messageId,
      asked: JSON.parse(body) as CheckRequest,
    }));
    const again = new Map(
      (await checkListings({ ...ports, outlet }, messages)).map(({ id, retryAfterMs }) => [id, retryAfterMs]),
    );
    const returned = event.Records.filter(({ messageId }) => again.has(messageId));
    await Promise.allSettled(
      returned.map((record) => giveBack(queues, queueUrl, record, again.get(record.messageId) ?? 0)),
    );
    return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
