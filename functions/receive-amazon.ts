import { sqsClient } from '../shared/aws/lambda/clients.ts';
import { checkQueues, environmentText, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../shared/aws/lambda/journal.ts';
import { sqsObservationQueue } from '../shared/aws/messaging/queues.ts';
import { sqsCatalogueNotices, sqsNoticesToCheck } from '../shared/aws/reconciling/check-queue.ts';
import { translateAmazon } from '../shared/channels/amazon/intake/translate.ts';
import { receiveQueued } from './wiring/receive-queued.ts';

const [channel] = servedChannelsOf('amazon');
const queues = sqsClient();
const ports = {
  observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
  notices: sqsNoticesToCheck(queues, checkQueues()),
  catalogue: sqsCatalogueNotices(queues, checkQueues()),
  journal: cloudWatchJournal(),
};

/** Receives Amazon's notifications, whose authenticity is the queue's policy. */
export const handler = receiveQueued(ports, channel, translateAmazon);
