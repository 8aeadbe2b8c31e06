/** From the bus to one channel: its rules, its queues, its push function. */

import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { sellingFactsOf } from '../../shared/channels/platform-of.ts';
import type { SellingChannel } from '../../shared/config.ts';
import { SetAside } from '../constructs/set-aside.ts';
import { StocklineFunction } from '../constructs/stockline-function.ts';
import { StocklineQueue, triedForAWeek } from '../constructs/stockline-queue.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { StockBus } from '../ledger/stock-bus.ts';
import type { Credentials } from './credentials.ts';
import type { Setup } from './setup.ts';

export type ChannelProps = {
  readonly setup: Setup;
  readonly channel: SellingChannel;
  readonly credentials: Credentials;
  readonly ledger: Ledger;
  readonly stockBus: StockBus;
};

/**
 * Room for ten SKUs of a batch whose channel is slow. Shorter than the lease of a push (shared/domain/pushing/push.ts), which
 * ends before the queue gives a message again that was not given back.
 */
const PUSHING_TIMEOUT = Duration.seconds(30);

/** For what must not wait: 2 is the least that Lambda takes. */
const URGENT_AT_ONCE = 2;

/**
 * From the bus to one channel: a rule → a queue → push-<platform> → the channel's API. Twice: a listing that falls
 * to 0, or nearly, has its own rule, queue and copies of the function, so that it overtakes what waits in the other.
 */
export class Channel extends Construct {
  readonly channel: SellingChannel;
  readonly pushes: StocklineQueue;
  readonly urgent: StocklineQueue;
  readonly push: StocklineFunction;

  constructor(scope: Construct, id: string, props: ChannelProps) {
    super(scope, id);
    const { setup, channel, credentials, ledger, stockBus } = props;
    this.channel = channel;
    this.pushes = pushQueue(this, 'Pushes');
    this.urgent = pushQueue(this, 'Urgent');
    this.push = new StocklineFunction(this, 'Push', {
      setup,
      entry: `push-${channel.platform}`,
      name: `push-${channel.id}`,
      description: `Stockline: brings the listings on ${channel.id} to what they should show`,
      timeout: PUSHING_TIMEOUT,
      channels: [channel],
      reads: ['EXPOSURE', 'SETTLE_SECONDS'],
      chainsEnd: 'A push asks for a check, whose finding may move shares: it ends when nothing is due to any listing.',
    });
    ledger.bindTo(this.push, 'pushing');
    credentials.bindTo(this.push, [channel]);
    // Units that a push took off this channel are granted to others, which then reconcile.
    stockBus.bindTo(this.push);
    this.push.configure('BREAKER', JSON.stringify(setup.config.breaker));
    this.pushes.feed(this.push, {
      variable: 'PUSH_QUEUE_URL',
      copies: sellingFactsOf(channel).pushesAtOnce,
      isLimited: true,
    });
    this.urgent.feed(this.push, { variable: 'URGENT_QUEUE_URL', copies: URGENT_AT_ONCE, isLimited: true });
    this.#route('Due', { due: [channel.id] }, `may not show yet`, this.pushes, stockBus);
    this.#route('Urgently', { urgent: [channel.id] }, `must show first`, this.urgent, stockBus);
  }

  #route(
    id: string,
    detail: Readonly<Record<string, string[]>>,
    what: string,
    { queue }: StocklineQueue,
    { bus }: StockBus,
  ): void {
    new Rule(this, id, {
      description: `Changes of stock that ${this.channel.id} ${what}`,
      eventBus: bus,
      eventPattern: { source: ['stockline'], detailType: ['StockChanged'], detail },
      targets: [new SqsQueue(queue, { deadLetterQueue: SetAside.of(this).ofRules })],
    });
  }
}

function pushQueue(scope: Construct, id: string): StocklineQueue {
  // A message only says "reconcile this SKU", so trying again is always right, and a channel that is down for an hour is no
  // reason to set aside every SKU that changed meanwhile. Each try that gets no answer is counted and alarmed (see
  // Operations): nobody waits for a dead letter to learn of an outage.
  return new StocklineQueue(scope, id, triedForAWeek(PUSHING_TIMEOUT));
}
