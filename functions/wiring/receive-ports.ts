/** What a function needs that receives a platform's messages, by what these messages bring. */

import { checkQueues, environmentText, ordersToRead } from '../../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { sqsObservationsByRate } from '../../shared/aws/messaging/by-rate.ts';
import { sqsNoticeQueue, sqsOrdersToRead } from '../../shared/aws/messaging/queues.ts';
import { sqsCatalogueNotices, sqsNoticesToCheck, sqsUninstalls } from '../../shared/aws/reconciling/check-queue.ts';
import type { Brought } from '../../shared/channels/platform-facts.ts';
import type { OrderBooks } from '../../shared/ports/intake/intake-queues.ts';
import type { ReceivePorts } from '../../shared/usecases/intake/receive.ts';

/** Where a receiver of whole orders remembers them: it alone opens the table, so that the others start without its client. */
export type OpenBooks = () => OrderBooks;

/** Throws when the stack did not bind the function to what the messages are to be passed on to. */
export function receivePorts(brings: readonly Brought[], openBooks?: OpenBooks, queues = sqsClient()): ReceivePorts {
  const does = (brought: Brought) => brings.includes(brought);
  return {
    observations: sqsObservationsByRate(queues, {
      observationsUrl: environmentText('OBSERVATIONS_QUEUE_URL'),
      packingUrl: environmentText('PACKING_QUEUE_URL'),
    }),
    ...(does('changeNotices') && { notices: sqsNoticeQueue(queues, environmentText('NOTICES_QUEUE_URL')) }),
    ...(does('quantityNotices') && { notices: sqsNoticesToCheck(queues, checkQueues()) }),
    ...(does('catalogueNotices') && { catalogue: sqsCatalogueNotices(queues, checkQueues()) }),
    ...(does('uninstalls') && { uninstalls: sqsUninstalls(queues, checkQueues()) }),
    ...(does('orderNotices') && { ordersToRead: sqsOrdersToRead(queues, ordersToRead()) }),
    ...(openBooks !== undefined && { books: openBooks() }),
    journal: cloudWatchJournal(),
  };
}
