/** Which bundles may show another figure after a posting of one of their components. */
import { keysOf } from '../identifiers.ts';
import { bundlesAt, type ComponentStock } from './bundle.ts';

/** A component as it is in one bundle: how many units go into it, and what else does, each as it is now. */
export type InBundle = { readonly quantity: number; readonly others: readonly ComponentStock[] };

/** A component as a posting found it, or left it. */
export type PassedState = Pick<ComponentStock, 'stock' | 'withheldFromBundles'>;

/**
 * Whether the bundle may show another figure because its component passed through these states. It may not where at each
 * location the component either allows the same number of bundles in all of them, or always more than another component
 * allows. `others` must have been read after the last of the states was written. More, and not as many: two components that
 * fall to the same number at the same moment would each take the other for the reason (docs/decisions/0042).
 */
export function mayTouchBundle(states: readonly PassedState[], { quantity, others }: InBundle): boolean {
  const locations = [...new Set(states.flatMap(({ stock }) => keysOf(stock)))];
  return locations.some((location) => {
    const allowed = states.map((state) => bundlesAt([{ ...state, quantity }], location));
    const [least, most] = [Math.min(...allowed), Math.max(...allowed)];
    return least !== most && least <= bundlesAt(others, location);
  });
}
