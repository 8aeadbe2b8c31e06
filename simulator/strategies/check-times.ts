/** When channels are checked in a simulated sale: by the rules of shared/usecases/reconciling/schedule-check.ts. */
import type { Market } from '../market/market.ts';

/** A check this close may have begun already, for the product, whose clocks may differ. */
const CLOCKS_DIFFER_SECONDS = 1;
/** After the last customer nothing new is sold: checks that then find a difference for so many settle times end. */
const CHECKED_SETTLE_TIMES = 20;

/** The checks that are scheduled, by channel. */
export class CheckTimes {
  /** When the last check is due that a push or a check asked for. */
  readonly #noted = new Map<number, number>();
  /** When one is due that a rebalance asked for. */
  readonly #followUps = new Map<number, number>();
  readonly #market: Market;
  readonly #until: number;
  readonly #check: (channel: number) => void;

  constructor(market: Market, settleSeconds: number, check: (channel: number) => void) {
    this.#market = market;
    this.#until = market.endsAt + CHECKED_SETTLE_TIMES * settleSeconds;
    this.#check = check;
  }

  /** Whether one is on its way that has certainly not begun. */
  isAhead(channel: number): boolean {
    return (this.#noted.get(channel) ?? 0) > this.#market.now() + CLOCKS_DIFFER_SECONDS;
  }

  /** As a push or a check asks for it: earlier checks give way to it. */
  after(channel: number, seconds: number): void {
    this.#noted.set(channel, this.#schedule(channel, seconds));
  }

  /** As a message about the catalogue asks for it: it gives way to later ones, and is not noted. */
  once(channel: number, seconds: number): void {
    this.#schedule(channel, seconds);
  }

  /** As a rebalance asks for it: it gives way to no other check, and one at a time is enough. */
  followUp(channel: number, seconds: number): void {
    if (!this.isAhead(channel) && (this.#followUps.get(channel) ?? 0) <= this.#market.now()) {
      this.#followUps.set(channel, this.#schedule(channel, seconds));
    }
  }

  #schedule(channel: number, seconds: number): number {
    const at = this.#market.now() + seconds;
    if (at <= this.#until) {
      this.#market.later(seconds, () => {
        if ((this.#noted.get(channel) ?? 0) <= at) {
          this.#check(channel);
        }
      });
    }
    return at;
  }
}
