/** Receives webhooks that say only that a quantity changed, and reads what changed. */

import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Credentials } from '../channels/credentials.ts';
import type { Channel, Setup } from '../channels/setup.ts';
import { StocklineFunction } from '../constructs/stockline-function.ts';
import { StocklineQueue, triedForAWeek } from '../constructs/stockline-queue.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type Intake, RECEIVING_TIMEOUT } from './intake.ts';

export type ChangeNoticesProps = {
  readonly setup: Setup;
  readonly channel: Channel;
  readonly credentials: Credentials;
  readonly intake: Intake;
  readonly ledger: Ledger;
  /** The address that the platform signs with each webhook. */
  readonly webhookUrl: string;
};

/** Room to page through the changes of a busy variation, call by call. */
const READING_TIMEOUT = Duration.seconds(30);

/**
 * Enough for some fifty notices a second. More would not help: each waits for the platform, and while that does not answer, the
 * notices of a bulk edit there would take all functions of the account, and webhooks of other channels would be refused.
 */
const READING_AT_ONCE = 5;

/**
 * One channel whose webhooks say only that a quantity changed, as Square's do: receive-<platform> queues the notice and
 * answers at once; read-<platform> reads from the platform what happened. Both are per channel, so that an account whose
 * API is down holds back no other.
 */
export class ChangeNotices extends Construct {
  readonly channel: Channel;
  readonly notices: StocklineQueue;
  readonly receiver: StocklineFunction;
  readonly reader: StocklineFunction;

  constructor(scope: Construct, id: string, props: ChangeNoticesProps) {
    super(scope, id);
    const { setup, channel, credentials, intake, ledger, webhookUrl } = props;
    this.channel = channel;
    // As for pushes: reading again is always right.
    this.notices = new StocklineQueue(this, 'Notices', triedForAWeek(READING_TIMEOUT));
    this.receiver = new StocklineFunction(this, 'Receive', {
      setup,
      entry: `receive-${channel.platform}`,
      name: `receive-${channel.id}`,
      description: `Stockline: proves, reads and queues webhooks of ${channel.id}`,
      timeout: RECEIVING_TIMEOUT,
      channels: [channel],
      reads: ['LOCATIONS'],
    });
    intake.admit(this.receiver, [channel]);
    this.receiver.configure('WEBHOOK_URL', webhookUrl);
    this.notices.bindSender(this.receiver, 'NOTICES_QUEUE_URL');
    this.reader = new StocklineFunction(this, 'Read', {
      setup,
      entry: `read-${channel.platform}`,
      name: `read-${channel.id}`,
      description: `Stockline: reads what changed on ${channel.id} and queues it`,
      timeout: READING_TIMEOUT,
      channels: [channel],
    });
    ledger.bindTo(this.reader, 'following');
    credentials.bindTo(this.reader, [channel]);
    intake.observations.bindSender(this.reader, 'OBSERVATIONS_QUEUE_URL');
    this.notices.feed(this.reader, {
      variable: 'NOTICES_QUEUE_URL',
      copies: READING_AT_ONCE,
      isLimited: true,
    });
  }
}
