/** What every read-<platform>-orders function does: reads orders back that the channel's messages leave unclear. */

import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { environmentText } from '../../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { readMessages } from '../../shared/aws/messaging/read-messages.ts';
import { dynamoChannelStates } from '../../shared/aws/pushing/channel-states.ts';
import { orderToReadMessage } from '../../shared/aws/shapes/messages.ts';
import type { AnyChannel, Opener, Platform } from '../../shared/channels/platform.ts';
import type { OrderReader } from '../../shared/ports/channel/channel.ts';
import { readOrders } from '../../shared/usecases/intake/read-orders.ts';
import { openedChannel } from './opened-channel.ts';
import { answerBatch, type TimeLeft, unreadableAgain } from './queue-batch.ts';

/** The handler of every read-<platform>-orders function, where a platform lets an order be read. */
export function readOrdersHandler<Channel extends AnyChannel>(
  platform: Platform<Channel> & { readonly selling: { readonly orderReader: Opener<Channel, OrderReader> } },
): (event: SQSEvent, time: TimeLeft) => Promise<SQSBatchResponse> {
  const {
    channel: served,
    opened: openReader,
    isSecretReplaced,
  } = openedChannel(platform, platform.selling.orderReader);
  const database = documentClient();
  const table = environmentText('TABLE_NAME');
  const queues = sqsClient();
  const queueUrl = environmentText('ORDERS_QUEUE_URL');
  const ports = {
    stock: dynamoStockReader(database, table),
    ledger: dynamoLedgerStore(database, table),
    observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
    states: dynamoChannelStates(database, table),
    isSecretReplaced,
    journal: cloudWatchJournal(),
    clock: () => new Date(),
  };
  const { journal } = ports;
  const batch = { queues, urlOf: () => queueUrl, journal, what: `Reading orders of ${served.id}` };
  return (event, time) =>
    answerBatch(batch, event.Records, time, async () => {
      const { messages, unreadable } = readMessages(event.Records, orderToReadMessage, journal);
      const asked = messages.map(({ id, body }) => ({ id, asked: body }));
      const channel = await openReader();
      return [...unreadableAgain(unreadable), ...(await readOrders({ ...ports, channel }, asked))];
    });
}
