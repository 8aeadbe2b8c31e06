/** Brings alerts of low, sold-out and returned SKUs from the bus to the merchant's webhooks and mail. */
import { Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { AlertsSetting } from '../../shared/alerts-config.ts';
import type { Credentials } from '../channels/credentials.ts';
import type { Setup } from '../channels/setup.ts';
import { SetAside } from '../constructs/set-aside.ts';
import { StocklineFunction } from '../constructs/stockline-function.ts';
import { StocklineQueue, triedForAWeek } from '../constructs/stockline-queue.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { StockBus } from '../ledger/stock-bus.ts';

export type AlertingProps = {
  readonly setup: Setup;
  readonly credentials: Credentials;
  readonly ledger: Ledger;
  readonly stockBus: StockBus;
};

const KINDS = ['stock.low', 'stock.out', 'stock.back'];
/** Ten webhooks that take ten seconds each, at the same time. */
const SENDING_TIMEOUT = Duration.seconds(30);
/** As many as functions/send-alerts.ts has waits, and one: a day. */
const TRIES = 11;
/** Lambda gathers a batch for five minutes at most (Lambda developer guide, “Using Lambda with Amazon SQS”, 2026-11). */
const GATHERED = Duration.minutes(5);
const AT_ONCE = 2;

/** Nothing is made where the configuration has no `alerts`: a queue costs its polling. */
export class Alerting extends Construct {
  readonly queues = new Map<string, StocklineQueue>();
  readonly functions: StocklineFunction[] = [];
  readonly outputs: Record<string, string> = {};
  readonly #props: AlertingProps;

  constructor(scope: Construct, id: string, props: AlertingProps) {
    super(scope, id);
    this.#props = props;
    const { email, webhooks = [] } = props.setup.config.alerts ?? {};
    if (webhooks.length > 0) {
      this.#webhooks(webhooks);
    }
    if (email !== undefined) {
      this.#mail(email);
    }
  }

  #webhooks(webhooks: AlertsSetting['webhooks']): void {
    const { setup, credentials, ledger } = this.#props;
    const send = new StocklineFunction(this, 'Send', {
      ...{ setup, entry: 'send-alerts', timeout: SENDING_TIMEOUT, channels: [] },
      description: 'Stockline: sends alerts of low and sold-out SKUs to webhooks',
      settings: { ALERT_WEBHOOKS: JSON.stringify(webhooks) },
    });
    for (const { id } of webhooks) {
      const queue = new StocklineQueue(this, `Queue-${id}`, {
        functionTimeout: SENDING_TIMEOUT,
        maxReceiveCount: TRIES,
      });
      // Each waits for a server of the merchant's: many alerts, and one that does not answer, would take all functions of the account.
      queue.feed(send, { copies: AT_ONCE, isLimited: true });
      // What was not taken is given back for a while of its own.
      send.allow({ actions: ['sqs:ChangeMessageVisibility'], resources: [queue.queue.queueArn] });
      this.#route(`To-${id}`, id, queue);
    }
    ledger.bindSentAlertsTo(send);
    this.outputs['AlertsSecretName'] = credentials.bindAlertsTo(send);
    this.functions.push(send);
  }

  #mail(email: string): void {
    const { setup, ledger } = this.#props;
    const topic = new Topic(this, 'Mail', { displayName: 'Stockline', enforceSSL: true });
    topic.addSubscription(new EmailSubscription(email));
    const queue = new StocklineQueue(this, 'Mails', triedForAWeek(SENDING_TIMEOUT, GATHERED));
    const mail = new StocklineFunction(this, 'MailAlerts', {
      ...{ setup, entry: 'mail-alerts', timeout: SENDING_TIMEOUT, channels: [] },
      description: 'Stockline: mails alerts of low and sold-out SKUs',
    });
    queue.feed(mail, {
      variable: 'ALERT_MAIL_QUEUE_URL',
      ...{ copies: AT_ONCE, isLimited: false },
      batch: { size: 1_000, window: GATHERED },
    });
    mail.bind('ALERT_MAIL_TOPIC', topic.topicArn, { actions: ['sns:Publish'], resources: [topic.topicArn] });
    ledger.bindSentAlertsTo(mail);
    this.#route('ToMail', undefined, queue);
    this.functions.push(mail);
    this.outputs['AlertMailTopicArn'] = topic.topicArn;
  }

  #route(id: string, webhook: string | undefined, queue: StocklineQueue): void {
    const name = `alerts to ${webhook ?? 'mail'}`;
    this.queues.set(name, queue);
    const message = RuleTargetInput.fromObject({
      ...(webhook !== undefined && { webhook }),
      alert: EventField.fromPath('$.detail'),
      shapeVersion: 1,
    });
    new Rule(this, id, {
      description: `Alerts of low and sold-out SKUs ${webhook === undefined ? 'for the mail' : `to ${webhook}`}`,
      eventBus: this.#props.stockBus.bus,
      eventPattern: { source: ['stockline'], detailType: KINDS },
      targets: [new SqsQueue(queue.queue, { message, deadLetterQueue: SetAside.of(this).ofRules })],
    });
  }
}
