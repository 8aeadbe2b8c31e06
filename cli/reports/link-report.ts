/** Prints links, what would change of them, and proposals. */
import type { Link } from '../../shared/domain/listing/link.ts';
import type { Candidate, NamedListing, Proposals } from '../../shared/domain/listing/link-proposals.ts';
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
    ...surgesOf(planned).flatMap((surge) => surgeLines(surge, limits)),
    ...(planned.length === 0 && refused.length === 0 ? ['Nothing changes: all of these hold already.'] : []),
  ];
}

/** So many listings of one channel may go to zero, or be raised, before its breaker holds the others back. */
export type BreakerCounts = { readonly zeroListings: number; readonly raiseListings: number };

function plannedLines({ wanted, from, to, figures, isUnknown }: PlannedLink): readonly string[] {
  const { channel, listing } = wanted;
  const waits = isUnknown ? ', which is not in the ledger: its orders wait until it is imported' : '';
  return [
    `${channel} ${listing}: ${from.units} × ${from.sku} → ${to.units} × ${to.sku}${waits}`,
    ...figures.map(({ location, shows, would }) => {
      const place = location === '-' ? '' : `at ${location} `;
      return `  ${place}shows ${shows}${would === undefined ? '' : `, would show ${would}`}`;
    }),
  ];
}

type ChannelSurges = { readonly channel: string; readonly zeros: number; readonly raises: number };

function surgesOf(planned: readonly PlannedLink[]): readonly ChannelSurges[] {
  return [...Map.groupBy(planned, ({ wanted }) => wanted.channel)].map(([channel, group]) => {
    const figures = group.flatMap((each) => each.figures);
    return {
      channel,
      zeros: figures.filter(({ shows, would }) => would === 0 && shows > 0).length,
      raises: figures.filter(({ shows, would }) => would !== undefined && would > shows).length,
    };
  });
}

function surgeLines({ channel, zeros, raises }: ChannelSurges, { zeroListings, raiseListings }: BreakerCounts) {
  return [
    ...(zeros > zeroListings
      ? [
          `${channel}: ${zeros} listings would go to 0, more than ${zeroListings}: its breaker will hold the others back.`,
        ]
      : []),
    ...(raises > raiseListings
      ? [
          `${channel}: ${raises} listings would be raised, more than ${raiseListings}: its breaker will hold the others back.`,
        ]
      : []),
  ];
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

function candidateText({ sku, because }: Candidate): string {
  return `${sku} (${because.map((reason) => BECAUSE[reason]).join(', ')})`;
}
