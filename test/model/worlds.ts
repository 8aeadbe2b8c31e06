/** How a world of the model is written down: what differs from the usual, and what may happen in it. */
import { parseLocationId } from '../../shared/domain/identifiers.ts';
import { MAIN, SHOPIFY as SHOPIFY_CHANNEL, SQUARE as SQUARE_CHANNEL } from '../fakes/facts.ts';
import type { Budget, Kind, Setting } from './state.ts';

export type World = Partial<Omit<Setting, 'budget'>> & { readonly may: Partial<Budget> };

export const SHOPIFY: Kind = 'compareAndSwap';
export const SQUARE: Kind = 'resultingCount';
export const AMAZON: Kind = 'acceptsFigures';

const SHOP = parseLocationId('shop');

const NOTHING: Budget = {
  sales: 0,
  cancels: 0,
  losses: 0,
  receipts: 0,
  faults: 0,
  shifts: 0,
  idling: 0,
  divisions: 0,
  edits: 0,
  notCounted: 0,
  remakings: 0,
  holds: 0,
  leavings: 0,
};

/** The whole setting: two units under escrow on these channels, unless the world says otherwise. */
export function worldOf({ may, ...setting }: World, kinds: readonly Kind[]): Setting {
  const usual = { kinds, units: 2, policies: ['escrow'], grain: 'coarse' } as const satisfies Partial<Setting>;
  return { ...usual, ...setting, budget: { ...NOTHING, ...may } };
}

/** Policy shared, and every figure is compared with its channel. */
export const COMPARED = { isCompared: true, policies: [] } as const;

/** A channel with two places, and another that sells from the first of them. */
export const TWO_PLACES = {
  kinds: [SHOPIFY, SHOPIFY, SQUARE],
  places: [
    { channel: SHOPIFY_CHANNEL, location: MAIN },
    { channel: SHOPIFY_CHANNEL, location: SHOP },
    { channel: SQUARE_CHANNEL, location: MAIN },
  ],
} as const;

/** One channel sells from two locations, the other from the first of them alone. */
export const TWO_LOCATIONS = {
  kinds: [SQUARE, SQUARE],
  places: [
    { channel: SHOPIFY_CHANNEL, location: MAIN },
    { channel: SQUARE_CHANNEL, location: MAIN, drawsOn: [MAIN, SHOP] },
  ],
} as const;
