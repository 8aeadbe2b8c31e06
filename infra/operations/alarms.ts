/** The alarms: what is wrong, in words, and what to do first. */
import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { factsOf } from '../../shared/channels/platform-of.ts';
import { OPERATOR_COMMANDS } from '../../shared/operator-commands.ts';
import { nameParts } from '../channels/placement.ts';
import type { Channel, Setup } from '../channels/setup.ts';
import type { StocklineFunction } from '../constructs/stockline-function.ts';
import { StockMetrics } from './stock-metrics.ts';

const MINUTE = Duration.minutes(1);

/** What one alarm watches, and what it says to the person who gets the e-mail: what is wrong, and what to do first. */
type Concern = {
  readonly name: string;
  readonly says: string;
  readonly metric: Metric;
  /** How many periods in a row; default one. */
  readonly periods?: number;
} & ({ readonly atLeast: number; readonly fewerThan?: never } | { readonly fewerThan: number });

export type AlarmsProps = { readonly setup: Setup; readonly action: IAlarmAction | undefined };

/** Alarms on single metrics, all mailed to the same address, if there is one. */
export class Alarms extends Construct {
  readonly #action: IAlarmAction | undefined;
  readonly #metrics: StockMetrics;
  readonly #prefix: string;

  constructor(scope: Construct, id: string, { setup, action }: AlarmsProps) {
    super(scope, id);
    this.#action = action;
    this.#metrics = new StockMetrics(setup);
    const { stackName } = Stack.of(this).nestedStackParent ?? Stack.of(this);
    this.#prefix = [stackName, ...nameParts(this, undefined)].join(' ');
  }

  /** Nothing is lost silently: one dead letter is one too many. */
  deadLetters(what: string, deadLetters: Queue): void {
    this.#watch({
      name: `${what} set aside`,
      says: `Messages of ${what} failed at every try and are kept for 14 days in ${deadLetters.queueName}. Find the cause in the logs, then redrive the queue: doing it twice does no harm.`,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: MINUTE }),
      atLeast: 1,
    });
  }

  /** A backlog of observations: stock is old while it lasts. */
  backlog(observations: Queue): void {
    this.#watch({
      name: 'observations wait',
      says: 'An observation has waited for over a minute to be posted: the stock of some SKU is that old on all channels. Check the errors and throttles of post-observations.',
      metric: observations.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: MINUTE }),
      atLeast: 61,
    });
    this.#watch({
      name: 'observations pile up',
      // A FIFO queue looks for free groups among its first 120,000 messages only (SQS quotas, 2024-11).
      says: '20,000 observations wait. Beyond 120,000, SKUs with a backlog hide all others from the queue: find the SKU that is stuck now.',
      metric: observations.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: MINUTE }),
      atLeast: 20_000,
    });
  }

  /** What no function can log, because none is started: throttled functions, and requests that the API refuses itself. */
  closedDoors(api: HttpApi): void {
    this.#watch({
      name: 'functions are throttled',
      says: `Lambda refused to start functions of this account and region: its concurrency is used up. Webhooks are answered 5xx and sent again, pushes wait. Run: ${OPERATOR_COMMANDS.doctor}, which says what the account allows and how to ask for more.`,
      metric: new Metric({
        ...{ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: Stats.SUM, period: MINUTE },
      }),
      atLeast: 1,
    });
    this.#watch({
      name: 'the API answers 5xx',
      says: 'Webhooks or the stock API were answered 5xx: platforms send again for some hours. The access log (/aws/vendedlogs) names the routes, and the logs of their functions the errors.',
      metric: api.metricServerError({ statistic: Stats.SUM, period: MINUTE }),
      atLeast: 1,
    });
    this.#watch({
      name: 'the API refuses much',
      says: 'Over 200 requests in five minutes were answered 4xx: a flood (429), a wrong secret or token (401), or a sender whose messages do not fit (400). The access log (/aws/vendedlogs) has the status and route of each.',
      metric: api.metricClientError({ statistic: Stats.SUM, period: Duration.minutes(5) }),
      atLeast: 201,
    });
  }

  /** A function that gives back whole batches: it does not crash, and nothing goes on. */
  batches(): void {
    this.#watch({
      name: 'batches fail',
      says: 'Functions give whole batches back to their queues, minute after minute: a secret that cannot be read or is not usable, or the table. The logs say which (step "batch failed").',
      metric: this.#metrics.total('BatchFailed'),
      atLeast: 1,
      periods: 3,
    });
  }

  /** What goes to nothing must not wait: only a paused channel or one that gives no answer makes it. */
  urgent(channel: Channel, urgent: Queue): void {
    this.#watch({
      name: `${channel.id} urgent pushes wait`,
      says: `A listing on ${channel.id} that must show less has waited for over two minutes: it may sell what is not there. Run: ${OPERATOR_COMMANDS.channels}; then see the log of push-${channel.id}.`,
      metric: urgent.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: MINUTE }),
      atLeast: 121,
    });
  }

  /** A function that crashed or timed out: its work is tried again, but it should not crash. */
  errors(stocklineFunction: StocklineFunction): void {
    this.#watch({
      name: `${stocklineFunction.name} fails`,
      says: `${stocklineFunction.name} crashed or timed out. Its log group is ${stocklineFunction.logGroupName}.`,
      metric: stocklineFunction.lambda.metricErrors({ statistic: Stats.SUM, period: MINUTE }),
      atLeast: 1,
    });
  }

  /** What is counted while observations of this channel are posted. */
  posting(channel: Channel): void {
    this.#watch({
      name: `${channel.id} parked`,
      says: `What ${channel.id} said could not be posted and is parked with its reason. List it with: ${OPERATOR_COMMANDS.parked}`,
      metric: this.#metrics.count('Parked', channel),
      atLeast: 1,
    });
    this.#watch({
      name: `${channel.id} refuses webhooks`,
      says: `Over 20 webhooks of ${channel.id} in five minutes were not authentic: its signing secret differs from ours, so that its sales do not reach Stockline, or somebody else sends them. Run: ${OPERATOR_COMMANDS.doctor}`,
      metric: this.#metrics.count('NotAuthentic', channel).with({ period: Duration.minutes(5) }),
      atLeast: 21,
    });
    this.#watch({
      name: `${channel.id} oversold`,
      says: `${channel.id} sold more than there was. The logs name SKU and order (step "oversold").`,
      metric: this.#metrics.count('Oversold', channel),
      atLeast: 1,
    });
  }

  /** What is counted while this channel's own messages are received: times that their senders state. */
  senders(channel: Channel): void {
    this.#watch({
      name: `${channel.id} clock off`,
      says: `Messages of ${channel.id} show that the clock of their sender is off: what it sells around a stocktake may count wrongly. The log of its receiver says by how much (step "clockOff"). Set that clock right.`,
      metric: this.#metrics.count('ClockOff', channel),
      atLeast: 1,
    });
  }

  /** What is counted while this channel is pushed to. */
  pushing(channel: Channel): void {
    this.#watch({
      name: `${channel.id} lags`,
      says: `One push in a hundred reached ${channel.id} more than 10 s after the sale behind it: what it shows may oversell.`,
      metric: this.#metrics.lag(channel, 99, Duration.minutes(5)),
      atLeast: 10_001,
    });
    this.#watch({
      name: `${channel.id} gives no answer`,
      says: `For five minutes pushes to ${channel.id} have gone without an answer. They are tried again until it answers.`,
      metric: this.#metrics.count('PushUnanswered', channel),
      atLeast: 1,
      periods: 5,
    });
    this.#watch({
      name: `${channel.id} refuses`,
      says: `${channel.id} refused a quantity for good: that listing stays as it is until a person acts. The log of push-${channel.id} names it and the reason.`,
      metric: this.#metrics.count('PushRefused', channel),
      atLeast: 1,
    });
  }

  /** What is compared of this channel: no belief of what it shows may be older than a day. */
  comparing(channel: Channel): void {
    this.#watch({
      name: `${channel.id} is not compared`,
      says: `What ${channel.id} shows was last compared with what it should show over a day ago: edits made there may be unseen. The log of sweep-${channel.id} says why (step "compared").`,
      metric: this.#metrics.comparisonAge(channel),
      atLeast: 1_441,
    });
  }

  /** What stops this channel's pushes and may need a person. */
  gates(channel: Channel): void {
    this.#watch({
      name: `${channel.id} is cut off`,
      says: `Several calls in a row to ${channel.id} got no answer: nothing is sent for a while, then one call tries. What waits is sent once it answers. Check the platform’s status page and ${OPERATOR_COMMANDS.channels}.`,
      metric: this.#metrics.count('CircuitOpened', channel),
      atLeast: 1,
    });
    this.#watch({
      name: `${channel.id} breaker`,
      says: `More listings on ${channel.id} would go to zero, or be raised, than sales explain: further ones wait. Find what moved them (${OPERATOR_COMMANDS.channels}, the log of push-${channel.id}, step "breaker"). If the ledger is right: ${OPERATOR_COMMANDS.confirm(channel.id, 'zeros')} (or raises).`,
      metric: this.#metrics.count('BreakerTripped', channel),
      atLeast: 1,
    });
  }

  /** What only a person can end: nothing is pushed until then. */
  credentials(channel: Channel): void {
    this.#watch({
      name: `${channel.id} credentials gone`,
      says: `${channel.id} does not accept the credentials any more: the channel is paused, and nothing is lost. The log names the reason (step "credentials gone"). Run: ${OPERATOR_COMMANDS.connect(channel.id)}, then: ${OPERATOR_COMMANDS.resume(channel.id)}`,
      metric: this.#metrics.count('CredentialsGone', channel),
      atLeast: 1,
    });
  }

  /** What is counted when this channel is found to show what it should not. */
  checking(channel: Channel): void {
    this.#watch({
      name: `${channel.id} drifts`,
      says: `${channel.id} showed another quantity than was pushed: someone edited it there, or it accepted a push without applying it. It was set right, or adopted where the configuration says so, or waits for you where it says ask (stockline drift). The log of check-${channel.id} names the SKU (step "drift"). If it rings again and again, a second system writes quantities there.`,
      metric: this.#metrics.count('Drift', channel),
      atLeast: 1,
    });
    this.#watch({
      name: `${channel.id} listing changed`,
      says: `${channel.id} says that a listing is not what it was: it has another SKU, is deleted, is not counted, not stocked or cannot be bought. It may not be pushed any more. The log of check-${channel.id} names it and what to do (step "catalogue").`,
      metric: this.#metrics.count('ListingProblem', channel),
      atLeast: 1,
    });
    if (factsOf(channel).intake.brings.includes('uninstalls')) {
      this.#watch({
        name: `${channel.id} uninstalled`,
        says: `Stockline's app was uninstalled from ${channel.id}: its sales do not reach Stockline any more, and nothing is pushed to it. Install the app again, then run: ${OPERATOR_COMMANDS.connect(channel.id)}, and: ${OPERATOR_COMMANDS.resume(channel.id)}`,
        metric: this.#metrics.count('Uninstalled', channel),
        atLeast: 1,
      });
    }
  }

  /** What sweeps of this channel find, and that there are any. */
  sweeping(channel: Channel, everyMinutes: number): void {
    const fourRuns = Duration.minutes(4 * everyMinutes);
    this.#watch({
      name: `${channel.id} is not swept`,
      says: `Every sweep of ${channel.id} failed for ${fourRuns.toMinutes()} minutes: a sale whose message is lost is not found. The log of sweep-${channel.id} says why (step "swept"); run: ${OPERATOR_COMMANDS.doctor}`,
      metric: this.#metrics.count('Swept', channel).with({ period: fourRuns }),
      fewerThan: 1,
    });
    this.#watch({
      name: `${channel.id} is swept in part`,
      says: `Something that changed on ${channel.id} cannot be read: the log of sweep-${channel.id} names the time (step "swept", field "unread") and why. Changes after it are read. It is tried again with each sweep; compare the orders of that time by hand (docs/sweep.md)`,
      metric: this.#metrics.count('SweepUnread', channel).with({ period: Duration.minutes(everyMinutes) }),
      atLeast: 1,
    });
    this.#watch({
      name: `${channel.id} is compared in part`,
      says: `A row or a page of ${channel.id}'s catalogue cannot be read: what it lists is not compared with what Stockline believes. The log of sweep-${channel.id} names it and why (step "compared"). Look at it in the channel's admin, save it anew or delete it there (docs/sweep.md)`,
      // A comparison begins every eight hours: the alarm stays until one has read everything.
      metric: this.#metrics.count('ComparedInPart', channel).with({ period: Duration.hours(9) }),
      atLeast: 1,
    });
    this.#watch({
      name: `${channel.id} messages lost`,
      says: `The sweep found ten changes or more on ${channel.id} that no message had reported. They are posted, but late: its webhooks or notifications do not come. Run: ${OPERATOR_COMMANDS.doctor}`,
      metric: this.#metrics.count('SweepFound', channel).with({ period: Duration.minutes(everyMinutes) }),
      atLeast: 10,
    });
  }

  #watch({ name, says, metric, periods = 1, ...bound }: Concern): void {
    const alarm = new Alarm(this, name, {
      alarmName: `${this.#prefix} ${name}`,
      alarmDescription: says,
      metric,
      evaluationPeriods: periods,
      ...(bound.fewerThan === undefined ? reached(bound.atLeast) : missed(bound.fewerThan)),
    });
    if (this.#action !== undefined) {
      alarm.addAlarmAction(this.#action);
    }
  }
}

/** No figure means nothing happened: a quiet night is no incident. */
function reached(threshold: number) {
  return {
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

/**
 * No figure means that it does not happen yet: after the first deploy no channel is connected, and an alarm that rings
 * until then is one that nobody believes. What fails writes a 0.
 */
function missed(threshold: number) {
  return {
    threshold,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.IGNORE,
  };
}
