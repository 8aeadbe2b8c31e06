/** What a function does that reads what changed behind a channel's notices. */

import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { documentClient, sqsClient } from '../../shared/aws/lambda/clients.ts';
import { checkQueues, environmentText } from '../../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoListingRegistry } from '../../shared/aws/listings/listing-registry.ts';
import { giveBack, sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { readMessages } from '../../shared/aws/messaging/read-messages.ts';
import { sqsNoticesToCheck } from '../../shared/aws/reconciling/check-queue.ts';
import { noticeMessage } from '../../shared/aws/shapes/messages.ts';
import type { AnyChannel, Opener, Platform } from '../../shared/channels/platform.ts';
import type { ChangeReader } from '../../shared/ports/channel/channel.ts';
import { followNotices, type ReadChangesPorts } from '../../shared/usecases/intake/read-changes.ts';
import { openedChannel } from './opened-channel.ts';

const RETRY_AFTER_MS = 2_000;

/**
 * The handler of every function that reads what changed behind a channel's notices. A quantity whose changes cannot be
 * read gives back its notices.
 */
export function readChangesHandler<Channel extends AnyChannel>(
  platform: Platform<Channel> & { readonly selling: { readonly changeReader: Opener<Channel, ChangeReader> } },
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { channel, opened: openReader } = openedChannel(platform, platform.selling.changeReader);
  const noticesUrl = environmentText('NOTICES_QUEUE_URL');
  const queues = sqsClient();
  const ports = readingPorts();
  return async (event) => {
    const readChanges = await openReader();
    const { messages, unreadable } = readMessages(event.Records, noticeMessage, ports.journal);
    const failed = await Promise.all(
      [...Map.groupBy(messages, ({ body }) => body.externalId).values()].map(async (group) => {
        try {
          await followNotices(
            { ...ports, readChanges },
            channel.id,
            group.map(({ body }) => body),
          );
          return [];
        } catch (error) {
          ports.journal.warn(`${channel.id}: changes could not be read, they are read again`, {
            step: 'noticed',
            error,
          });
          return group.map(({ record }) => record);
        }
      }),
    );
    const returned = [...unreadable, ...failed.flat()];
    await Promise.allSettled(returned.map((record) => giveBack(queues, noticesUrl, record, RETRY_AFTER_MS)));
    return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

function readingPorts(): Omit<ReadChangesPorts, 'readChanges'> {
  const table = environmentText('TABLE_NAME');
  const database = documentClient();
  const queues = sqsClient();
  return {
    registry: dynamoListingRegistry(database, table),
    ledger: dynamoLedgerStore(database, table),
    observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
    toCheck: sqsNoticesToCheck(queues, checkQueues()),
    journal: cloudWatchJournal(),
    clock: () => new Date(),
  };
}
