/** What Amazon says of a listing's quantities, and which of them is ours to push. */
import * as v from 'valibot';
import { unitsField } from '../../fields.ts';
import { SELLER_FULFILLED } from '../intake/order.ts';

/**
 * Quantities by who fulfils. By the model (`Item`, `FulfillmentAvailability`, 2026-08-05) both `fulfillmentAvailability`
 * and `quantity` in it may be absent.
 */
export const availability = v.object({
  fulfillmentAvailability: v.nullish(
    v.array(v.object({ fulfillmentChannelCode: v.string(), quantity: v.nullish(unitsField) })),
  ),
});

export type Availability = v.InferOutput<typeof availability>;

export type QuantityReading =
  /** The seller fulfils it, and Amazon shows so many. */
  | { readonly kind: 'own'; readonly units: number }
  /** Amazon fulfils it, or also: a quantity of ours would turn it into the seller's. `units`: the seller's, where reported. */
  | { readonly kind: 'amazons'; readonly units: number | undefined }
  /** Its units are kept by supply source: its one quantity must stay 0. */
  | { readonly kind: 'multiLocation' }
  /** Amazon did not say: that is not 0. */
  | { readonly kind: 'notKnown' };

/** The codes of what Amazon fulfils: AMAZON_NA, AMAZON_EU, and so on. */
const AMAZONS = /^AMAZON_/;

/**
 * With multi-location inventory the listing's own quantity is 0 and each supply source has one of its own; that its code
 * is then the supply source's id is our reading of https://developer-docs.amazon.com/sp-api/docs/mli-integration-guide
 * (2026). Whatever the code means, the quantity is not one that we know to push to.
 */
export function readQuantities({ fulfillmentAvailability }: Availability): QuantityReading {
  const entries = fulfillmentAvailability ?? [];
  const own = entries.find(({ fulfillmentChannelCode }) => fulfillmentChannelCode === SELLER_FULFILLED);
  const others = entries.filter((each) => each !== own);
  if (others.some(({ fulfillmentChannelCode }) => !AMAZONS.test(fulfillmentChannelCode))) {
    return { kind: 'multiLocation' };
  }
  if (others.length > 0) {
    return { kind: 'amazons', units: own?.quantity ?? undefined };
  }
  return own?.quantity === undefined || own.quantity === null
    ? { kind: 'notKnown' }
    : { kind: 'own', units: own.quantity };
}

/** How many of the seller's units Amazon shows; undefined where the reading has no figure that we push. */
export function unitsShown(reading: QuantityReading): number | undefined {
  return reading.kind === 'own' || reading.kind === 'amazons' ? reading.units : undefined;
}

/** That a reading has no figure, and why. */
export function whyNoFigure(sku: string, reading: QuantityReading): string {
  const why = whyNotPushed(reading) ?? 'The answer has no quantity of what the seller fulfils.';
  return `Amazon shows no figure of ${sku} that we push. ${why}`;
}

/** Why a listing cannot be pushed; undefined when the seller fulfils it, or when Amazon does not say who does. */
export function whyNotPushed({ kind }: QuantityReading): string | undefined {
  switch (kind) {
    case 'amazons':
      return 'Amazon fulfils it: a quantity would turn it into one that the seller fulfils.';
    case 'multiLocation':
      return 'Its units are kept by supply source (multi-location inventory), where its one quantity must stay 0.';
    default:
      return undefined;
  }
}
