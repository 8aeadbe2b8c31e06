/** Many customers of two Medusa instances who press the last button at the same moment. */
import { type Checkout, customerOf } from './medusa-api.ts';
import type { Instance } from './medusa-store.ts';
import type { StoreIds } from './store-ids.ts';

export type RushResult = {
  readonly accepted: number;
  readonly refused: number;
  /** Checkouts that Medusa answered with an error even after they were tried again. */
  readonly failed: number;
  readonly seconds: number;
};

const FILLED_AT_ONCE = 8;
const TRIES_MOST = 6;

/** Every customer wants one unit. Where Medusa answers with an error, the customer presses the button again. */
export async function rush(
  instances: readonly Instance[],
  ids: StoreIds,
  { sku, customers }: { readonly sku: string; readonly customers: number },
): Promise<RushResult> {
  const shoppers = Array.from({ length: customers }, (_, index) =>
    customerOf(instances[index % instances.length]?.url ?? '', ids),
  );
  const carts: { readonly cart: string; readonly press: (cart: string) => Promise<Checkout> }[] = [];
  for (let first = 0; first < customers; first += FILLED_AT_ONCE) {
    const some = shoppers.slice(first, first + FILLED_AT_ONCE);
    carts.push(
      ...(await Promise.all(some.map(async (each) => ({ cart: await each.fillCart(sku, 1), press: each.complete })))),
    );
  }
  const began = Date.now();
  const ends = await Promise.all(carts.map(({ cart, press }) => pressUntilAnswered(() => press(cart))));
  const count = (kind: Checkout['kind']) => ends.filter((each) => each.kind === kind).length;
  return {
    ...{ accepted: count('order'), refused: count('refused'), failed: count('failed') },
    seconds: Math.round((Date.now() - began) / 1_000),
  };
}

export async function pressUntilAnswered(press: () => Promise<Checkout>): Promise<Checkout> {
  let end = await press();
  for (let tries = 1; end.kind === 'failed' && tries < TRIES_MOST; tries += 1) {
    end = await press();
  }
  return end;
}
