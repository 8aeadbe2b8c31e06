/** Checks what each channel shows: the queues and functions for it. */

import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { SellingChannel } from '../../shared/config.ts';
import { ChannelQueues } from '../constructs/channel-queues.ts';
import { StocklineFunction } from '../constructs/stockline-function.ts';
import { StocklineQueue, shortName, triedForAWeek } from '../constructs/stockline-queue.ts';
import type { Intake } from '../intake/intake.ts';
import type { Sweep } from '../intake/sweeps.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { StockBus } from '../ledger/stock-bus.ts';
import type { Channel } from './channel.ts';
import type { Credentials } from './credentials.ts';
import type { Placement } from './placement.ts';
import type { Setup } from './setup.ts';

export type DriftChecksProps = {
  readonly setup: Setup;
  readonly credentials: Credentials;
  readonly intake: Intake;
  readonly placement: Placement;
  readonly ledger: Ledger;
  readonly stockBus: StockBus;
  readonly channels: readonly Channel[];
  readonly sweeps: readonly Sweep[];
  /** The functions that receive what channels show. */
  readonly listeners: readonly StocklineFunction[];
};

/** Room for a batch of quantities that are read together and, where they drifted, pushed. */
const CHECKING_TIMEOUT = Duration.seconds(60);

/** Gathered for some seconds, because one call of a channel's API reads many quantities: nobody waits for a check. */
const CHECKED_TOGETHER = { size: 100, window: Duration.seconds(5) };

/**
 * What a channel shows is compared with what it should show: after a push that its answer does not prove and after each sale
 * of its own, once that has had its time; when the channel reports another figure; and all of it three times a day.
 * Per channel: checks → check-<platform> → the channel's API. A function that asks for checks gets CHECKS (see
 * ChannelQueues).
 */
export class DriftChecks extends Construct {
  readonly checks: readonly DriftCheck[];

  constructor(scope: Construct, id: string, props: DriftChecksProps) {
    super(scope, id);
    this.checks = props.channels.map(
      ({ channel }) => new DriftCheck(...props.placement.partOf(this, channel), { ...props, channel }),
    );
    const queues = new ChannelQueues(
      'CHECKS',
      this.checks.map(({ channel, waiting }) => ({ channel, queue: waiting })),
    );
    // What a sale moved is checked as well, and what the pages of a catalogue show otherwise than we believe.
    queues.bindSender(props.intake.postObservations);
    const asking = [
      ...props.channels.map(({ push }) => push),
      ...this.checks.map(({ check }) => check),
      ...props.sweeps.map(({ sweep }) => sweep),
      ...props.listeners,
    ];
    for (const each of asking) {
      queues.bindSenderOfItsChannels(each);
    }
  }
}

/** One channel's checks, and the function that makes them. It knows its own queue as CHECK_QUEUE_URL. */
export class DriftCheck extends Construct {
  readonly channel: SellingChannel;
  readonly waiting: StocklineQueue;
  readonly check: StocklineFunction;

  constructor(scope: Construct, id: string, props: DriftChecksProps & { readonly channel: SellingChannel }) {
    super(scope, id);
    const { setup, credentials, intake, ledger, stockBus, channel } = props;
    this.channel = channel;
    this.waiting = new StocklineQueue(this, 'Waiting', {
      ...shortName(this, setup, channel, 'checks'),
      // As for pushes: checking again is always right.
      ...triedForAWeek(CHECKING_TIMEOUT, CHECKED_TOGETHER.window),
    });
    this.check = new StocklineFunction(this, 'Check', {
      setup,
      entry: `check-${channel.platform}`,
      name: `check-${channel.id}`,
      description: `Stockline: compares what ${channel.id} shows with what it should show`,
      timeout: CHECKING_TIMEOUT,
      channels: [channel],
      reads: ['EXPOSURE', 'SETTLE_SECONDS'],
      chainsEnd: 'A listing has one check ahead of it, each later by seconds: it ends when channel and ledger agree.',
    });
    ledger.bindTo(this.check, 'checking');
    credentials.bindTo(this.check, [channel]);
    stockBus.bindTo(this.check);
    intake.observations.bindSender(this.check, 'OBSERVATIONS_QUEUE_URL');
    intake.observations.bindCount(this.check, 'OBSERVATIONS_DEAD_LETTERS_URL');
    // What a check finds due it pushes, through the same gates.
    this.check.configure('BREAKER', JSON.stringify(setup.config.breaker));
    // Two at once, the least that Lambda takes: the channel's budget is for its pushes.
    this.waiting.feed(this.check, { variable: 'CHECK_QUEUE_URL', copies: 2, isLimited: true, batch: CHECKED_TOGETHER });
  }
}
