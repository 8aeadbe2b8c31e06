/** Prints links, what would change of them, and proposals. */
import type { Link } from '../../shared/domain/listing/link.ts';
import type { Candidate, NamedListing, Proposals } from '../../shared/domain/listing/link-proposals.ts';
import {
  type BreakerCounts,
  type HeldBack,
  heldBackBy,
  type MovedListing,
} from '../../shared/domain/pushing/held-back.ts';
import type { LinkPlan, PlannedLink } from '../../shared/usecases/linking/plan-links.ts';

/** One link: which listing sells what. */
export function linkLine({ channel, externalId, name, sku, units }: Link): string {
  return `${channel} ${externalId}${name === externalId ? '' : ` (${name})`} sells ${units} × ${sku}`;
}

/** What a plan would do: a line for each listing, one for each of its figures, and what the breakers say. */
export function planLines({ planned, refused }: LinkPlan, limits: BreakerCounts): readonly string[] {
  return [
    ...refused.map(({ wanted, reason }) => `${wanted.channel} ${wanted.listing}: refused. ${reason}`),
    ...planned.flatMap(plannedLines),
    ...heldBackBy(movedListings(planned), limits).map(heldBackLine),
    ...(planned.length === 0 && refused.length === 0 ? ['Nothing changes: all of these hold already.'] : []),
  ];
}

function plannedLines({ wanted, from, to, figures, isUnknown, mayReturn }: PlannedLink): readonly string[] {
  const { channel, listing } = wanted;
  const waits = isUnknown ? ', which is not in the ledger: its orders wait until it is imported' : '';
  return [
    `${channel} ${listing}: ${from.units} × ${from.sku} → ${to.units} × ${to.sku}${waits}`,
    ...figures.map(({ location, shows, would }) => {
      const place = location === '-' ? '' : `at ${location} `;
      return `  ${place}shows ${shows}${would === undefined ? '' : `, would show ${would}`}`;
    }),
    ...(mayReturn === undefined
      ? []
      : [
          `  ${channel} has ${mayReturn} units of ${from.sku} in open orders. Where one of this listing is cancelled, ${channel} puts its units on sale here, beyond the share, until the check about a minute later: link it once they have shipped.`,
        ]),
  ];
}

function heldBackLine({ channel, surge, listings, most }: HeldBack): string {
  const moves = surge === 'zeros' ? 'go to 0' : 'be raised';
  return `${channel}: ${listings} listings would ${moves}, more than ${most}: its breaker will hold the others back.`;
}

/** The listings of which the plan knows what they would show. */
function movedListings(planned: readonly PlannedLink[]): readonly MovedListing[] {
  return planned.flatMap(({ wanted: { channel }, figures }) =>
    figures.flatMap(({ shows, would }) => (would === undefined ? [] : [{ channel, shown: shows, after: would }])),
  );
}

/** What is proposed, what is ambiguous with all candidates, and how many listings nothing is known of. */
export function proposalLines({ proposed, ambiguous, unmatched }: Proposals): readonly string[] {
  return [
    ...proposed.map(({ listing, candidate }) => `${nameOf(listing)} may sell ${candidateText(candidate)}`),
    ...ambiguous.map(
      ({ listing, candidates }) => `${nameOf(listing)} is ambiguous: ${candidates.map(candidateText).join('; ')}`,
    ),
    ...unmatched.map((listing) => `${nameOf(listing)} is like no SKU of the ledger`),
    `${proposed.length} proposed, ${ambiguous.length} ambiguous, ${unmatched.length} without a candidate. How many units each sells only you know.`,
  ];
}

function nameOf({ channel, listing, name }: NamedListing): string {
  return `${channel} ${listing}${name === listing ? '' : ` (${name})`}`;
}

const BECAUSE = { gtin: 'same trade item number', asin: 'same Amazon article', lookAlike: 'looks like it' } as const;

const BUT = {
  numberShared: 'but other listings of one channel have that number too',
  otherNumber: 'but it has another trade item number',
  listedThere: 'but the channel has a listing that sells it',
  likeAnother: 'but a listing of another channel is like this one, and may sell something else',
} as const;

function candidateText({ sku, because, but = [] }: Candidate): string {
  const reasons = [...because.map((reason) => BECAUSE[reason]), ...but.map((reason) => BUT[reason])];
  return `${sku} (${reasons.join(', ')})`;
}
