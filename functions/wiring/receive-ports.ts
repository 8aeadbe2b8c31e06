/** What a function needs that receives a platform's messages, by what these messages bring. */

import { documentClient, OF_A_RECEIVER, sqsClient } from '../../shared/aws/lambda/clients.ts';
import { checkQueues, environmentText, ordersToRead } from '../../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { dynamoOrderBooks } from '../../shared/aws/ledger/order-books.ts';
import { sqsNoticeQueue, sqsObservationQueue, sqsOrdersToRead } from '../../shared/aws/messaging/queues.ts';
import { sqsCatalogueNotices, sqsNoticesToCheck, sqsUninstalls } from '../../shared/aws/reconciling/check-queue.ts';
import type { Brought } from '../../shared/channels/platform-facts.ts';
import type { ReceivePorts } from '../../shared/usecases/intake/receive.ts';

/** Throws when the stack did not bind the function to what the messages are to be passed on to. */
export function receivePorts(brings: readonly Brought[], queues = sqsClient(OF_A_RECEIVER)): ReceivePorts {
  const does = (brought: Brought) => brings.includes(brought);
  return {
    observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
    ...(does('changeNotices') && { notices: sqsNoticeQueue(queues, environmentText('NOTICES_QUEUE_URL')) }),
    ...(does('quantityNotices') && { notices: sqsNoticesToCheck(queues, checkQueues()) }),
    ...(does('catalogueNotices') && { catalogue: sqsCatalogueNotices(queues, checkQueues()) }),
    ...(does('uninstalls') && { uninstalls: sqsUninstalls(queues, checkQueues()) }),
    ...(does('orderNotices') && { ordersToRead: sqsOrdersToRead(queues, ordersToRead()) }),
    ...(does('wholeOrders') && {
      books: dynamoOrderBooks(documentClient(OF_A_RECEIVER), environmentText('TABLE_NAME'), Date.now),
    }),
    journal: cloudWatchJournal(),
  };
}
