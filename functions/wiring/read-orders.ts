/** What every read-<platform>-orders function does: reads orders back that the channel's messages leave unclear. */

import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { documentClient, sqsClient } from '../../shared/aws/lambda/clients.ts';
import { environmentText } from '../../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { giveBack, sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { readMessages } from '../../shared/aws/messaging/read-messages.ts';
import { dynamoChannelStates } from '../../shared/aws/pushing/channel-states.ts';
import { orderToReadMessage } from '../../shared/aws/shapes/messages.ts';
import type { AnyChannel, Opener, Platform } from '../../shared/channels/platform.ts';
import type { OrderReader } from '../../shared/ports/channel/channel.ts';
import { readOrders } from '../../shared/usecases/intake/read-orders.ts';
import { openedChannel } from './opened-channel.ts';

/** The handler of every read-<platform>-orders function, where a platform lets an order be read. */
export function readOrdersHandler<Channel extends AnyChannel>(
  platform: Platform<Channel> & { readonly selling: { readonly orderReader: Opener<Channel, OrderReader> } },
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { opened: openReader, isSecretReplaced } = openedChannel(platform, platform.selling.orderReader);
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
  return async (event) => {
    const channel = await openReader();
    const { messages, unreadable } = readMessages(event.Records, orderToReadMessage, ports.journal);
    const asked = messages.map(({ id, body }) => ({ id, asked: body }));
    const again = new Map(
      (await readOrders({ ...ports, channel }, asked)).map(({ id, retryAfterMs }) => [id, retryAfterMs]),
    );
    const returned = event.Records.filter(({ messageId }) => again.has(messageId));
    await Promise.allSettled(
      returned.map((record) => giveBack(queues, queueUrl, record, again.get(record.messageId) ?? 0)),
    );
    return { batchItemFailures: [...unreadable, ...returned].map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
