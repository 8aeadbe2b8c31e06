/** What a function does that reads what changed behind a channel's notices. */

import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { checkQueues, environmentText } from '../../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoListingRegistry } from '../../shared/aws/listings/listing-registry.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { readMessages } from '../../shared/aws/messaging/read-messages.ts';
import { dynamoChannelStates } from '../../shared/aws/pushing/channel-states.ts';
import { sqsNoticesToCheck } from '../../shared/aws/reconciling/check-queue.ts';
import { noticeMessage } from '../../shared/aws/shapes/messages.ts';
import type { AnyChannel, Opener, Platform } from '../../shared/channels/platform.ts';
import type { ChangeReader } from '../../shared/ports/channel/channel.ts';
import { followNotices, type ReadChangesPorts } from '../../shared/usecases/intake/read-changes.ts';
import { rememberedChanges } from '../../shared/usecases/intake/remembered-changes.ts';
import { openedChannel } from './opened-channel.ts';
import { answerBatch, type TimeLeft, unreadableAgain } from './queue-batch.ts';

/**
 * The handler of every function that reads what changed behind a channel's notices. A quantity whose changes cannot be
 * read gives back its notices.
 */
export function readChangesHandler<Channel extends AnyChannel>(
  platform: Platform<Channel> & { readonly selling: { readonly changeReader: Opener<Channel, ChangeReader> } },
): (event: SQSEvent, time: TimeLeft) => Promise<SQSBatchResponse> {
  const { channel, opened: openReader, isSecretReplaced } = openedChannel(platform, platform.selling.changeReader);
  const noticesUrl = environmentText('NOTICES_QUEUE_URL');
  const queues = sqsClient();
  const followsWork = 'stockWork' in channel && channel.stockWork === true;
  const ports = readingPorts(queues);
  const { journal } = ports;
  const batch = { queues, urlOf: () => noticesUrl, journal, what: `Reading changes of ${channel.id}` };
  return (event, time) =>
    answerBatch(batch, event.Records, time, async () => {
      const { messages, unreadable } = readMessages(event.Records, noticeMessage, journal);
      const notices = messages.map(({ id, body }) => ({ id, notice: body }));
      const readChanges = await openReader();
      const again = await followNotices({ ...ports, followsWork, isSecretReplaced, readChanges }, channel.id, notices);
      return [...unreadableAgain(unreadable), ...again];
    });
}

function readingPorts(queues: SQSClient): Omit<ReadChangesPorts, 'readChanges' | 'followsWork'> {
  const table = environmentText('TABLE_NAME');
  const database = documentClient();
  return {
    registry: dynamoListingRegistry(database, table),
    ledger: dynamoLedgerStore(database, table),
    remembered: rememberedChanges(),
    observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
    toCheck: sqsNoticesToCheck(queues, checkQueues()),
    states: dynamoChannelStates(database, table),
    journal: cloudWatchJournal(),
    clock: () => new Date(),
  };
}
