/** The alarms: what is wrong, in words, and what to do first. */
import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { parseChannelId } from '../../shared/domain/identifiers.ts';
import { OPERATOR_COMMANDS } from '../../shared/operator-commands.ts';
import { nameParts } from '../channels/placement.ts';
import type { Channel, Setup } from '../channels/setup.ts';
import { concurrencyUsed, moreWaiting, waiting } from './aws-metrics.ts';
import { StockMetrics } from './stock-metrics.ts';

const MINUTE = Duration.minutes(1);
/** What an alarm over all channels is about, and in its commands the place of the channel's id. */
const A_CHANNEL = 'a channel';
const ITS_ID = parseChannelId('channel');

/** What one alarm watches, and what it says to the person who gets the e-mail: what is wrong, and what to do first. */
type Concern = {
  /** What it is about, where there are several of its kind: a channel, a queue, a function. */
  readonly about?: string;
  /** Its row in docs/runbook.md (`alarmAnchor`). */
  readonly name: string;
  readonly says: string;
  readonly metric: IMetric;
  readonly atLeast: number;
  /**
   * Its end says that what was wrong is over, and is sent too. Absent: it only says that nothing was added for a minute, while
   * what is parked or refused still waits for a person: a message of an end would mislead.
   */
  readonly endsItself?: true;
  /** How many periods in a row; default one. */
  readonly periods?: number;
  /** How many of these must be at the threshold or above; default all. */
  readonly breaching?: number;
};

export type AlarmsProps = { readonly setup: Setup; readonly action: IAlarmAction | undefined };

/**
 * Alarms, all sent to the same topic, if there is one. AWS bills an alarm by the metrics that it watches
 * (https://aws.amazon.com/cloudwatch/pricing, 2026-11), so one alarm watches a kind of trouble on all channels, and says where the
 * channel is named.
 */
export class Alarms extends Construct {
  readonly all: Alarm[] = [];
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
      about: what,
      name: 'set aside',
      endsItself: true,
      says: `${what.charAt(0).toUpperCase()}${what.slice(1)} failed at every try, or were not brought to their queue, and are kept in ${deadLetters.queueName} until 14 days after they were sent. ${OPERATOR_COMMANDS.failed} lists them, with the queue and the reason of each. Remove the cause, then run: npx stockline redrive --all. Doing it twice does no harm.`,
      metric: waiting(deadLetters),
      atLeast: 1,
    });
  }

  /**
   * More of them, while others still wait for a person: one queue for all would otherwise ring once for the first. Two minutes and one,
   * so that there is a minute before to compare with. Not on one machine, whose emulator takes no alarm of metric math.
   */
  moreDeadLetters(deadLetters: Queue): void {
    this.#watch({
      about: 'more messages',
      name: 'set aside',
      says: `Beside what was set aside before, further messages failed at every try. ${OPERATOR_COMMANDS.failed} lists them, the latest too.`,
      metric: moreWaiting(deadLetters),
      atLeast: 1,
      periods: 3,
      breaching: 1,
    });
  }

  /** A backlog of observations: stock is old while it lasts. */
  backlog(observations: Queue): void {
    this.#watch({
      name: 'observations wait',
      endsItself: true,
      says: 'An observation has waited for over a minute to be posted: the stock of some SKU is that old on all channels. Check the errors and throttles of post-observations.',
      metric: observations.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: MINUTE }),
      atLeast: 61,
    });
    this.#watch({
      name: 'observations pile up',
      endsItself: true,
      // A FIFO queue looks for free groups among its first 120,000 messages only (SQS quotas, 2024-11).
      says: '20,000 observations wait. Beyond 120,000, SKUs with a backlog hide all others from the queue: find the SKU that is stuck now.',
      metric: waiting(observations),
      atLeast: 20_000,
    });
  }

  /** What no function can log, because none is started: throttled functions, and requests that the API refuses itself. */
  closedDoors(api: HttpApi): void {
    this.#watch({
      name: 'functions are throttled',
      endsItself: true,
      says: `Lambda refused to start functions of this account and region: its concurrency is used up. Webhooks are answered 5xx and sent again, pushes wait. Run: ${OPERATOR_COMMANDS.doctor}, which says what the account allows and how to ask for more.`,
      metric: new Metric({
        ...{ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: Stats.SUM, period: MINUTE },
      }),
      atLeast: 1,
    });
    this.#watch({
      name: 'the API answers 5xx',
      endsItself: true,
      says: 'Webhooks or the stock API were answered 5xx: platforms send again for some hours. The access log (/aws/vendedlogs) names the routes, and the logs of their functions the errors.',
      metric: api.metricServerError({ statistic: Stats.SUM, period: MINUTE }),
      atLeast: 1,
    });
    this.#watch({
      name: 'the API refuses much',
      endsItself: true,
      says: 'Over 200 requests in five minutes were answered 4xx: a flood (429), a wrong secret or token (401), or a sender whose messages do not fit (400). The access log (/aws/vendedlogs) has the status and route of each.',
      metric: api.metricClientError({ statistic: Stats.SUM, period: Duration.minutes(5) }),
      atLeast: 201,
    });
  }

  /** The account's quota comes near, before anything is throttled. Not on one machine, which has no quota, and whose emulator takes no alarm of metric math. */
  quota(): void {
    this.#watch({
      name: 'functions near their quota',
      endsItself: true,
      says: `Functions of this account and region run at over four fifths of what it may run at once. Beyond it webhooks are answered 5xx. Ask for more now: Service Quotas, AWS Lambda, “Concurrent executions”; run: ${OPERATOR_COMMANDS.doctor}`,
      metric: concurrencyUsed(),
      atLeast: 80,
      periods: 3,
    });
  }

  /** A function that gives back whole batches: it does not crash, and nothing goes on. */
  batches(): void {
    this.#watch({
      name: 'batches fail',
      endsItself: true,
      says: 'Functions give whole batches back to their queues, minute after minute: a secret that cannot be read or is not usable, or the table. The logs say which (step "batch failed").',
      metric: this.#metrics.total('BatchFailed'),
      atLeast: 1,
      periods: 3,
    });
  }

  /** What goes to nothing must not wait: only a paused channel or one that gives no answer makes it. */
  urgent(channel: Channel, urgent: Queue): void {
    this.#watch({
      about: channel.id,
      name: 'urgent pushes wait',
      endsItself: true,
      says: `A listing on ${channel.id} that must show less has waited for over two minutes: it may sell what is not there. Run: ${OPERATOR_COMMANDS.channels}; then see the log of push-${channel.id}.`,
      metric: urgent.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: MINUTE }),
      atLeast: 121,
    });
  }

  /** A function that crashed or timed out: its work is tried again, but it should not crash. */
  crashes(): void {
    this.#watch({
      about: 'a function',
      name: 'fails',
      says: 'A function crashed or timed out. The dashboard’s “Function errors” shows which; its log group has the error.',
      metric: this.#metrics.crashes(),
      atLeast: 1,
    });
  }

  /** What is counted while observations are received and posted. */
  posting(): void {
    this.#watch({
      about: A_CHANNEL,
      name: 'parked',
      says: `What a channel said could not be posted and is parked with its reason. List it with: ${OPERATOR_COMMANDS.parked}`,
      metric: this.#metrics.total('Parked'),
      atLeast: 1,
    });
    this.#watch({
      about: A_CHANNEL,
      name: 'refuses webhooks',
      endsItself: true,
      says: `Over 20 webhooks in five minutes were not authentic: a channel’s signing secret differs from ours, so that its sales do not reach Stockline, or somebody else sends them. The dashboard’s “Webhooks refused” shows whose. Run: ${OPERATOR_COMMANDS.doctor}`,
      metric: this.#metrics.total('NotAuthentic').with({ period: Duration.minutes(5) }),
      atLeast: 21,
    });
    this.#watch({
      about: A_CHANNEL,
      name: 'oversold',
      says: 'A channel sold more than there was. The logs name channel, SKU and order (step "oversold").',
      metric: this.#metrics.total('Oversold'),
      atLeast: 1,
    });
  }

  /** Times that senders state, where channels send whole orders. */
  senders(): void {
    this.#watch({
      about: A_CHANNEL,
      name: 'clock off',
      says: 'Messages of a channel show that the clock of their sender is off: what it sells around a stocktake may count wrongly. The log of its receiver says whose, and by how much (step "clockOff"). Set that clock right.',
      metric: this.#metrics.total('ClockOff'),
      atLeast: 1,
    });
  }

  /** How late this channel shows what was sold. Each channel by itself: one that is slow would not show among fast ones. */
  lag(channel: Channel): void {
    this.#watch({
      about: channel.id,
      name: 'lags',
      endsItself: true,
      says: `One push in a hundred reached ${channel.id} more than 10 s after the sale behind it: what it shows may oversell.`,
      metric: this.#metrics.lag(channel, 99, Duration.minutes(5)),
      atLeast: 10_001,
    });
  }

  /** What is counted while channels are pushed to. */
  pushing(): void {
    this.#watch({
      about: A_CHANNEL,
      name: 'gives no answer',
      endsItself: true,
      says: `For five minutes pushes to a channel have gone without an answer. They are tried again until it answers. The dashboard’s “Pushes not accepted” shows to which; see its platform’s status page and ${OPERATOR_COMMANDS.channels}.`,
      metric: this.#metrics.total('PushUnanswered'),
      atLeast: 1,
      periods: 5,
    });
    this.#watch({
      about: A_CHANNEL,
      name: 'refuses',
      says: 'A channel refused a quantity for good: that listing stays as it is until a person acts. The log of its push function names it and the reason (the dashboard’s “Pushes not accepted” shows the channel).',
      metric: this.#metrics.total('PushRefused'),
      atLeast: 1,
    });
  }

  /** What stops pushes and may need a person. */
  gates(): void {
    this.#watch({
      about: A_CHANNEL,
      name: 'is cut off',
      endsItself: true,
      says: `Several calls in a row to a channel got no answer: nothing is sent to it for a while, then one call tries. What waits is sent once it answers. Run: ${OPERATOR_COMMANDS.channels}, which names it; check its platform’s status page.`,
      metric: this.#metrics.total('CircuitOpened'),
      atLeast: 1,
    });
    this.#watch({
      about: A_CHANNEL,
      name: 'breaker',
      says: `More listings on a channel would go to zero, or be raised, than sales explain: further ones wait. Find which, and what moved them (${OPERATOR_COMMANDS.channels}, the log of its push function, step "breaker"). If the ledger is right: ${OPERATOR_COMMANDS.confirm(ITS_ID, 'zeros')} (or raises).`,
      metric: this.#metrics.total('BreakerTripped'),
      atLeast: 1,
    });
  }

  /** What only a person can end: nothing is pushed until then. */
  credentials(): void {
    this.#watch({
      about: A_CHANNEL,
      name: 'credentials gone',
      says: `A channel does not accept its credentials any more: it is paused, and nothing is lost. ${OPERATOR_COMMANDS.channels} names it, the log the reason (step "credentials gone"). Run: ${OPERATOR_COMMANDS.connect(ITS_ID)}, then: ${OPERATOR_COMMANDS.resume(ITS_ID)}`,
      metric: this.#metrics.total('CredentialsGone'),
      atLeast: 1,
    });
  }

  /** What is counted when a channel is found to show what it should not. */
  checking(): void {
    this.#watch({
      about: A_CHANNEL,
      name: 'drifts',
      says: 'A channel showed another quantity than was pushed: someone edited it there, or it accepted a push without applying it. It was set right, or adopted where the configuration says so, or waits for you where it says ask (stockline drift). The log of its check function names the SKU (step "drift"). If it rings again and again, a second system writes quantities there.',
      metric: this.#metrics.total('Drift'),
      atLeast: 1,
    });
    this.#watch({
      about: A_CHANNEL,
      name: 'listing changed',
      says: 'A channel says that a listing is not what it was: it has another SKU, is deleted, is not counted, not stocked or cannot be bought. It may not be pushed any more. The log of its check function names it and what to do (step "catalogue").',
      metric: this.#metrics.total('ListingProblem'),
      atLeast: 1,
    });
  }

  /** Apps that were removed, where channels say so. */
  uninstalls(): void {
    this.#watch({
      about: A_CHANNEL,
      name: 'uninstalled',
      says: `Stockline's app was uninstalled from a channel: its sales do not reach Stockline any more, and nothing is pushed to it. ${OPERATOR_COMMANDS.channels} names it. Install the app again, then run: ${OPERATOR_COMMANDS.connect(ITS_ID)}, and: ${OPERATOR_COMMANDS.resume(ITS_ID)}`,
      metric: this.#metrics.total('Uninstalled'),
      atLeast: 1,
    });
  }

  /** What sweeps and comparisons find, and that they get on: no belief of what a channel shows may be older than a day. */
  sweeping(everyMinutes: number): void {
    const run = Duration.minutes(everyMinutes);
    this.#watch({
      about: A_CHANNEL,
      name: 'is not swept',
      endsItself: true,
      says: `No sweep of a channel got further for ${4 * everyMinutes} minutes: a sale whose message is lost is not found. The log of its sweep function says why (step "swept"); run: ${OPERATOR_COMMANDS.doctor}`,
      metric: this.#metrics.age('SweepAge').with({ period: run }),
      atLeast: 4 * everyMinutes,
    });
    this.#watch({
      about: A_CHANNEL,
      name: 'is swept in part',
      endsItself: true,
      says: 'Something that changed on a channel cannot be read: the log of its sweep function names the time (step "swept", field "unread") and why. Changes after it are read. It is tried again with each sweep; compare the orders of that time by hand (docs/sweep.md)',
      metric: this.#metrics.total('SweepUnread').with({ period: run }),
      atLeast: 1,
    });
    this.#watch({
      about: A_CHANNEL,
      name: 'messages lost',
      says: `Sweeps found ten changes or more that no message had reported. They are posted, but late: the webhooks or notifications of a channel do not come. The log of its sweep function names them (step "swept"). Run: ${OPERATOR_COMMANDS.doctor}`,
      metric: this.#metrics.total('SweepFound').with({ period: run }),
      atLeast: 10,
    });
    this.#watch({
      about: A_CHANNEL,
      name: 'is not compared',
      endsItself: true,
      says: 'What a channel shows was last compared with what it should show over a day ago: edits made there may be unseen. The log of its sweep function says why (step "compared").',
      metric: this.#metrics.age('ComparisonAge'),
      atLeast: 1_441,
    });
    this.#watch({
      about: A_CHANNEL,
      name: 'is compared in part',
      endsItself: true,
      says: 'A row or a page of a channel\'s catalogue cannot be read: what it lists is not compared with what Stockline believes. The log of its sweep function names it and why (step "compared"). Look at it in the channel\'s admin, save it anew or delete it there (docs/sweep.md)',
      // A comparison begins every eight hours: the alarm stays until one has read everything.
      metric: this.#metrics.total('ComparedInPart').with({ period: Duration.hours(9) }),
      atLeast: 1,
    });
  }

  #watch({ about, name, says, metric, atLeast, periods = 1, breaching = periods, endsItself }: Concern): void {
    const full = about === undefined ? name : `${about} ${name}`;
    const alarm = new Alarm(this, full, {
      alarmName: `${this.#prefix} ${full}`,
      alarmDescription: `${says} More: docs/runbook.md#${alarmAnchor(name)}`,
      metric,
      evaluationPeriods: periods,
      ...(breaching < periods && { datapointsToAlarm: breaching }),
      threshold: atLeast,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // No figure means nothing happened: a quiet night is no incident, nor is a channel that is not connected yet.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (this.#action !== undefined) {
      alarm.addAlarmAction(this.#action);
      if (endsItself) {
        alarm.addOkAction(this.#action);
      }
    }
    this.all.push(alarm);
  }
}

/** Where the runbook explains alarms of that name: the id of its row there. */
function alarmAnchor(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
