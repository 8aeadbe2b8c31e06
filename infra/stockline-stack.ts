/** The stack: everything that Stockline has in the merchant’s account. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { factsOf, sellingChannels } from '../shared/channels/platform-of.ts';
import type { StocklineConfig } from '../shared/config.ts';
import { Channel } from './channels/channel.ts';
import { Credentials } from './channels/credentials.ts';
import { type DriftCheck, DriftChecks } from './channels/drift-checks.ts';
import { CHANNELS_IN_THE_STACK, Placement } from './channels/placement.ts';
import { outputSuffix, type Setup } from './channels/setup.ts';
import { FunctionBundles } from './constructs/function-bundles.ts';
import { refuseSameNames } from './constructs/same-names.ts';
import { StocklineFunction } from './constructs/stockline-function.ts';
import { ChangeNotices } from './intake/change-notices.ts';
import { FrontDoor } from './intake/front-door.ts';
import { Intake } from './intake/intake.ts';
import { NotificationQueue } from './intake/notification-queue.ts';
import { OrdersToRead } from './intake/orders-to-read.ts';
import { Sweeps } from './intake/sweeps.ts';
import { type KeptResources, NOTHING_KEPT } from './kept-resources.ts';
import { Holds } from './ledger/holds.ts';
import { Ledger } from './ledger/ledger.ts';
import { Page } from './ledger/page.ts';
import { StockApi } from './ledger/stock-api.ts';
import { StockBus } from './ledger/stock-bus.ts';
import { Alerting } from './operations/alerting.ts';
import { Operations } from './operations/operations.ts';

export type StocklineStackProps = StackProps & {
  readonly config: StocklineConfig;
  /** For a run on one machine: nothing outlives the stack. */
  readonly local: boolean;
  /** Which of several deployments in one account and region this is; absent: production. */
  readonly stage?: string | undefined;
  /** How many functions the account may run at once, where that is known. */
  readonly concurrency?: number | undefined;
  /** What an earlier deployment left and this one goes on with; default: nothing. */
  readonly kept?: KeptResources;
};

/**
 * All that Stockline has in the merchant's account:
 *
 *     receive-… ─► observations ─► post-observations ─► bus ─► per channel: rule ─► pushes ─► push-…
 *                                       │
 *                                    ledger ◄── stock API ─► holds ─► expire-holds
 *
 * Back to observations, per channel: the changes behind Square's notices, and orders whose messages are unclear.
 * Pushes are checked, per channel: push-… ─► checks ─► check-… reads what the channel shows. And changes that no message
 * reported are found, per channel: a schedule ─► sweep-… ─► observations.
 */
export class StocklineStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { config, local, stage, concurrency, kept = NOTHING_KEPT, ...props }: StocklineStackProps,
  ) {
    super(scope, id, { ...templateOf(config), ...props });
    const setup: Setup = { config, local, stage, concurrency, kept, bundles: new FunctionBundles(this) };
    const placement = new Placement(this, config);
    const frontDoor = new FrontDoor(this, 'FrontDoor', { setup });

    const ledger = new Ledger(this, 'Ledger', { setup });
    const stockBus = new StockBus(this, 'StockBus');
    const credentials = new Credentials(this, 'Credentials', { setup });
    const intake = new Intake(this, 'Intake', { setup, frontDoor, placement, credentials, ledger, stockBus });
    const parts = { setup, credentials, intake, ledger };
    const notificationQueues = config.channels.flatMap((channel) => {
      const arrival = factsOf(channel).intake;
      const id = `Notifications-${channel.id}`;
      return arrival.by === 'queue'
        ? [new NotificationQueue(placement.stackOf(channel), id, { ...parts, channel, arrival })]
        : [];
    });
    const changeNotices = config.channels
      .filter((channel) => factsOf(channel).intake.brings.includes('changeNotices'))
      .map((channel) => {
        const address = { channel, webhookUrl: webhookUrl(channel, frontDoor) };
        return new ChangeNotices(placement.stackOf(channel), `Notices-${channel.id}`, { ...parts, ...address });
      });
    const channels = sellingChannels(config).map(
      (channel) => new Channel(placement.stackOf(channel), `Channel-${channel.id}`, { ...parts, channel, stockBus }),
    );
    const queueReceivers = notificationQueues.map(({ receiver }) => receiver);
    // The ids of constructs stay as they were first deployed: another id is another queue.
    const { readers } = new OrdersToRead(this, 'OrderReadings', { ...parts, placement, queueReceivers });
    const { sweeps } = new Sweeps(this, 'Sweeps', { ...parts, placement });
    const { checks } = new DriftChecks(this, 'DriftChecks', {
      ...{ ...parts, placement, stockBus, channels, sweeps },
      listeners: [...intake.receivers, ...queueReceivers, ...changeNotices.map(({ reader }) => reader)],
    });
    const holds = new Holds(this, 'Holds', { setup, ledger, stockBus });
    const operations = new Operations(this, 'Operations', {
      ...{ setup, placement, frontDoor, intake },
      notificationQueues,
      changeNotices,
      channels,
      checks,
      readers,
      sweeps,
      holds,
      stockApi: new StockApi(this, 'StockApi', { setup, frontDoor, credentials, holds, ledger, stockBus }),
      page: new Page(this, 'Page', { setup, frontDoor, credentials, ledger }),
      alerting: new Alerting(this, 'Alerting', { setup, credentials, ledger, stockBus }),
    });

    refuseSameNames(this, config.channels);

    this.#outputs({
      TableName: ledger.table.tableName,
      ObservationsQueueUrl: intake.observations.queue.queueUrl,
      BusName: stockBus.bus.eventBusName,
      ...{ ApiUrl: frontDoor.url, ApiTokenSecretName: credentials.apiTokenName },
      ...operations.outputs,
      FunctionsAtOnce: String(functionsAtOnce(this)),
      ...notificationQueueOutputs(notificationQueues),
      ...webhookOutputs(config, frontDoor),
      ...checksOutputs(checks),
    });
  }

  #outputs(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) {
      new CfnOutput(this, name, { value });
    }
  }
}

/** How many functions the stack itself may run at once; `npm run deploy` and `doctor` compare it with the account's quota. */
function functionsAtOnce(stack: Stack): number {
  const functions = stack.node.findAll().filter((each) => each instanceof StocklineFunction);
  return functions.reduce((sum, { atOnce }) => sum + atOnce, 0);
}

/** Indented, the template of 25 channels with the longest names nearly has the 1 MB that CloudFormation takes. */
function templateOf(config: StocklineConfig): StackProps {
  return {
    description: 'Stockline: one stock figure per SKU, true on every sales channel',
    suppressTemplateIndentation: sellingChannels(config).length > CHANNELS_IN_THE_STACK,
  };
}

/** The first channel's queue has the plain name, further ones end in their channel's id. Amazon's alone are such queues. */
function notificationQueueOutputs(queues: readonly NotificationQueue[]): Record<string, string> {
  return Object.fromEntries(
    queues.map(({ channel, notifications }, index) => [
      `AmazonNotificationsQueueUrl${index === 0 ? '' : outputSuffix(channel)}`,
      notifications.queue.queueUrl,
    ]),
  );
}

/** A command asks for checks where an import or an operator finds what nobody pushed. */
function checksOutputs(checks: readonly DriftCheck[]): Record<string, string> {
  return Object.fromEntries(
    checks.map(({ channel, waiting }) => [`ChecksQueueUrl${outputSuffix(channel)}`, waiting.queue.queueUrl]),
  );
}

function webhookOutputs(config: StocklineConfig, frontDoor: FrontDoor): Record<string, string> {
  return Object.fromEntries(
    config.channels
      .filter((channel) => factsOf(channel).intake.by === 'webhook')
      .map((channel) => [`WebhookUrl${outputSuffix(channel)}`, webhookUrl(channel, frontDoor)]),
  );
}

/** The merchant's own address where the channel's configuration has one; otherwise ours. */
function webhookUrl(channel: StocklineConfig['channels'][number], frontDoor: FrontDoor): string {
  const own = 'webhookUrl' in channel ? channel.webhookUrl : undefined;
  return own ?? `${frontDoor.url}/webhooks/${channel.id}`;
}
