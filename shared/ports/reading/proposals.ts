// Proposals of links, kept as of when the catalogues were last compared, for people to read.
import type { Candidate, NamedListing } from '../../domain/listing/link-proposals.ts';

/** What was found of one listing that sells no SKU of the ledger. */
export type KeptProposal = Pick<NamedListing, 'channel' | 'listing' | 'name' | 'title'> & {
  /** `proposed`: its one candidate is likely. `ambiguous`: a person must choose. `unmatched`: it has none. */
  readonly kind: 'proposed' | 'ambiguous' | 'unmatched';
  readonly candidates: readonly Candidate[];
};

export type KeptProposals = {
  /** When the catalogues were compared; ISO 8601. */
  readonly asOf: string;
  readonly listings: readonly KeptProposal[];
};

/** Some of the kept proposals, in their order. */
export type ProposalPage = KeptProposals & {
  /** Of which keeping they are: another one has another. */
  readonly generation: string;
  /** How many there are of each kind. */
  readonly counts: Readonly<Record<KeptProposal['kind'], number>>;
};

export type ProposalStore = {
  /**
   * Keeps these in place of all that were kept before; with `inPlaceOf`, of that generation alone. False: others were kept
   * meanwhile, and stay.
   */
  keep(proposals: KeptProposals, inPlaceOf?: string): Promise<boolean>;
  /** At most `limit` of them behind the first `after`; undefined where none were ever kept. */
  page(after: number, limit: number): Promise<ProposalPage | undefined>;
};
