/** How a world of the model is written down: what differs from the usual, and what may happen in it. */
import type { Budget, Kind, Setting } from './state.ts';

export type World = Partial<Omit<Setting, 'budget'>> & { readonly may: Partial<Budget> };

export const SHOPIFY: Kind = 'compareAndSwap';
export const SQUARE: Kind = 'resultingCount';
export const AMAZON: Kind = 'acceptsFigures';

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
};

/** The whole setting: two units under escrow on these channels, unless the world says otherwise. */
export function worldOf({ may, ...setting }: World, kinds: readonly Kind[]): Setting {
  const usual = { kinds, units: 2, policies: ['escrow'], grain: 'coarse' } as const;
  return { ...usual, ...setting, budget: { ...NOTHING, ...may } };
}
