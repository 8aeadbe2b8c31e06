import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sqsCatalogueNotices, sqsNoticesToCheck } from '../shared/aws/check-queue.ts';
import { sqsClient } from '../shared/aws/clients.ts';
import { checkQueues, environmentText, servedChannelsOf } from '../shared/aws/environment.ts';
import { cloudWatchJournal } from '../shared/aws/journal.ts';
import { sqsObservationQueue } from '../shared/aws/queues.ts';
import { translateAmazon } from '../shared/channels/amazon/translate.ts';
import { receive } from '../shared/usecases/receive.ts';

const [channel] = servedChannelsOf('amazon');
const queues = sqsClient();
const ports = {
  observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
  notices: sqsNoticesToCheck(queues, checkQueues()),
  catalogue: sqsCatalogueNotices(queues, checkQueues()),
  journal: cloudWatchJournal(),
};

/**
 * Receives Amazon's notifications, whose authenticity is the queue's policy. One that is malformed comes back until it
 * is a dead letter: Amazon cannot be told, and nothing is dropped.
 */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const received = await Promise.allSettled(
    event.Records.map(async (record) => {
      const receivedAt = new Date(Number(record.attributes.SentTimestamp)).toISOString();
      return receive(ports, channel.id, translateAmazon({ body: record.body, channel, receivedAt }));
    }),
  );
  const failed = event.Records.filter((_, index) => {
    const result = received[index];
    return result?.status !== 'fulfilled' || result.value.kind === 'malformed';
  });
  return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
}
