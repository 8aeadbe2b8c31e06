// The lists that a SKU stands on: what of it a person should know.
import { boundOf } from '../exposure/bound.ts';
import { salesRate } from '../exposure/demand.ts';
import {
  currentExposure,
  type Exposure,
  type ExposureInputs,
  type ExposureRules,
  type TimedInputs,
} from '../exposure/exposure.ts';
import { catalogueProblem } from '../listing/catalogue-note.ts';
import type { Listing, Suspicion } from '../listing/listing.ts';
import { available, totalStock } from '../stock/stock.ts';

/**
 * `all`: every SKU. `oversold`: more is committed than there is. `atRisk`: it sells out within the hour at its present rate,
 * and no policy keeps that from overselling. `differing`: a check found that a channel shows something else than is believed.
 * `escrow`: each listing has a share of its own. `unmatched`: no channel lists it, so nothing sells it. `problem`: a channel
 * refused the last push of a listing, or says something bad of it.
 */
export const SKU_LISTS = ['all', 'oversold', 'atRisk', 'differing', 'escrow', 'unmatched', 'problem'] as const;
export type SkuList = (typeof SKU_LISTS)[number];

/** A SKU whose units left would be sold within so long at its present rate. */
const SOON_MS = 60 * 60_000;

/** A SKU is at risk from so many units on that a sale-out is expected to oversell. */
const OVERSOLD_UNITS_AT_RISK = 0.1;

/** The check's finding, while it stands: what a sale or a push has moved since says nothing any more. */
export function standingSuspicion(listing: Listing): Suspicion | undefined {
  const { suspicion, shown, revision, managed } = listing;
  const stands = suspicion?.shown === shown && suspicion.revision === revision;
  // States that differ by themselves are stock work on its way to the ledger.
  return managed && stands && suspicion.actual !== shown ? suspicion : undefined;
}

/** The lists that a listing puts its SKU on. */
export function listsOfListing(listing: Listing): readonly SkuList[] {
  return [
    ...(standingSuspicion(listing) === undefined ? [] : (['differing'] as const)),
    ...((catalogueProblem(listing) ?? listing.problem) === undefined ? [] : (['problem'] as const)),
  ];
}

/**
 * The lists that stock and listings put a SKU on, as far as no rules are needed: a SKU that sells out within the hour stands
 * on `atRisk`, whatever its policy.
 */
export function listsOf(inputs: OfferedInputs, now: Date): readonly SkuList[] {
  const { stock, listings, exposure } = inputs;
  const left = available(totalStock(stock));
  return [
    'all',
    ...(left < 0 ? (['oversold'] as const) : []),
    ...(sellsOutSoon(left, inputs, now) ? (['atRisk'] as const) : []),
    ...(exposure?.shares === undefined ? [] : (['escrow'] as const)),
    ...(listings.some(({ managed }) => managed) ? [] : (['unmatched'] as const)),
    ...new Set(listings.flatMap(listsOfListing)),
  ];
}

type OfferedInputs = ExposureInputs & { readonly exposure?: Exposure | undefined };

function sellsOutSoon(left: number, { demand }: ExposureInputs, now: Date): boolean {
  return left > 0 && (salesRate(demand, now) * SOON_MS) / 1_000 >= left;
}

/** The same lists, with `atRisk` only where the SKU's rules leave a sale-out to oversell. */
export function listsUnderRules(
  inputs: OfferedInputs & TimedInputs,
  rules: ExposureRules,
  now: Date,
): readonly SkuList[] {
  return listsOf(inputs, now).filter(
    (list) =>
      list !== 'atRisk' ||
      boundOf(currentExposure(inputs, rules), inputs, now).present.expectedOversold >= OVERSOLD_UNITS_AT_RISK,
  );
}
