import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { NamedListing } from '../../../../shared/domain/listing/link-proposals.ts';
import type { KeptProposal, KeptProposals, ProposalStore } from '../../../../shared/ports/reading/proposals.ts';
import { asKept, dropProposals } from '../../../../shared/usecases/linking/keep-proposals.ts';
import { AMAZON, MUG, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const listing = (id: string, facts: Partial<NamedListing> = {}): NamedListing => ({
  ...{ channel: AMAZON, listing: id, name: parseSku(id) },
  ...facts,
});
const unmatched = (id: string): KeptProposal => ({ ...listing(id), kind: 'unmatched', candidates: [] });

/** What is kept, in the memory of one store; `meanwhile` is kept by another command between two reads. */
function storeOf(first: KeptProposals | undefined, meanwhile?: KeptProposals) {
  let [kept, generation, next] = [first, 1, meanwhile];
  const written: KeptProposals[] = [];
  const store: ProposalStore = {
    keep: async (proposals, inPlaceOf) => {
      if (inPlaceOf !== undefined && inPlaceOf !== `${generation}`) {
        return false;
      }
      written.push(proposals);
      [kept, generation] = [proposals, generation + 1];
      return true;
    },
    page: async (after, limit) => {
      if (after > 0 && next !== undefined) {
        [kept, generation, next] = [next, generation + 1, undefined];
      }
      const counts = { proposed: 0, ambiguous: 0, unmatched: kept?.listings.length ?? 0 };
      const listings = kept?.listings.slice(after, after + limit) ?? [];
      return kept && { ...kept, listings, counts, generation: `${generation}` };
    },
  };
  return { store, written };
}

describe('proposals as they are kept', () => {
  it('are the likely ones first and those of which nothing is known last, each with its title where it has one', () => {
    const candidate = { sku: MUG, because: ['gtin'] } as const;
    const other = { sku: parseSku('CUP'), because: ['lookAlike'] } as const;
    const kept = asKept(
      {
        proposed: [{ listing: listing('A', { title: 'Mug', sells: undefined }), candidate }],
        ambiguous: [{ listing: listing('B'), candidates: [candidate, other] }],
        unmatched: [listing('C')],
      },
      NOON,
    );
    expect(kept).toStrictEqual({
      asOf: NOON,
      listings: [
        { ...listing('A'), title: 'Mug', kind: 'proposed', candidates: [candidate] },
        { ...listing('B'), kind: 'ambiguous', candidates: [candidate, other] },
        { ...listing('C'), kind: 'unmatched', candidates: [] },
      ],
    });
  });
});

describe('listings that were linked since', () => {
  const drop = (store: ProposalStore, ...ids: readonly string[]) =>
    dropProposals(
      store,
      ids.map((id) => ({ channel: AMAZON, listing: id })),
    );

  it('are taken out of what is kept, however much that is, and the others stay', async () => {
    const many = Array.from({ length: 2_001 }, (_, index) => unmatched(`L${index}`));
    const { store, written } = storeOf({ asOf: NOON, listings: many });
    await drop(store, 'L0', 'L2000');
    expect(written).toEqual([{ asOf: NOON, listings: many.slice(1, 2_000) }]);
  });

  it('of another channel are other listings: nothing is written where none is taken out', async () => {
    const { store, written } = storeOf({ asOf: NOON, listings: [unmatched('A')] });
    await dropProposals(store, [{ channel: SHOPIFY, listing: 'A' }]);
    expect(written).toEqual([]);
  });

  it('are none where nothing was ever kept', async () => {
    const { store, written } = storeOf(undefined);
    await drop(store, 'A');
    expect(written).toEqual([]);
  });

  it('are taken out of what another command has kept meanwhile', async () => {
    const before = { asOf: NOON, listings: Array.from({ length: 1_001 }, (_, index) => unmatched(`L${index}`)) };
    const meanwhile = { asOf: NOON, listings: [unmatched('A'), unmatched('B')] };
    const { store, written } = storeOf(before, meanwhile);
    await drop(store, 'A', 'L0');
    expect(written).toEqual([{ asOf: NOON, listings: [unmatched('B')] }]);
  });

  it('stay where others are kept at every try: they are left to the next comparison', async () => {
    const tried: KeptProposals[] = [];
    const { store } = storeOf({ asOf: NOON, listings: [unmatched('A')] });
    const keep = async (proposals: KeptProposals) => {
      tried.push(proposals);
      return false;
    };
    await drop({ ...store, keep }, 'A');
    expect(tried).toHaveLength(5);
  });
});
