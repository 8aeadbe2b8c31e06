/** Alarms and dashboard of the whole stack. */
import type { Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
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
import type { Page } from '../ledger/page.ts';
import type { StockApi } from '../ledger/stock-api.ts';
import { alarmTopic } from './alarm-topic.ts';
import { Alarms } from './alarms.ts';
import type { Alerting } from './alerting.ts';
import { newDashboard } from './dashboard.ts';
import { SavedQueries } from './saved-queries.ts';
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
  readonly page: Page;
  readonly alerting: Alerting;
};

/** What shows that a person is needed: alarms, by e-mail if the merchant gave an address, and a dashboard. */
export class Operations extends Construct {
  /** Outputs of the stack. Without `AlarmTopicArn` no alarm reaches anybody. */
  readonly outputs: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    const { setup, intake } = props;
    const deadLetters = deadLettersOf(props);
    const functions = functionsOf(props);
    const topic = alarmTopic(this, setup.config);
    const action = topic && new SnsAction(topic);
    const inTheStack = new Alarms(this, 'Alarms', { setup, action });
    const nested = new Map<Stack, Alarms>(
      props.placement.nested.map((stack) => [stack, new Alarms(stack, 'Alarms', { setup, action })]),
    );
    /** The alarms that stand in that stack. */
    const alarmsIn = (stack: Stack) => nested.get(stack) ?? inTheStack;
    for (const [what, queue] of deadLetters) {
      inTheStack.deadLetters(what, queue);
    }
    inTheStack.backlog(intake.observations.queue);
    inTheStack.closedDoors(props.frontDoor.api);
    inTheStack.batches();
    // The emulator (MiniStack 1.5.33) knows neither metric math in alarms nor the queries below, and refuses a template with them.
    if (!setup.local) {
      inTheStack.quota();
      inTheStack.moreDeadLetters(intake.packing.waiting.deadLetters);
    }
    inTheStack.crashes();
    inTheStack.posting();
    if (brings(setup, 'wholeOrders')) {
      inTheStack.senders();
    }
    inTheStack.pushing();
    inTheStack.gates();
    inTheStack.credentials();
    inTheStack.checking();
    if (brings(setup, 'uninstalls')) {
      inTheStack.uninstalls();
    }
    inTheStack.sweeping(setup.config.sweepMinutes);
    for (const { channel, urgent } of props.channels) {
      const alarms = alarmsIn(props.placement.stackOf(channel));
      alarms.urgent(channel, urgent.queue);
      alarms.lag(channel);
    }
    const { dashboardName } = newDashboard(this, 'Dashboard', {
      metrics: new StockMetrics(setup),
      channels: setup.config.channels,
      selling: sellingChannels(setup.config),
      queues: queuesOf(props),
      deadLetters,
      functions,
      alarms: inTheStack.all,
      sweepMinutes: setup.config.sweepMinutes,
      pageUrl: props.frontDoor.url,
    });
    if (!setup.local) {
      new SavedQueries(this, 'SavedQueries', functions);
    }
    this.outputs = {
      DashboardName: dashboardName,
      ...props.alerting.outputs,
      ...(topic !== undefined && { AlarmTopicArn: topic.topicArn }),
    };
  }
}

/** Whether any channel's messages bring it. */
function brings({ config }: Setup, what: ReturnType<typeof factsOf>['intake']['brings'][number]): boolean {
  return config.channels.some((channel) => factsOf(channel).intake.brings.includes(what));
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
  alerting,
}: OperationsProps): ReadonlyMap<string, StocklineQueue> {
  return new Map([
    ['observations', intake.observations],
    ['observations to pack', intake.packing.waiting],
    ['ends of holds', holds.expiries],
    ...intake.shopifyEvents.map(({ channel, events }) => [`${channel.id} events`, events] as const),
    ...notificationQueues.map(({ channel, notifications }) => [`${channel.id} notifications`, notifications] as const),
    ...changeNotices.map(({ channel, notices }) => [`${channel.id} notices`, notices] as const),
    ...channels.map(({ channel, pushes }) => [`${channel.id} pushes`, pushes] as const),
    ...channels.map(({ channel, urgent }) => [`${channel.id} urgent pushes`, urgent] as const),
    ...checks.map(({ channel, waiting }) => [`${channel.id} checks`, waiting] as const),
    ...readers.map(({ channel, orders }) => [`${channel.id} orders to read`, orders] as const),
    ...alerting.queues,
  ]);
}

function queuesOf(props: OperationsProps): ReadonlyMap<string, Queue> {
  return new Map([...stocklineQueuesOf(props)].map(([name, { queue }]) => [name, queue]));
}

/** What is set aside, by its name in alarms and on the dashboard: observations have a FIFO queue, and so one of their own. */
function deadLettersOf({ intake }: OperationsProps): ReadonlyMap<string, Queue> {
  return new Map([
    ['observations', intake.observations.deadLetters],
    ['messages', intake.packing.waiting.deadLetters],
  ]);
}

function functionsOf(props: OperationsProps): readonly StocklineFunction[] {
  const {
    intake,
    notificationQueues,
    changeNotices,
    channels,
    checks,
    readers,
    sweeps,
    holds,
    stockApi,
    page,
    alerting,
  } = props;
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
    page.page,
    ...alerting.functions,
  ];
}
