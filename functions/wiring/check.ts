/** What every check-<platform> function does: reads what its channel shows, compares it with `shown`, and corrects drift. */

import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import {
  breakerLimits,
  checkQueues,
  environmentText,
  exposureRules,
  settleMs,
} from '../../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { searchMarkKey } from '../../shared/aws/ledger/table-keys.ts';
import { dynamoLinkStore } from '../../shared/aws/listings/link-store.ts';
import { dynamoListingNotes } from '../../shared/aws/listings/listing-notes.ts';
import { dynamoListingRegistry } from '../../shared/aws/listings/listing-registry.ts';
import { dynamoSweepMarks } from '../../shared/aws/listings/sweep-marks.ts';
import { sqsDeadObservations } from '../../shared/aws/messaging/queue-state.ts';
import { sqsMarkerQueue, sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { type QueueMessage, readMessages } from '../../shared/aws/messaging/read-messages.ts';
import { dynamoChannelControls } from '../../shared/aws/pushing/channel-states.ts';
import { dynamoGatePorts } from '../../shared/aws/pushing/gate-ports.ts';
import { dynamoPushStore } from '../../shared/aws/pushing/push-store.ts';
import { sqsCheckQueue, sqsRetryQueue } from '../../shared/aws/reconciling/check-queue.ts';
import { dynamoCheckStore } from '../../shared/aws/reconciling/check-store.ts';
import { type CheckQueueMessage, checkQueueMessage } from '../../shared/aws/shapes/messages.ts';
import { locationsOn } from '../../shared/channel-config.ts';
import { followsStates } from '../../shared/channels/capabilities.ts';
import type { AnySellingChannel, SellingPlatform } from '../../shared/channels/platform.ts';
import { pushAccountOf } from '../../shared/channels/push-account.ts';
import { whereWorkIsFollowed } from '../../shared/domain/reconciling/drift-policy.ts';
import { type CatalogueMessage, noteCatalogueChanges } from '../../shared/usecases/intake/note-catalogue-changes.ts';
import { pauseUninstalled, type UninstallMessage } from '../../shared/usecases/intake/pause-uninstalled.ts';
import { countingSkuUnits } from '../../shared/usecases/linking/sku-units.ts';
import { type RetryMessage, retryRefused } from '../../shared/usecases/pushing/retry-refused.ts';
import { type CheckMessage, checkListings } from '../../shared/usecases/reconciling/check-listings.ts';
import { openedChannel } from './opened-channel.ts';
import { answerBatch, type TimeLeft, unreadableAgain } from './queue-batch.ts';
import { sharePorts } from './shares.ts';

/** The handler of every check-<platform> function. */
export function checkHandler<Channel extends AnySellingChannel>(
  platform: SellingPlatform<Channel>,
): (event: SQSEvent, time: TimeLeft) => Promise<SQSBatchResponse> {
  const { selling } = platform;
  const { channel, opened, isSecretReplaced } = openedChannel(platform, (served: Channel, secret) => ({
    client: countingSkuUnits(selling.client(served, secret)),
    sweep: selling.sweep(served, secret),
  }));
  const database = documentClient();
  const table = environmentText('TABLE_NAME');
  const queues = sqsClient();
  const queueUrl = environmentText('CHECK_QUEUE_URL');
  const ledger = dynamoLedgerStore(database, table);
  const isFollowed = followsStates(platform.facts.selling.capabilities, channel);
  const { onDrift = 'overwrite' } = channel;
  const ports = {
    store: dynamoPushStore(database, table, channel.id, locationsOn(channel)),
    gates: dynamoGatePorts(database, table, {
      ...pushAccountOf(platform, channel),
      mode: channel.mode,
      breaker: breakerLimits(),
    }),
    checkStore: dynamoCheckStore(database, table),
    registry: dynamoListingRegistry(database, table),
    observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
    checks: { queue: sqsCheckQueue(queues, checkQueues()), settleMs: settleMs() },
    retries: sqsRetryQueue(queues, checkQueues()),
    onDrift: isFollowed ? whereWorkIsFollowed(onDrift) : onDrift,
    ...(isFollowed && { stockWork: ledger }),
    shares: sharePorts(database),
    isSecretReplaced,
    rules: exposureRules(),
    journal: cloudWatchJournal(),
    clock: () => new Date(),
  };
  const orders = {
    swept: dynamoSweepMarks(database, table),
    searched: dynamoSweepMarks(database, table, searchMarkKey),
    markers: sqsMarkerQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
    dead: sqsDeadObservations(queues, environmentText('OBSERVATIONS_DEAD_LETTERS_URL')),
    ledger,
    stock: dynamoStockReader(database, table),
  };
  const { journal, clock } = ports;
  const catalogue = {
    listings: dynamoListingNotes(database, table),
    links: dynamoLinkStore(database, table),
    checks: ports.checks.queue,
    journal,
    clock,
  };
  const controls = dynamoChannelControls(database, table);
  const batch = { queues, urlOf: () => queueUrl, journal, what: `Checking ${channel.id}` };
  return (event, time) =>
    answerBatch(batch, event.Records, time, async () => {
      const { messages, unreadable } = readMessages(event.Records, checkQueueMessage, journal);
      const { checks, notices, uninstalls, retries } = byKind(messages);
      const unnoted = await noteCatalogueChanges(catalogue, notices);
      const { client, sweep } = await opened();
      const unpaused = await pauseUninstalled({ client, controls, journal }, uninstalls);
      const unchecked = await checkListings({ ...ports, client, orders: { ...orders, sweep } }, checks);
      const refused = await retryRefused({ ...ports, client }, retries);
      return [...unreadableAgain(unreadable), ...unpaused, ...unnoted, ...unchecked, ...refused];
    });
}

/** The messages of the queue of checks, by what is to be done about them. */
function byKind(messages: readonly QueueMessage<CheckQueueMessage>[]) {
  const checks: CheckMessage[] = [];
  const notices: CatalogueMessage[] = [];
  const uninstalls: UninstallMessage[] = [];
  const retries: RetryMessage[] = [];
  for (const { id, body } of messages) {
    switch (body.kind) {
      case 'catalogue':
        notices.push({ id, notices: body.notices });
        break;
      case 'uninstalled':
        uninstalls.push({ id, notice: body.notice });
        break;
      case 'retry':
        retries.push({ id, retry: body.retry });
        break;
      default:
        checks.push({ id, asked: body });
    }
  }
  return { checks, notices, uninstalls, retries };
}
