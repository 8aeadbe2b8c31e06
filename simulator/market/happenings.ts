/** What happens in a simulated sale beside purchases: checkouts hold units, a listing leaves, an operator changes the policy. */
import type { Policy } from '../../shared/domain/exposure/exposure.ts';
import { untilNext } from './purchases.ts';
import type { Random } from './random.ts';

/** Something that happens so many seconds after the sale began. */
export type Happening = { readonly at: number } & (
  | {
      /** A checkout asks to hold one unit. */
      readonly kind: 'checkout';
      /** Its customer buys the unit in the end; otherwise it goes back. */
      readonly isBought: boolean;
    }
  | {
      /** The channel says that it stocks the SKU no more, and goes on selling what it shows. */
      readonly kind: 'leaves';
      readonly channel: number;
    }
  | { readonly kind: 'policy'; readonly policy: Policy }
);

/** What a strategy does when something happens beside sales. */
export type Beside = {
  /** A checkout asks to hold a unit; it is answered at once. */
  hold(id: string, answered: (isGranted: boolean) => void): void;
  /** One that was granted ends. */
  endHold(id: string, end: 'sold' | 'voided'): void;
  /** The channel says that it stocks the SKU no more. */
  leave(channel: number): void;
  setPolicy(policy: Policy): void;
};

/** How a checkout goes, in seconds. */
export const CHECKOUT = {
  /** From the hold until its customer buys, or does not. */
  takesSeconds: 10,
  /** One that is refused asks again so much later, and so often; then its customer is lost. */
  asksAgainSeconds: 2,
  asksAgain: 5,
  /** The part of them that buys. */
  bought: 0.5,
} as const;

/** Checkouts at the times of a Poisson process of that rate a second, until the sale ends. */
export function drawCheckouts(rate: number, endsAt: number, random: Random): readonly Happening[] {
  const checkouts: Happening[] = [];
  for (let at = untilNext(rate, random); at < endsAt; at += untilNext(rate, random)) {
    checkouts.push({ kind: 'checkout', at, isBought: random() < CHECKOUT.bought });
  }
  return checkouts;
}

/** Lets all of it happen at its time; adds up what checkouts sold and lost. */
export function scheduleHappenings(
  happenings: readonly Happening[],
  beside: Beside,
  later: (seconds: number, happen: () => void) => void,
  units: { sold: number; lost: number },
): void {
  const ask = (id: string, isBought: boolean, asksLeft: number): void =>
    beside.hold(id, (isGranted) => {
      if (isGranted) {
        units.sold += isBought ? 1 : 0;
        later(CHECKOUT.takesSeconds, () => beside.endHold(id, isBought ? 'sold' : 'voided'));
      } else if (asksLeft > 0) {
        later(CHECKOUT.asksAgainSeconds, () => ask(id, isBought, asksLeft - 1));
      } else {
        units.lost += isBought ? 1 : 0;
      }
    });
  happenings.forEach((each, index) => {
    later(each.at, () => {
      switch (each.kind) {
        case 'checkout':
          return ask(`checkout-${index}`, each.isBought, CHECKOUT.asksAgain);
        case 'leaves':
          return beside.leave(each.channel);
        case 'policy':
          return beside.setPolicy(each.policy);
        default:
          return each satisfies never;
      }
    });
  });
}
