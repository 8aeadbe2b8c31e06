/** Prints what defining a bundle would change. */
import { isDeepStrictEqual } from 'node:util';
import type { Sku } from '../../../shared/domain/identifiers.ts';
import { type Component, componentsInWords } from '../../../shared/domain/stock/bundle.ts';
import type { PlannedDefinition } from '../../../shared/usecases/exposure/define-bundle.ts';
import { printable } from '../../terminal/printable.ts';
import { movedLine } from './moved-line.ts';

/** One bundle of a command: what was asked for, and what would become of it. */
export type BundlePlan = {
  readonly bundle: Sku;
  readonly components: readonly Component[];
  readonly plan: PlannedDefinition;
};

/** What it is made of before and after, and each listing that moves; or why it cannot be made. */
export function bundleLines({ bundle, plan }: BundlePlan): readonly string[] {
  switch (plan.kind) {
    case 'planned': {
      const enters = plan.isNew ? ' (it enters the ledger, with nothing on hand)' : '';
      const same = isBundleChanged(plan) ? '' : ' (as it is)';
      return [
        `${printable(bundle)}  ${madeWords(plan.before)} → ${madeWords(plan.after)}${enters}${same}`,
        ...plan.listings.map(({ listing, before, after }) => movedLine(listing, before, after)),
      ];
    }
    case 'unknown':
      return [
        `${printable(bundle)}  not in the ledger: ${printable(plan.skus.join(', '))}. Take them in with npx stockline import`,
      ];
    case 'refused':
      return [`${printable(bundle)}  ${printable(plan.reason)}`];
    default:
      return plan satisfies never;
  }
}

/** Whether it would be made of something else than it is. */
export function isBundleChanged({ before, after }: Extract<PlannedDefinition, { readonly kind: 'planned' }>): boolean {
  return !isDeepStrictEqual(before, after);
}

function madeWords(components: readonly Component[]): string {
  return components.length === 0 ? 'its own stock' : printable(componentsInWords(components));
}
