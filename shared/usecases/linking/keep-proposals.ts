/** Keeps what was proposed, so that people read it where no catalogue can be read. */
import type { ChannelId } from '../../domain/identifiers.ts';
import type { NamedListing, Proposals } from '../../domain/listing/link-proposals.ts';
import type { KeptProposal, KeptProposals, ProposalPage, ProposalStore } from '../../ports/reading/proposals.ts';

/** The proposals as they are kept: what is likely first, and what nothing is known of last. */
export function asKept({ proposed, ambiguous, unmatched }: Proposals, asOf: string): KeptProposals {
  const kept = (
    kind: KeptProposal['kind'],
    { channel, listing, name, title }: NamedListing,
    candidates: KeptProposal['candidates'],
  ): KeptProposal => ({ channel, listing, name, ...(title !== undefined && { title }), kind, candidates });
  return {
    asOf,
    listings: [
      ...proposed.map(({ listing, candidate }) => kept('proposed', listing, [candidate])),
      ...ambiguous.map(({ listing, candidates }) => kept('ambiguous', listing, candidates)),
      ...unmatched.map((listing) => kept('unmatched', listing, [])),
    ],
  };
}

/** Listings read at a time where some are taken out. */
const READ_AT_ONCE = 1_000;

/** Others may be kept while listings are taken out. */
const TRIES = 5;

/** Takes listings out of what is kept, because they were linked since. What was kept by another command meanwhile, too. */
export async function dropProposals(
  store: ProposalStore,
  linked: readonly { readonly channel: ChannelId; readonly listing: string }[],
): Promise<void> {
  const keyOf = ({ channel, listing }: { readonly channel: ChannelId; readonly listing: string }) =>
    JSON.stringify([channel, listing]);
  const gone = new Set(linked.map(keyOf));
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const kept = await everyProposal(store);
    if (kept === 'changed') {
      continue;
    }
    const listings = kept?.listings.filter((each) => !gone.has(keyOf(each))) ?? [];
    const isDone = kept === undefined || listings.length === kept.listings.length;
    if (isDone || (await store.keep({ asOf: kept.asOf, listings }, kept.generation))) {
      return;
    }
  }
}

/** All that is kept, as one comparison found it; `changed`: others were kept while it was read. */
async function everyProposal(store: ProposalStore): Promise<Omit<ProposalPage, 'counts'> | 'changed' | undefined> {
  const all: KeptProposal[] = [];
  const first = await store.page(0, READ_AT_ONCE);
  for (
    let page = first;
    page !== undefined && page.listings.length > 0;
    page = await store.page(all.length, READ_AT_ONCE)
  ) {
    if (page.generation !== first?.generation) {
      return 'changed';
    }
    all.push(...page.listings);
  }
  return first && { ...first, listings: all };
}
