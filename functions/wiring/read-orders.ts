// What every read-<platform>-orders function does: reads orders back that the channel's messages leave unclear.
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { documentClient, sqsClient } from '../../shared/aws/lambda/clients.ts';
import { environmentText } from '../../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { giveBack, sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import type { AnyChannel, Opener, Platform } from '../../shared/channels/platform.ts';
import type { OrderReader, OrderToRead } from '../../shared/ports/channel.ts';
import { readOrders } from '../../shared/usecases/intake/read-orders.ts';
import { openedChannel } from './opened-channel.ts';

/** The handler of every read-<platform>-orders function, where a platform lets an order be read. */
export function readOrdersHandler<Channel extends AnyChannel>(
  platform: Platform<Channel> & { readonly selling: { readonly orderReader: Opener<Channel, OrderReader> } },
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { opened: openReader } = openedChannel(platform, platform.selling.orderReader);
  const database = documentClient();
  const table = environmentText('TABLE_NAME');
  const queues = sqsClient();
  const queueUrl = environmentText('ORDERS_QUEUE_URL');
  const ports = {
    stock: dynamoStockReader(database, table),
    ledger: dynamoLedgerStore(database, table),
    observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
    journal: cloudWatchJournal(),
    clock: () => new Date(),
  };
  return async (event) => {
    const channel = await openReader();
    // Only post-observations and receive-… write to this queue, in the shape of OrderToRead.
    const messages = event.Records.map(({ messageId, body }) => ({
      id: messageId,
      asked: JSON.parse(body) as OrderToRead,
    }));
    const again = new Map(
      (await readOrders({ ...ports, channel }, messages)).map(({ id, retryAfterMs }) => [id, retryAfterMs]),
    );
    const returned = event.Records.filter(({ messageId }) => again.has(messageId));
    await Promise.allSettled(
      returned.map((record) => giveBack(queues, queueUrl, record, again.get(record.messageId) ?? 0)),
    );
    return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
