/** Alarms and dashboard of the whole stack. */
import { Stack } from 'aws-cdk-lib';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { factsOf, sellingChannels } from '../../shared/channels/platform-of.ts';
import type { Channel } from '../channels/channel.ts';
import type { DriftCheck } from '../channels/drift-checks.ts';
import type { Placement } from '../channels/placement.ts';
import type { Setup } from '../channels/setup.ts';
import type { StocklineFunction } from '../constructs/stockline-function.ts';
import type { StocklineQueue } from '../constructs/stockline-queue.ts';
import type { ChangeNotices } from '../intake/change-notices.ts';
import type { FrontDoor } from '../intake/front-door.ts';
import type { Intake } from '../intake/intake.ts';
import type { NotificationQueue } from '../intake/notification-queue.ts';
import type { OrderReader } from '../intake/orders-to-read.ts';
import type { Sweep } from '../intake/sweeps.ts';
import type { Holds } from '../ledger/holds.ts';
import type { StockApi } from '../ledger/stock-api.ts';
import { Alarms } from './alarms.ts';
import { newDashboard } from './dashboard.ts';
import { StockMetrics } from './stock-metrics.ts';

export type OperationsProps = {
  readonly setup: Setup;
  readonly frontDoor: FrontDoor;
  readonly placement: Placement;
  readonly intake: Intake;
  readonly notificationQueues: readonly NotificationQueue[];
  readonly changeNotices: readonly ChangeNotices[];
  readonly channels: readonly Channel[];
  readonly checks: readonly DriftCheck[];
  readonly readers: readonly OrderReader[];
  readonly sweeps: readonly Sweep[];
  readonly holds: Holds;
  readonly stockApi: StockApi;
};

/** What shows that a person is needed: alarms, by e-mail if the merchant gave an address, and a dashboard. */
export class Operations extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    const { setup, intake } = props;
    const deadLetters = deadLettersOf(props);
    const functions = functionsOf(props);
    const action = this.#mail(setup);
    const inTheStack = new Alarms(this, 'Alarms', { setup, action });
    const nested = new Map<Stack, Alarms>(
      props.placement.nested.map((stack) => [stack, new Alarms(stack, 'Alarms', { setup, action })]),
    );
    /** The alarms that stand in that stack. */
    const alarmsIn = (stack: Stack) => nested.get(stack) ?? inTheStack;
    for (const [what, queue] of deadLetters) {
      alarmsIn(Stack.of(queue)).deadLetters(what, queue);
    }
    inTheStack.backlog(intake.observations.queue);
    inTheStack.closedDoors(props.frontDoor.api);
    inTheStack.batches();
    for (const stocklineFunction of functions) {
      alarmsIn(Stack.of(stocklineFunction)).errors(stocklineFunction);
    }
    for (const channel of setup.config.channels) {
      const alarms = alarmsIn(props.placement.stackOf(channel));
      alarms.posting(channel);
      if (factsOf(channel).intake.brings.includes('wholeOrders')) {
        alarms.senders(channel);
      }
    }
    for (const { channel, urgent } of props.channels) {
      const alarms = alarmsIn(props.placement.stackOf(channel));
      alarms.urgent(channel, urgent.queue);
      alarms.pushing(channel);
      alarms.gates(channel);
      alarms.credentials(channel);
      alarms.checking(channel);
      alarms.sweeping(channel, setup.config.sweepMinutes);
      alarms.comparing(channel);
    }
    this.dashboard = newDashboard(this, 'Dashboard', {
      metrics: new StockMetrics(setup),
      channels: setup.config.channels,
      selling: sellingChannels(setup.config),
      queues: queuesOf(props),
      deadLetters,
      functions,
    });
  }

  #mail({ config: { alarmEmail } }: Setup): SnsAction | undefined {
    if (alarmEmail === undefined) {
      return undefined;
    }
    const topic = new Topic(this, 'AlarmMail', { displayName: 'Stockline', enforceSSL: true });
    topic.addSubscription(new EmailSubscription(alarmEmail));
    // A topic with a policy of its own loses the default one, which lets the account's alarms publish.
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
    topic.grantPublish(cloudWatch);
    return new SnsAction(topic);
  }
}

/** Every queue that a function is fed from, under the name that people read. */
function stocklineQueuesOf({
  intake,
  notificationQueues,
  changeNotices,
  channels,
  checks,
  readers,
  holds,
}: OperationsProps): ReadonlyMap<string, StocklineQueue> {
  return new Map([
    ['observations', intake.observations],
    ['ends of holds', holds.expiries],
    ...intake.shopifyEvents.map(({ channel, events }) => [`${channel.id} events`, events] as const),
    ...notificationQueues.map(({ channel, notifications }) => [`${channel.id} notifications`, notifications] as const),
    ...changeNotices.map(({ channel, notices }) => [`${channel.id} notices`, notices] as const),
    ...channels.map(({ channel, pushes }) => [`${channel.id} pushes`, pushes] as const),
    ...channels.map(({ channel, urgent }) => [`${channel.id} urgent pushes`, urgent] as const),
    ...checks.map(({ channel, waiting }) => [`${channel.id} checks`, waiting] as const),
    ...readers.map(({ channel, orders }) => [`${channel.id} orders to read`, orders] as const),
  ]);
}

function queuesOf(props: OperationsProps): ReadonlyMap<string, Queue> {
  return new Map([...stocklineQueuesOf(props)].map(([name, { queue }]) => [name, queue]));
}

/** The dead letters of the queues, and what the bus could not bring to one. */
function deadLettersOf(props: OperationsProps): ReadonlyMap<string, Queue> {
  return new Map([
    ...[...stocklineQueuesOf(props)].map(([name, { deadLetters }]) => [name, deadLetters] as const),
    ...props.channels.map(({ channel, undelivered }) => [`${channel.id} undelivered events`, undelivered] as const),
    ...props.intake.shopifyEvents.map(
      ({ channel, undelivered }) => [`${channel.id} undelivered webhooks`, undelivered] as const,
    ),
    ...props.notificationQueues.flatMap(({ channel, undelivered }) =>
      undelivered === undefined ? [] : [[`${channel.id} undelivered notifications`, undelivered] as const],
    ),
  ]);
}

function functionsOf(props: OperationsProps): readonly StocklineFunction[] {
  const { intake, notificationQueues, changeNotices, channels, checks, readers, sweeps, holds, stockApi } = props;
  return [
    intake.postObservations,
    ...intake.receivers,
    ...notificationQueues.map(({ receiver }) => receiver),
    ...changeNotices.flatMap(({ receiver, reader }) => [receiver, reader]),
    ...channels.map(({ push }) => push),
    ...checks.map(({ check }) => check),
    ...readers.map(({ reader }) => reader),
    ...sweeps.map(({ sweep }) => sweep),
    holds.expireHolds,
    stockApi.stockApi,
  ];
}
