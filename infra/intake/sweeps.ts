/** Reads on a schedule what changed on each channel. */

import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { sellingChannels } from '../../shared/channels/platform-of.ts';
import type { SellingChannel } from '../../shared/config.ts';
import type { Credentials } from '../channels/credentials.ts';
import type { Placement } from '../channels/placement.ts';
import type { Setup } from '../channels/setup.ts';
import { StocklineFunction } from '../constructs/stockline-function.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Intake } from './intake.ts';

export type SweepsProps = {
  readonly setup: Setup;
  readonly credentials: Credentials;
  readonly intake: Intake;
  readonly placement: Placement;
  readonly ledger: Ledger;
};

/** A sweep begins no further page after three minutes, a comparison after as much again; this leaves both their time. */
const SWEEPING_TIMEOUT = Duration.minutes(10);

/**
 * The safety net for messages that never come. Per channel: a schedule → sweep-<platform> → what changed, read from the
 * channel's API → observations. A run that is missed, fails or comes twice loses nothing: the next goes on from the mark.
 */
export class Sweeps extends Construct {
  readonly sweeps: readonly Sweep[];

  constructor(scope: Construct, id: string, props: SweepsProps) {
    super(scope, id);
    this.sweeps = sellingChannels(props.setup.config).map(
      (channel) => new Sweep(...props.placement.partOf(this, channel), { ...props, channel }),
    );
    // What differs is counted of all channels together: once is enough.
    this.sweeps[0]?.sweep.configure('COUNTS_DIFFERING', 'true');
  }
}

/** One channel's sweep. */
export class Sweep extends Construct {
  readonly channel: SellingChannel;
  readonly sweep: StocklineFunction;

  constructor(scope: Construct, id: string, props: SweepsProps & { readonly channel: SellingChannel }) {
    super(scope, id);
    const { setup, credentials, intake, ledger, channel } = props;
    this.channel = channel;
    this.sweep = new StocklineFunction(this, 'Sweep', {
      setup,
      entry: `sweep-${channel.platform}`,
      name: `sweep-${channel.id}`,
      description: `Stockline: reads what changed on ${channel.id} and no message reported`,
      timeout: SWEEPING_TIMEOUT,
      channels: [channel],
      reads: ['SETTLE_SECONDS'],
    });
    ledger.bindTo(this.sweep, 'sweeping');
    credentials.bindTo(this.sweep, [channel]);
    intake.observations.bindSender(this.sweep, 'OBSERVATIONS_QUEUE_URL');
    this.sweep.plan(1);
    new Rule(this, 'Schedule', {
      description: `When ${channel.id} is swept`,
      schedule: Schedule.rate(Duration.minutes(setup.config.sweepMinutes)),
      targets: [new LambdaFunction(this.sweep.lambda)],
    });
  }
}
