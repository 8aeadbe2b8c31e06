/** What every sweep-<platform> function does: reads what changed on its channel, and at times compares all of it. */

import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { checkQueues, environmentText, settleMs } from '../../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { comparisonMarkKey } from '../../shared/aws/ledger/table-keys.ts';
import { dynamoListingRegistry } from '../../shared/aws/listings/listing-registry.ts';
import { dynamoSweepMarks } from '../../shared/aws/listings/sweep-marks.ts';
import { dynamoSkuLists } from '../../shared/aws/lists/sku-lists.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { dynamoChannelStates } from '../../shared/aws/pushing/channel-states.ts';
import { sqsCheckQueue } from '../../shared/aws/reconciling/check-queue.ts';
import { dynamoCheckStore } from '../../shared/aws/reconciling/check-store.ts';
import { followsStates } from '../../shared/channels/capabilities.ts';
import type { AnySellingChannel, SellingPlatform } from '../../shared/channels/platform.ts';
import { UnusableSecretError } from '../../shared/channels/secret.ts';
import { OPERATOR_COMMANDS } from '../../shared/operator-commands.ts';
import { CredentialsGoneError } from '../../shared/ports/channel/credentials-gone.ts';
import { sweepChannel } from '../../shared/usecases/intake/sweep-channel.ts';
import { countingSkuUnits } from '../../shared/usecases/linking/sku-units.ts';
import { pauseWithoutCredentials } from '../../shared/usecases/pushing/pause-without-credentials.ts';
import { compareCatalogue } from '../../shared/usecases/reconciling/compare-catalogue.ts';
import { countDiffering } from '../../shared/usecases/reconciling/count-differing.ts';
import { openedChannel } from './opened-channel.ts';

/** The handler of every sweep-<platform> function. */
export function sweepHandler<Channel extends AnySellingChannel>(
  platform: SellingPlatform<Channel>,
): () => Promise<void> {
  const { selling } = platform;
  const { channel, opened, isSecretReplaced } = openedChannel(platform, (served: Channel, secret) => ({
    sweep: selling.sweep(served, secret),
    client: countingSkuUnits(selling.client(served, secret)),
  }));
  const database = documentClient();
  const table = environmentText('TABLE_NAME');
  const states = dynamoChannelStates(database, table);
  const queues = sqsClient();
  const ports = {
    marks: dynamoSweepMarks(database, table),
    registry: dynamoListingRegistry(database, table),
    ledger: dynamoLedgerStore(database, table),
    stock: dynamoStockReader(database, table),
    observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
    journal: cloudWatchJournal(),
    clock: () => new Date(),
  };
  const comparing = {
    marks: dynamoSweepMarks(database, table, comparisonMarkKey),
    states,
    ledger: ports.ledger,
    checkStore: dynamoCheckStore(database, table),
    checks: sqsCheckQueue(queues, checkQueues()),
    settleMs: settleMs(),
    followsStates: followsStates(platform.facts.selling.capabilities, channel),
    journal: ports.journal,
    clock: ports.clock,
  };
  const lists = dynamoSkuLists(database, table);
  // One sweep of the deployment counts for all channels (infra/intake/sweeps.ts).
  const isCounting = process.env['COUNTS_DIFFERING'] !== undefined;
  return async () => {
    try {
      await sweepAndCompare();
    } finally {
      await (isCounting ? countDiffering({ ...ports, lists }) : undefined);
    }
  };

  async function sweepAndCompare(): Promise<void> {
    try {
      const { sweep, client } = await opened();
      await sweepChannel({ ...ports, sweep });
      await compareCatalogue({ ...comparing, client });
    } catch (error) {
      if (error instanceof CredentialsGoneError) {
        const { journal, clock } = ports;
        await pauseWithoutCredentials({ states, journal, clock, isSecretReplaced }, channel.id, error.message);
        return;
      }
      if (!(error instanceof UnusableSecretError)) {
        throw error;
      }
      // As it is from the first deployment until somebody connects the channel.
      ports.journal.warn(
        `${channel.id}: is not swept. ${error.message} Run: ${OPERATOR_COMMANDS.connect(channel.id)}`,
        {
          step: 'swept',
          channel: channel.id,
        },
      );
    }
  }
}
