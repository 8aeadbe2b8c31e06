import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { documentClient, secretsClient, sqsClient } from '../shared/aws/lambda/clients.ts';
import { checkQueues, environmentText, secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../shared/aws/lambda/journal.ts';
import { dynamoLedgerStore } from '../shared/aws/ledger/ledger-store.ts';
import { dynamoListingRegistry } from '../shared/aws/listings/listing-registry.ts';
import { giveBack, sqsObservationQueue } from '../shared/aws/messaging/queues.ts';
import { sqsNoticesToCheck } from '../shared/aws/reconciling/check-queue.ts';
import { cachedSecrets } from '../shared/aws/secrets/secrets.ts';
import { parseSquareCredentials } from '../shared/channels/square/connecting/credentials.ts';
import { createSquareChangeReader } from '../shared/channels/square/orders/change-reader.ts';
import type { Notice } from '../shared/ports/channel.ts';
import { followNotices } from '../shared/usecases/intake/read-changes.ts';

const [channel] = servedChannelsOf('square');
const table = environmentText('TABLE_NAME');
const noticesUrl = environmentText('NOTICES_QUEUE_URL');
const database = documentClient();
const queues = sqsClient();
const readSecret = cachedSecrets(secretsClient());
const ports = {
  registry: dynamoListingRegistry(database, table),
  ledger: dynamoLedgerStore(database, table),
  observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
  toCheck: sqsNoticesToCheck(queues, checkQueues()),
  journal: cloudWatchJournal(),
  clock: () => new Date(),
};

const RETRY_AFTER_MS = 2_000;

/** Reads what changed behind Square's notices. A quantity whose changes cannot be read gives back its notices. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const credentials = parseSquareCredentials(await readSecret(secretName(channel.id)));
  const readChanges = createSquareChangeReader(channel, credentials);
  // Only receive-square writes to this queue, in the shape of Notice.
  const notices = event.Records.map((record) => ({ record, notice: JSON.parse(record.body) as Notice }));
  const failed = await Promise.all(
    [...Map.groupBy(notices, ({ notice }) => notice.externalId).values()].map(async (group) => {
      try {
        await followNotices(
          { ...ports, readChanges },
          channel.id,
          group.map(({ notice }) => notice),
        );
        return [];
      } catch (error) {
        ports.journal.warn(`${channel.id}: changes could not be read, they are read again`, { step: 'noticed', error });
        return group.map(({ record }) => record);
      }
    }),
  );
  const returned = failed.flat();
  await Promise.allSettled(returned.map((record) => giveBack(queues, noticesUrl, record, RETRY_AFTER_MS)));
  return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
