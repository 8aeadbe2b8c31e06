/** Ends holds whose time is over. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Setup } from '../channels/setup.ts';
import { StocklineFunction } from '../constructs/stockline-function.ts';
import { StocklineQueue } from '../constructs/stockline-queue.ts';
import type { Ledger } from './ledger.ts';
import type { StockBus } from './stock-bus.ts';

export type HoldsProps = { readonly setup: Setup; readonly ledger: Ledger; readonly stockBus: StockBus };

const EXPIRING_TIMEOUT = Duration.seconds(10);
/** Some fifty holds a second end. */
const ENDINGS_AT_ONCE = 5;

/** The end of holds whose time is over: delayed messages → expire-holds, which posts to the ledger itself. */
export class Holds extends Construct {
  /** Standard: a FIFO queue delays no single message. */
  readonly expiries: StocklineQueue;
  readonly expireHolds: StocklineFunction;

  constructor(scope: Construct, id: string, { setup, ledger, stockBus }: HoldsProps) {
    super(scope, id);
    this.expiries = new StocklineQueue(this, 'Expiries', {
      functionTimeout: EXPIRING_TIMEOUT,
      // Some twenty minutes of tries, most of them a minute apart: units stay held meanwhile, which costs sales but oversells
      // nothing.
      maxReceiveCount: 32,
    });
    this.expireHolds = new StocklineFunction(this, 'ExpireHolds', {
      setup,
      entry: 'expire-holds',
      description: 'Stockline: gives back the units of holds whose time is over',
      timeout: EXPIRING_TIMEOUT,
      channels: [],
      reads: ['EXPOSURE', 'SETTLE_SECONDS'],
      chainsEnd: 'A timer waits 15 minutes at most, so a hold of a day takes about a hundred; it ends with the hold.',
    });
    ledger.bindTo(this.expireHolds, 'endingHolds');
    stockBus.bindTo(this.expireHolds);
    // When the hold still has time left, the function schedules the next check.
    this.bindTo(this.expireHolds);
    this.expiries.feed(this.expireHolds, {
      variable: 'HOLD_EXPIRY_QUEUE_URL',
      copies: ENDINGS_AT_ONCE,
      isLimited: false,
    });
  }

  /** Gives the function HOLD_EXPIRY_QUEUE_URL and leave to schedule the end of a hold. */
  bindTo(stocklineFunction: StocklineFunction): void {
    this.expiries.bindSender(stocklineFunction, 'HOLD_EXPIRY_QUEUE_URL');
  }
}
