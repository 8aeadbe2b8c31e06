// Lists which listings sell no SKU of the ledger, and which SKU each may sell.
import type { KeptProposal, ProposalPage, ProposalStore } from '../../ports/reading/proposals.ts';

export type ProposalList = Pick<ProposalPage, 'counts'> & {
  /** When the catalogues were last compared; null: never. */
  readonly asOf: string | null;
  readonly listings: readonly KeptProposal[];
  /** `after` of the next page; absent where there is none. */
  readonly next?: string;
};

const NOTHING: ProposalList = { asOf: null, counts: { proposed: 0, ambiguous: 0, unmatched: 0 }, listings: [] };

/** A page of what was found when the catalogues were last compared, what is likely first. */
export async function listProposals(
  store: Pick<ProposalStore, 'page'>,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<ProposalList> {
  const page = await store.page(after, limit);
  if (page === undefined) {
    return NOTHING;
  }
  const { asOf, counts, listings } = page;
  const all = counts.proposed + counts.ambiguous + counts.unmatched;
  const end = after + listings.length;
  return { asOf, counts, listings, ...(listings.length > 0 && end < all && { next: String(end) }) };
}
