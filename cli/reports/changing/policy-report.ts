/** Prints the policy book, and how listings move when a policy changes. */
import {
  type PolicyEntry,
  type PolicyRules,
  type ResolvedRules,
  settingsOf,
} from '../../../shared/domain/exposure/policy.ts';
import { LISTINGS_UNDER_ESCROW_MAX } from '../../../shared/domain/exposure/share-pools.ts';
import type { ListingMove, PolicyMove } from '../../../shared/usecases/exposure/change-policy.ts';
import { endgameLimitSentence, tooSlowSentence } from '../endgame-in-words.ts';
import { movedLine } from './moved-line.ts';

/** How one SKU changes: a line for it, and one for each listing whose quantity moves. */
export function moveLines(move: PolicyMove): readonly string[] {
  const { sku, before, after, isBundle, isChanged, listings, withoutStock, tooManyListings } = move;
  const { endgameLimit, endgameTooSlow } = move;
  const bundle = isBundle && after !== 'shared' ? ' (a bundle: it goes on showing what its components allow)' : '';
  return [
    `${sku}  ${headline(before, after, isChanged)}${bundle}`,
    ...(tooManyListings === undefined ? [] : [tooManyLine(tooManyListings)]),
    ...(endgameLimit === undefined ? [] : [`  ${endgameLimitSentence(endgameLimit)}`]),
    ...(endgameTooSlow === undefined ? [] : [`  ${tooSlowSentence(endgameTooSlow)}`]),
    ...listings.map(listingLine),
    ...withoutStock.map(withoutStockLine),
  ];
}

function tooManyLine(listings: number): string {
  return `  has ${listings} listings, and escrow divides the stock among ${LISTINGS_UNDER_ESCROW_MAX} at most: it is offered under endgame`;
}

/** The merchant must change the variant: no figure of ours keeps it from selling. */
export function withoutStockLine(listing: string): string {
  return `  ${listing.padEnd(24)} is sold on when nothing is left: escrow is not in force, and no bound holds, until “Continue selling when out of stock” is off`;
}

function headline(before: string | undefined, after: string, isChanged: boolean): string {
  if (before === undefined) {
    return `not in the ledger yet: it will begin with ${after}`;
  }
  if (before !== after) {
    return `${before} → ${after}`;
  }
  return isChanged ? `${after}, with other rules` : `${after}, its listings are reconciled`;
}

function listingLine({ listing, before, after, shown }: ListingMove): string {
  return before === after
    ? `  ${listing.padEnd(24)} may show ${after}, shows ${shown}`
    : movedLine(listing, before, after);
}

/** The last line of a plan: how many SKUs and listings it moves. */
export function countLine(skus: number, listings: number): string {
  return `${skus} ${skus === 1 ? 'SKU' : 'SKUs'}, ${listings} ${listings === 1 ? 'listing moves' : 'listings move'}.`;
}

/** What one place of the book says, setting by setting; undefined where it says nothing. */
export function writtenLine(place: string, { rules }: PolicyEntry): string | undefined {
  const said = saidIn(rules);
  return said === '' ? undefined : `${place.padEnd(24)} ${said}`;
}

/** The rules that hold for a SKU, each with the place it comes from. */
export function resolvedLines({ rules, origins }: ResolvedRules): readonly string[] {
  return settingsOf(rules).map(([name, value]) => {
    const { kind, ...named } = origins[name] ?? { kind: 'config' as const };
    const place = 'name' in named ? `${kind} ${named.name}` : kind;
    return `  ${name.padEnd(22)} ${String(value).padEnd(10)} ${place}`;
  });
}

function saidIn(rules: PolicyRules): string {
  return settingsOf(rules)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
