/** Checkouts of the simulation, which hold units and end their holds. */
import { parseQuantity, type Sku } from '../../../shared/domain/identifiers.ts';
import type { HoldEnd } from '../../../shared/domain/stock/observation.ts';
import { endHold } from '../../../shared/usecases/holds/end-hold.ts';
import { placeHold } from '../../../shared/usecases/holds/place-hold.ts';
import { MAIN } from '../../fakes/facts.ts';
import type { Stage } from './customers.ts';

/** A hold as the checkout that asked for it knows it: what it was answered, and what it asked for last. */
export type Checkout = {
  readonly id: string;
  readonly sku: Sku;
  readonly units: number;
  isPlaced: boolean;
  /** What the checkout was answered that the hold ended as. */
  endedAs?: HoldEnd;
};

type Ending = Exclude<HoldEnd, 'expired'>;

/** Checkouts that hold units through the stock API, and capture, void or forget them; some give up without an answer. */
export class Checkouts {
  readonly all: Checkout[] = [];
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async begin(): Promise<void> {
    const { world, random, skus } = this.#stage;
    const checkout: Checkout = {
      id: `hold-${this.all.length + 1}`,
      sku: random.pick(skus),
      units: random.integer(1, 4),
      isPlaced: false,
    };
    this.all.push(checkout);
    const ttlSeconds = random.pick([3, 20, 90, 400, 1_200]);
    const place = random.chance(0.3) ? { location: MAIN } : {};
    const { id, sku } = checkout;
    const request = { id, lines: [{ sku, quantity: parseQuantity(checkout.units), ...place }], ttlSeconds };
    const placed = await world.request(random.integer(1, 5), (ports) => placeHold(ports, request));
    checkout.isPlaced = placed?.kind === 'placed' || placed?.kind === 'already';
    world.count(`hold ${placed?.kind ?? 'unanswered'}`);
    if (checkout.isPlaced && random.chance(0.7)) {
      const endings: [Ending, ...Ending[]] =
        'location' in place ? ['captured', 'voided', 'sold'] : ['captured', 'voided'];
      world.scheduler.after(
        random.integer(100, ttlSeconds * 1_100),
        () => void this.#end(checkout, random.pick(endings)),
      );
    }
  }

  async #end(checkout: Checkout, end: Ending): Promise<void> {
    const { world, random } = this.#stage;
    const ended = await world.request(random.integer(1, 5), (ports) => endHold(ports, checkout.id, { end }));
    world.count(`hold ${ended?.kind ?? 'end unanswered'}`);
    if (ended?.kind === 'ended') {
      checkout.endedAs = end;
    }
  }
}
